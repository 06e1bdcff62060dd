"""asyncpg, with AWS's connector and plain, and the AWS SDK for Python by itself."""

from __future__ import annotations

from dsql_tui.recipes.python import CONNECTOR, SAMPLES, SIGNER
from dsql_tui.recipes.recipe import File, Package, Recipe

_TRY_ASYNC = """
        await connection.execute(
            "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)"
        )
        await connection.execute("INSERT INTO hello_dsql (word) VALUES ($1), ($2)", "hello", "world")
        print(await connection.fetchval("SELECT count(*) FROM hello_dsql"), "rows")
        await connection.execute("DROP TABLE hello_dsql")
"""

ASYNCPG = Recipe(
    name="asyncpg",
    title="asyncpg",
    group="Python",
    how="Aurora DSQL connector; it signs for each connection",
    source=CONNECTOR,
    packages=(
        Package("pip", "aurora-dsql-python-connector", "0.2.7", "asyncpg"),
        Package("pip", "asyncpg", "0.32.0"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(
        File(
            "connect.py",
            "python",
            '''
"""Aurora DSQL by asyncpg: a pool that drops connections when they have been idle."""

import asyncio
import ssl

import aurora_dsql_asyncpg as dsql
import certifi

tls = ssl.create_default_context(cafile=«ca|certifi.where()»)
tls.set_alpn_protocols(["postgresql"])


async def main():
    pool = await dsql.create_pool(
        host=«host»,
        port=«port:raw»,
        user=«role»,
        region=«region»,
        profile=«profile»,
        ssl=tls,
        direct_tls=True,
        server_settings={"search_path": «schema»},
        min_size=1,
        max_size=10,
        max_inactive_connection_lifetime=300,
    )

    # Try it: a table, two rows, and away with it again.
    async with pool.acquire() as connection:'''
            + _TRY_ASYNC
            + """    await pool.close()


asyncio.run(main())
""",
        ),
    ),
    run="python connect.py",
    notes=(
        "asyncpg's pool has no lifetime of its own: call pool.expire_connections() every 55 minutes.",
        "The connector resets a connection by RESET ALL; plain asyncpg does it by statements that "
        "are refused.",
    ),
    trust="file",
    toolchain="python",
    tested="sandbox",
    quick=True,
)

ASYNCPG_TOKEN = Recipe(
    name="asyncpg-token",
    title="asyncpg, plain",
    group="Python",
    how="a token from boto3",
    source=f"{SAMPLES}/asyncpg",
    packages=(
        Package("pip", "boto3", "1.44.8"),
        Package("pip", "asyncpg", "0.32.0"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(
        File(
            "connect.py",
            "python",
            '''
"""Aurora DSQL by asyncpg, with a token that boto3 signs for each connection."""

import asyncio
import ssl

import asyncpg
import boto3
import certifi
'''
            + SIGNER
            + '''

class Connection(asyncpg.Connection):
    """Goes back to the pool without the statements that Aurora DSQL refuses."""

    def get_reset_query(self):
        return "RESET ALL"


tls = ssl.create_default_context(cafile=«ca|certifi.where()»)
tls.set_alpn_protocols(["postgresql"])


async def main():
    pool = await asyncpg.create_pool(
        host=«host»,
        port=«port:raw»,
        user=«role»,
        database="postgres",
        password=token,
        ssl=tls,
        direct_tls=True,
        server_settings={"search_path": «schema»},
        connection_class=Connection,
        min_size=1,
        max_size=10,
        max_inactive_connection_lifetime=300,
    )

    # Try it: a table, two rows, and away with it again.
    async with pool.acquire() as connection:'''
            + _TRY_ASYNC
            + """    await pool.close()


asyncio.run(main())
""",
        ),
    ),
    run="python connect.py",
    notes=(
        "asyncpg's pool has no lifetime of its own: call pool.expire_connections() every 55 minutes.",
    ),
    trust="file",
    toolchain="python",
    tested="sandbox",
)

BOTO3 = Recipe(
    name="boto3",
    title="AWS SDK for Python (boto3)",
    group="AWS",
    how="the cluster's description, and a token",
    source="https://docs.aws.amazon.com/aurora-dsql/latest/userguide/aws-sdks.html",
    packages=(Package("pip", "boto3", "1.44.8"),),
    files=(
        File(
            "describe.py",
            "python",
            '''
"""A cluster of Aurora DSQL by boto3: what it is, and a token for it."""

import boto3
'''
            + SIGNER
            + """

cluster = dsql.get_cluster(identifier=«identifier»)
print(cluster["status"], cluster["arn"])
print(token())
""",
        ),
    ),
    run="python describe.py",
    notes=(
        "Signing asks nobody: a wrong endpoint, Region or profile yields a token too, and is refused "
        "when connecting.",
        "get_cluster needs dsql:GetCluster; signing needs no permission, connecting with the token "
        "does.",
    ),
    trust="other",
    searches=False,
    hostaddr=True,
    private=True,
    toolchain="python",
    tested="sandbox",
)

RECIPES = (ASYNCPG, ASYNCPG_TOKEN)
AWS = (BOTO3,)
