"""Connect to Aurora DSQL with Tortoise ORM on asyncpg."""

import asyncio
import ssl
import uuid

import certifi
from tortoise import Tortoise, connections, fields
from tortoise.models import Model

tls = ssl.create_default_context(cafile=«ca_file|certifi.where()»)
tls.set_alpn_protocols(["postgresql"])

TORTOISE_ORM = {
    "connections": {
        "default": {
            "engine": "aurora_dsql_tortoise.asyncpg",
            "credentials": {
                "host": «host»,
                "port": «custom_port:plain»,
                "user": «role»,
                "database": "postgres",
                "region": «region»,
                "profile": «profile»,
                "ssl": tls,
                "direct_tls": True,
                "server_settings": {"search_path": «search_path»},
            },
        }
    },
    "apps": {"models": {"models": ["__main__"], "default_connection": "default"}},
}


class Hello(Model):
    id = fields.UUIDField(primary_key=True, default=uuid.uuid4)
    word = fields.CharField(max_length=50)

    class Meta:
        table = "hello_dsql"


async def main():
    await Tortoise.init(config=TORTOISE_ORM)
    database = connections.get("default")

    # Try it: create a table, insert two rows, count them and drop the table.
    await database.execute_script(
        "CREATE TABLE hello_dsql (id uuid PRIMARY KEY, word varchar(50))"
    )
    await Hello.create(word="hello")
    await Hello.create(word="world")
    print(await Hello.all().count(), "rows")
    await database.execute_script("DROP TABLE hello_dsql")
    await connections.close_all()


asyncio.run(main())
