«include shared/libpq/root_certificate.sh»
«include shared/libpq/password.sh»
ruby connect.rb
