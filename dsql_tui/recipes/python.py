"""Python's drivers: with AWS's connector, and plain with a token."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

CONNECTOR = "https://github.com/awslabs/aurora-dsql-connectors/tree/main/python/connector"
SAMPLES = "https://github.com/aws-samples/aurora-dsql-samples/tree/main/python"
_ROOTS = (
    "The wheels' OpenSSL does not find the system's root certificates, so `sslrootcert=system` "
    "fails; certifi's are named instead. Direct TLS takes libpq 17, which the wheels bring."
)

_TRY = """
    connection.execute(
        "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)"
    )
    connection.execute("INSERT INTO hello_dsql (word) VALUES (%s), (%s)", ("hello", "world"))
    print(connection.execute("SELECT count(*) FROM hello_dsql").fetchone()[0], "rows")
    connection.execute("DROP TABLE hello_dsql")
"""
_TRY_CURSOR = """
cursor = connection.cursor()
cursor.execute(
    "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)"
)
cursor.execute("INSERT INTO hello_dsql (word) VALUES (%s), (%s)", ("hello", "world"))
cursor.execute("SELECT count(*) FROM hello_dsql")
print(cursor.fetchone()[0], "rows")
cursor.execute("DROP TABLE hello_dsql")
connection.close()
"""
SIGNER = """
dsql = boto3.Session(
    region_name=«region»,
    profile_name=«profile»,
).client("dsql")


def token():
    return dsql.generate_«action:snake»_auth_token(«endpoint», ExpiresIn=«expires_in:raw»)
"""

PSYCOPG = Recipe(
    name="psycopg",
    title="Psycopg",
    group="Python",
    how="Aurora DSQL connector; it signs for each connection",
    source=CONNECTOR,
    packages=(
        Package("pip", "aurora-dsql-python-connector", "0.2.7", "psycopg"),
        Package("pip", "psycopg", "3.3.9", "binary,pool"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(
        File(
            "connect.py",
            "python",
            '''
"""Aurora DSQL by Psycopg: a pool whose connections are renewed within their hour."""

import aurora_dsql_psycopg as dsql
import certifi
from psycopg_pool import ConnectionPool

pool = ConnectionPool(
    connection_class=dsql.DSQLConnection,
    kwargs={
        "host": «host»,
        "hostaddr": «hostaddr»,
        "port": «port:raw»,
        "user": «role»,
        "region": «region»,
        "profile": «profile»,
        "sslmode": "verify-full",
        "sslrootcert": «ca|certifi.where()»,
        "sslnegotiation": "direct",
        "options": «options»,
        "autocommit": True,
    },
    min_size=1,
    max_size=10,
    timeout=10,
    max_lifetime=3300,
    open=True,
)

# Try it: a table, two rows, and away with it again.
with pool.connection() as connection:'''
            + _TRY
            + "pool.close()\n",
        ),
    ),
    run="python connect.py",
    notes=(
        _ROOTS,
        "No savepoints and no named cursors: no transaction inside another.",
        "A conflict (SQLSTATE 40001) is met by running the whole transaction again.",
    ),
    trust="file",
    lifetime="max_lifetime=3300",
    hostaddr=True,
    toolchain="python",
    tested="sandbox",
    quick=True,
)

PSYCOPG_TOKEN = Recipe(
    name="psycopg-token",
    title="Psycopg, plain",
    group="Python",
    how="a token from boto3 for each connection",
    source=f"{SAMPLES}/psycopg",
    packages=(
        Package("pip", "boto3", "1.44.8"),
        Package("pip", "psycopg", "3.3.9", "binary,pool"),
        Package("pip", "psycopg-pool", "3.3.3"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(
        File(
            "connect.py",
            "python",
            '''
"""Aurora DSQL by Psycopg, with a token that boto3 signs for each connection."""

import boto3
import certifi
from psycopg_pool import ConnectionPool
'''
            + SIGNER
            + """

pool = ConnectionPool(
    kwargs=lambda: {
        "host": «host»,
        "hostaddr": «hostaddr»,
        "port": «port:raw»,
        "user": «role»,
        "dbname": "postgres",
        "password": token(),
        "sslmode": «sslmode»,
«?verified»        "sslrootcert": «ca|certifi.where()»,
        "sslnegotiation": "direct",
        "options": «options»,
        "autocommit": True,
    },
    min_size=1,
    max_size=10,
    timeout=10,
    max_lifetime=3300,
    open=True,
)

# Try it: a table, two rows, and away with it again.
with pool.connection() as connection:"""
            + _TRY
            + "pool.close()\n",
        ),
    ),
    run="python connect.py",
    notes=(_ROOTS, "A signature that fails shows only when a connection is opened."),
    trust="file",
    lifetime="max_lifetime=3300",
    hostaddr=True,
    private=True,
    toolchain="python",
    tested="sandbox",
)

PSYCOPG2 = Recipe(
    name="psycopg2",
    title="Psycopg2",
    group="Python",
    how="Aurora DSQL connector; it signs for each connection",
    source=CONNECTOR,
    packages=(
        Package("pip", "aurora-dsql-python-connector", "0.2.7", "psycopg2"),
        Package("pip", "psycopg2-binary", "2.9.13"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(
        File(
            "connect.py",
            "python",
            '''
"""Aurora DSQL by Psycopg2; a connection lasts an hour at most."""

import aurora_dsql_psycopg2 as dsql
import certifi

connection = dsql.connect(
    host=«host»,
    hostaddr=«hostaddr»,
    port=«port:raw»,
    user=«role»,
    region=«region»,
    profile=«profile»,
    sslmode="verify-full",
    sslrootcert=«ca|certifi.where()»,
    sslnegotiation="direct",
    options=«options»,
)
connection.autocommit = True

# Try it: a table, two rows, and away with it again.'''
            + _TRY_CURSOR,
        ),
    ),
    run="python connect.py",
    notes=(
        _ROOTS,
        "AuroraDSQLThreadedConnectionPool signs too, but has no lifetime: close what is older than "
        "55 minutes.",
        "Do not call set_session with autocommit: it sets a parameter that is refused.",
    ),
    trust="file",
    hostaddr=True,
    toolchain="python",
    tested="sandbox",
)

PSYCOPG2_TOKEN = Recipe(
    name="psycopg2-token",
    title="Psycopg2, plain",
    group="Python",
    how="a token from boto3",
    source=f"{SAMPLES}/psycopg2",
    packages=(
        Package("pip", "boto3", "1.44.8"),
        Package("pip", "psycopg2-binary", "2.9.13"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(
        File(
            "connect.py",
            "python",
            '''
"""Aurora DSQL by Psycopg2, with a token that boto3 signs."""

import boto3
import certifi
import psycopg2
'''
            + SIGNER
            + """

connection = psycopg2.connect(
    host=«host»,
    hostaddr=«hostaddr»,
    port=«port:raw»,
    user=«role»,
    dbname="postgres",
    password=token(),
    sslmode=«sslmode»,
«?verified»    sslrootcert=«ca|certifi.where()»,
    sslnegotiation="direct",
    options=«options»,
)
connection.autocommit = True

# Try it: a table, two rows, and away with it again."""
            + _TRY_CURSOR,
        ),
    ),
    run="python connect.py",
    notes=(_ROOTS, "Open a new connection, with a new token, before the hour is over."),
    trust="file",
    hostaddr=True,
    private=True,
    toolchain="python",
    tested="sandbox",
)

RECIPES = (PSYCOPG, PSYCOPG_TOKEN, PSYCOPG2, PSYCOPG2_TOKEN)
