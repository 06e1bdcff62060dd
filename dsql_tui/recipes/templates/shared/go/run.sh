export SSL_CERT_FILE=«ca_file»
go mod tidy
go run .
