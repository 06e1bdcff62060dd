export SSL_CERT_FILE=«ca_file»
dotnet run
