«include shared/libpq/root_certificate.sh»
export PGSERVICEFILE="$PWD/pg_service.conf"
«include shared/libpq/password.sh»
psql service=dsql
