"""Connect to Aurora DSQL with asyncpg and a token that boto3 signs for each connection."""

import asyncio
import ssl

import asyncpg
import boto3
import certifi

«include shared/python/signer.py»


class Connection(asyncpg.Connection):
    """A connection that is reset without the statements that Aurora DSQL rejects."""

    def get_reset_query(self):
        return "RESET ALL"


tls = ssl.create_default_context(cafile=«ca_file|certifi.where()»)
tls.set_alpn_protocols(["postgresql"])


async def main():
    pool = await asyncpg.create_pool(
        host=«host»,
        port=«custom_port:plain»,
        user=«role»,
        database="postgres",
        password=token,
        ssl=tls,
        direct_tls=True,
        server_settings={"search_path": «search_path»},
        connection_class=Connection,
        min_size=1,
        max_size=10,
        max_inactive_connection_lifetime=300,
    )

    # Try it: create a table, insert two rows, count them and drop the table.
    async with pool.acquire() as connection:
«include shared/python/hello_asyncpg.py»
    await pool.close()


asyncio.run(main())
