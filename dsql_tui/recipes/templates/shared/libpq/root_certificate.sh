«?sslrootcert_url»test -f «sslrootcert» || curl --silent --show-error --remote-name «sslrootcert_url»
