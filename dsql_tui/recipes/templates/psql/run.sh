«include shared/libpq/environment.sh»
psql
