"""Recipes for Python drivers: Psycopg and Psycopg2."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

CONNECTOR = "https://github.com/awslabs/aurora-dsql-connectors/tree/main/python/connector"
SAMPLES = "https://github.com/aws-samples/aurora-dsql-samples/tree/main/python"
_ROOTS = (
    "`sslrootcert=system` fails because OpenSSL in the wheels does not find the system's root "
    "certificates. The code uses those of certifi. Direct TLS needs libpq 17, which the wheels "
    "have."
)

PSYCOPG = Recipe(
    name="psycopg",
    title="Psycopg",
    group="Python",
    summary="Aurora DSQL connector, which authenticates each connection",
    source=CONNECTOR,
    packages=(
        Package("pip", "aurora-dsql-python-connector", "0.2.7", "psycopg"),
        Package("pip", "psycopg", "3.3.9", "binary,pool"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(File("connect.py", "python"),),
    run="shared/python/run.sh",
    notes=(
        _ROOTS,
        "Do not use savepoints, nested transactions or named cursors.",
        "After a conflict (SQLSTATE 40001), retry the whole transaction.",
    ),
    trust="file",
    lifetime_setting="max_lifetime=3300",
    supports_hostaddr=True,
    toolchain="python",
    tested="sandbox",
    quick=True,
)

PSYCOPG_TOKEN = Recipe(
    name="psycopg-token",
    title="Psycopg, plain",
    group="Python",
    summary="a token from boto3 for each connection",
    source=f"{SAMPLES}/psycopg",
    packages=(
        Package("pip", "boto3", "1.44.8"),
        Package("pip", "psycopg", "3.3.9", "binary,pool"),
        Package("pip", "psycopg-pool", "3.3.3"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(File("connect.py", "python"),),
    run="shared/python/run.sh",
    notes=(_ROOTS, "A wrong token only shows as an error when a connection is opened."),
    trust="file",
    lifetime_setting="max_lifetime=3300",
    supports_hostaddr=True,
    supports_privatelink=True,
    toolchain="python",
    tested="sandbox",
)

PSYCOPG2 = Recipe(
    name="psycopg2",
    title="Psycopg2",
    group="Python",
    summary="Aurora DSQL connector, which authenticates each connection",
    source=CONNECTOR,
    packages=(
        Package("pip", "aurora-dsql-python-connector", "0.2.7", "psycopg2"),
        Package("pip", "psycopg2-binary", "2.9.13"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(File("connect.py", "python"),),
    run="shared/python/run.sh",
    notes=(
        _ROOTS,
        "AuroraDSQLThreadedConnectionPool also signs tokens, but has no lifetime: close "
        "connections that are older than 55 minutes.",
        "Do not call set_session with autocommit: it sets a parameter that Aurora DSQL rejects.",
    ),
    trust="file",
    supports_hostaddr=True,
    toolchain="python",
    tested="sandbox",
)

PSYCOPG2_TOKEN = Recipe(
    name="psycopg2-token",
    title="Psycopg2, plain",
    group="Python",
    summary="a token from boto3",
    source=f"{SAMPLES}/psycopg2",
    packages=(
        Package("pip", "boto3", "1.44.8"),
        Package("pip", "psycopg2-binary", "2.9.13"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(File("connect.py", "python"),),
    run="shared/python/run.sh",
    notes=(_ROOTS, "A connection lasts an hour. Before that, open another one with a new token."),
    trust="file",
    supports_hostaddr=True,
    supports_privatelink=True,
    toolchain="python",
    tested="sandbox",
)

RECIPES = (PSYCOPG, PSYCOPG_TOKEN, PSYCOPG2, PSYCOPG2_TOKEN)
