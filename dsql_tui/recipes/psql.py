"""psql, libpq's service file, CloudShell, a tunnel, and what an administrator runs first."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Recipe

_GUIDE = "https://docs.aws.amazon.com/aurora-dsql/latest/userguide"
_ENVIRONMENT = """
«?own_roots»test -f «roots» || curl --silent --show-error --remote-name «own_roots»
export PGHOST=«host»
export PGHOSTADDR=«hostaddr»
export PGPORT=«port_number:raw»
export PGDATABASE=postgres
export PGUSER=«role»
export PGSSLMODE=«sslmode»
export PGSSLROOTCERT=«roots»
export PGSSLNEGOTIATION=«direct»
export PGOPTIONS=«options»
export PGPASSWORD=«password»
«!password»export PGPASSWORD="$(«token_command:raw»)"
"""
_TIERS = (
    "libpq 17 speaks TLS from the first byte; 16 finds the system's root certificates; 14 and 15 "
    "read a file of them; older ones cannot connect. `psql --version` tells.",
    "On Windows, and with EDB's builds for macOS, `system` fails with “unregistered scheme”: name a "
    "file instead.",
)

ROLE = Recipe(
    name="role",
    title="A database role of its own",
    group="psql",
    how="SQL for admin to run, each statement a transaction",
    source=f"{_GUIDE}/using-database-and-iam-roles.html",
    files=(
        File(
            "role.sql",
            "sql",
            """
«!custom»-- Role admin exists in every cluster. For a custom role, choose it first.
«?custom»CREATE ROLE «role_name:raw» WITH LOGIN;
«?custom»CREATE SCHEMA «schema:raw»;
«?custom»GRANT USAGE, CREATE ON SCHEMA «schema:raw» TO «role_name:raw»;
«?custom»GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA «schema:raw» TO «role_name:raw»;
«?custom»AWS IAM GRANT «role_name:raw» TO «principal|'arn:aws:iam::111122223333:role/your-role'»;
SELECT pg_role_name, arn FROM sys.iam_pg_role_mappings;
""",
        ),
    ),
    notes=(
        "For an assumed role, grant to the ARN of the IAM role, not of the session.",
        "Who connects as admin needs dsql:DbConnectAdmin, as any other role dsql:DbConnect.",
        "AWS IAM REVOKE … FROM … comes before DROP ROLE.",
    ),
    trust="other",
    hostaddr=True,
    private=True,
    toolchain="psql",
    tested="sandbox",
    quick=True,
)

PSQL = Recipe(
    name="psql",
    title="psql",
    group="psql",
    how="environment variables and a token",
    source=f"{_GUIDE}/accessing-psql.html",
    run=_ENVIRONMENT + "psql\n",
    notes=(
        *_TIERS,
        "The token is needed to connect only: a session lasts an hour, whatever becomes of it.",
        "FETCH_COUNT and ON_ERROR_ROLLBACK do not work: no cursors, no savepoints. \\copy … from "
        "takes 3,000 rows at a time.",
    ),
    trust="libpq",
    hostaddr=True,
    private=True,
    toolchain="psql",
    tested="sandbox",
    quick=True,
)

SERVICE = Recipe(
    name="pg-service",
    title="pg_service.conf",
    group="psql",
    how="a service for every client that is built on libpq, and a token",
    source="https://www.postgresql.org/docs/current/libpq-pgservice.html",
    files=(
        File(
            "pg_service.conf",
            "ini",
            """
[dsql]
host=«host»
hostaddr=«hostaddr»
port=«port_number»
dbname=postgres
user=«role»
sslmode=«sslmode»
sslrootcert=«roots»
sslnegotiation=«direct»
options=«options»
""",
        ),
    ),
    run="""
«?own_roots»test -f «roots» || curl --silent --show-error --remote-name «own_roots»
export PGSERVICEFILE="$PWD/pg_service.conf"
export PGPASSWORD=«password»
«!password»export PGPASSWORD="$(«token_command:raw»)"
psql service=dsql
""",
    notes=(
        *_TIERS,
        "psycopg, psycopg2, Ruby's pg and PHP's pgsql read it too. In ~/.pg_service.conf it needs no "
        "PGSERVICEFILE.",
        "No password belongs in it, nor in ~/.pgpass: a token is on disk there, and soon expired.",
    ),
    trust="libpq",
    hostaddr=True,
    private=True,
    toolchain="psql",
    tested="sandbox",
    quick=True,
)

CLOUDSHELL = Recipe(
    name="cloudshell",
    title="psql in AWS CloudShell",
    group="psql",
    how="paste into CloudShell, whose identity signs",
    source=f"{_GUIDE}/accessing-psql.html",
    run="""
export PGHOST=«host»
export PGUSER=«role»
export PGDATABASE=postgres
export PGSSLMODE=verify-full
export PGSSLROOTCERT=/etc/pki/tls/certs/ca-bundle.crt
export PGOPTIONS=«options»
export PGPASSWORD="$(aws dsql generate-«action:kebab»-auth-token --hostname "$PGHOST" --region «region»)"
psql
""",
    notes=(
        "Or in AWS's console: the cluster, Connect with Query Editor, Connect with CloudShell.",
        "CloudShell reaches clusters through the internet; one that only a VPC reaches needs "
        "CloudShell in that VPC.",
    ),
    trust="other",
    why="it needs CloudShell",
)

TUNNEL = Recipe(
    name="tunnel",
    title="psql through a tunnel",
    group="psql",
    how="SSH or Session Manager; the certificate is still verified",
    source="https://docs.aws.amazon.com/systems-manager/latest/userguide/"
    "session-manager-working-with-sessions-start.html",
    run="""
# One of these, in another terminal; BASTION can reach the cluster.
#   ssh -N -L 15432:«endpoint»:5432 BASTION
#   aws ssm start-session --target INSTANCE --document-name AWS-StartPortForwardingSessionToRemoteHost --parameters 'host=«endpoint»,portNumber=5432,localPortNumber=15432'
export PGHOST=«endpoint»
export PGHOSTADDR=«hostaddr|127.0.0.1»
export PGPORT=«port:raw|15432»
export PGDATABASE=postgres
export PGUSER=«role»
export PGSSLMODE=verify-full
export PGSSLROOTCERT=«roots»
export PGSSLNEGOTIATION=«direct»
export PGOPTIONS=«options»
«?own_roots»test -f «roots» || curl --silent --show-error --remote-name «own_roots»
export PGPASSWORD=«password»
«!password»export PGPASSWORD="$(«token_command:raw»)"
psql
""",
    notes=(
        "PGHOSTADDR says where TCP goes; PGHOST stays the endpoint, for the certificate and the "
        "token. Clients without such a setting take a line in the hosts file, and the port.",
    ),
    trust="libpq",
    hostaddr=True,
    toolchain="psql",
    tested="sandbox",
)

RECIPES = (PSQL, SERVICE, CLOUDSHELL, TUNNEL, ROLE)
