"""Recipes for psql: environment, service file, CloudShell, tunnel, and SQL for a custom role."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Recipe

_GUIDE = "https://docs.aws.amazon.com/aurora-dsql/latest/userguide"
_LIBPQ_NOTES = (
    "libpq 17 starts with TLS, 16 finds the system's root certificates, and 14 and 15 read them "
    "from a file. Older versions cannot connect. `psql --version` prints yours.",
    "On Windows and with EDB's builds for macOS, `system` fails with “unregistered scheme”. Name a "
    "file instead.",
)

PSQL = Recipe(
    name="psql",
    title="psql",
    group="psql",
    summary="environment variables and a token",
    source=f"{_GUIDE}/accessing-psql.html",
    notes=(
        *_LIBPQ_NOTES,
        "Only connecting needs the token. A session lasts an hour, even if the token expires.",
        "FETCH_COUNT and ON_ERROR_ROLLBACK do not work, because there are no cursors and no "
        "savepoints. \\copy … from loads at most 3,000 rows.",
    ),
    trust="libpq",
    supports_hostaddr=True,
    supports_privatelink=True,
    toolchain="psql",
    tested="sandbox",
    quick=True,
)

SERVICE = Recipe(
    name="pg-service",
    title="pg_service.conf",
    group="psql",
    summary="a service for every client that uses libpq, and a token",
    source="https://www.postgresql.org/docs/current/libpq-pgservice.html",
    files=(File("pg_service.conf", "ini"),),
    notes=(
        *_LIBPQ_NOTES,
        "psycopg, psycopg2, Ruby's pg and PHP's pgsql also read it. In ~/.pg_service.conf, it "
        "needs no PGSERVICEFILE.",
        "Keep the password out of it and out of ~/.pgpass: a token expires soon and does not "
        "belong on disk.",
    ),
    trust="libpq",
    supports_hostaddr=True,
    supports_privatelink=True,
    toolchain="psql",
    tested="sandbox",
    quick=True,
)

CLOUDSHELL = Recipe(
    name="cloudshell",
    title="psql in AWS CloudShell",
    group="psql",
    summary="a command to paste into CloudShell, whose identity signs the token",
    source=f"{_GUIDE}/accessing-psql.html",
    notes=(
        "Or, in the AWS console, open the cluster and choose Connect with Query Editor, Connect "
        "with CloudShell.",
        "CloudShell connects through the internet. For a cluster that only a VPC can reach, use "
        "CloudShell in that VPC.",
    ),
    trust="other",
    static_reason="needs CloudShell",
)

TUNNEL = Recipe(
    name="tunnel",
    title="psql through a tunnel",
    group="psql",
    summary="SSH or Session Manager, with the certificate verified",
    source="https://docs.aws.amazon.com/systems-manager/latest/userguide/"
    "session-manager-working-with-sessions-start.html",
    notes=(
        "PGHOSTADDR is the address of the tunnel. PGHOST remains the endpoint, for the certificate "
        "and the token. For a client without such a setting, add a line to the hosts file and set "
        "the port.",
    ),
    trust="libpq",
    supports_hostaddr=True,
    toolchain="psql",
    tested="sandbox",
)

ROLE = Recipe(
    name="role",
    title="A custom database role",
    group="psql",
    summary="SQL that admin runs, each statement as a transaction",
    source=f"{_GUIDE}/using-database-and-iam-roles.html",
    run="",
    files=(File("role.sql", "sql"),),
    notes=(
        "For an assumed role, grant to the ARN of the IAM role, not of the session.",
        "Connecting as admin needs dsql:DbConnectAdmin, and as any other role dsql:DbConnect.",
        "Run AWS IAM REVOKE … FROM … before DROP ROLE.",
    ),
    trust="other",
    supports_hostaddr=True,
    supports_privatelink=True,
    toolchain="psql",
    tested="sandbox",
    quick=True,
)

RECIPES = (PSQL, SERVICE, CLOUDSHELL, TUNNEL, ROLE)
