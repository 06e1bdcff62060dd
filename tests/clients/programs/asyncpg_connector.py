"""The Aurora DSQL connector for asyncpg."""

import asyncio
import ssl

import aurora_dsql_asyncpg
from place import CA, HOST, PORT, STATEMENTS, hosts_entry


async def main():
    hosts_entry()
    context = ssl.create_default_context(cafile=CA)
    connection = await aurora_dsql_asyncpg.connect(host=HOST, port=PORT, user="admin", ssl=context)
    for name, statement in STATEMENTS.items():
        if name == "read":
            print(await connection.fetchval(statement.format("by_asyncpg")))
        else:
            await connection.execute(statement.format("by_asyncpg"))
    await connection.close()


asyncio.run(main())
