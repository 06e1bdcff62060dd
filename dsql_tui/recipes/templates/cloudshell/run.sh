export PGHOST=«host»
export PGUSER=«role»
export PGDATABASE=postgres
export PGSSLMODE=verify-full
export PGSSLROOTCERT=/etc/pki/tls/certs/ca-bundle.crt
export PGOPTIONS=«options»
export PGPASSWORD="$(aws dsql generate-«action:kebab»-auth-token --hostname "$PGHOST" --region «region»)"
psql
