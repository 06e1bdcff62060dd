"""Connect to Aurora DSQL with asyncpg: a pool that drops idle connections."""

import asyncio
import ssl

import aurora_dsql_asyncpg as dsql
import certifi

tls = ssl.create_default_context(cafile=«ca_file|certifi.where()»)
tls.set_alpn_protocols(["postgresql"])


async def main():
    pool = await dsql.create_pool(
        host=«host»,
        port=«custom_port:plain»,
        user=«role»,
        region=«region»,
        profile=«profile»,
        ssl=tls,
        direct_tls=True,
        server_settings={"search_path": «search_path»},
        min_size=1,
        max_size=10,
        max_inactive_connection_lifetime=300,
    )

    # Try it: create a table, insert two rows, count them and drop the table.
    async with pool.acquire() as connection:
«include shared/python/hello_asyncpg.py»
    await pool.close()


asyncio.run(main())
