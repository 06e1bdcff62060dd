export PGSSLROOTCERT=«sslrootcert»
ruby connect.rb
