# Run one of these in another terminal; BASTION can reach the cluster.
#   ssh -N -L 15432:«endpoint»:5432 BASTION
#   aws ssm start-session --target INSTANCE --document-name AWS-StartPortForwardingSessionToRemoteHost --parameters 'host=«endpoint»,portNumber=5432,localPortNumber=15432'
export PGHOST=«endpoint»
export PGHOSTADDR=«hostaddr|127.0.0.1»
export PGPORT=«custom_port:plain|15432»
export PGDATABASE=postgres
export PGUSER=«role»
export PGSSLMODE=verify-full
export PGSSLROOTCERT=«sslrootcert»
export PGSSLNEGOTIATION=«sslnegotiation»
export PGOPTIONS=«options»
«include shared/libpq/root_certificate.sh»
«include shared/libpq/password.sh»
psql
