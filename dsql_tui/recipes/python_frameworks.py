"""Python's frameworks with mappers of their own: Django, Tortoise."""

from __future__ import annotations

from dsql_tui.recipes.python_sqlalchemy import ADAPTERS, ROOTS
from dsql_tui.recipes.recipe import File, Package, Recipe

DJANGO = Recipe(
    name="django",
    title="Django",
    group="Python",
    how="Aurora DSQL adapter; it signs for each connection",
    source=f"{ADAPTERS}/django",
    packages=(
        Package("pip", "aurora-dsql-django", "0.7.0"),
        Package("pip", "django", "5.2", below="6"),
        Package("pip", "psycopg", "3.3.9", "binary"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(
        File(
            "settings.py",
            "python",
            '''
"""What goes into Django's settings."""

import certifi

DATABASES = {
    "default": {
        "ENGINE": "aurora_dsql_django",
        "HOST": «host»,
        "PORT": «port:raw»,
        "USER": «role»,
        "NAME": "postgres",
        "CONN_MAX_AGE": 3300,
        "OPTIONS": {
            "region": «region»,
            "profile": «profile»,
            "hostaddr": «hostaddr»,
            "sslmode": "verify-full",
            "sslrootcert": «ca|certifi.where()»,
            "sslnegotiation": "direct",
            "options": «options»,
        },
    }
}
USE_TZ = True
''',
        ),
        File(
            "try_it.py",
            "python",
            '''
"""A table, two rows, and away with it again."""

import os
import uuid

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
django.setup()

from django.db import connection, models  # noqa: E402


class Hello(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    word = models.CharField(max_length=50)

    class Meta:
        app_label = "hello"
        db_table = "hello_dsql"


with connection.schema_editor() as editor:
    editor.create_model(Hello)
Hello.objects.create(word="hello")
Hello.objects.create(word="world")
print(Hello.objects.count(), "rows")
with connection.schema_editor() as editor:
    editor.delete_model(Hello)
''',
        ),
    ),
    run="python try_it.py",
    notes=(
        ROOTS,
        "Some migrations of Django's own applications have to be faked: they alter what cannot be.",
        "An atomic block inside another is no savepoint here: either all of it is kept or nothing.",
    ),
    trust="file",
    lifetime='"CONN_MAX_AGE": 3300',
    hostaddr=True,
    toolchain="python",
    tested="sandbox",
)

TORTOISE = Recipe(
    name="tortoise",
    title="Tortoise ORM",
    group="Python",
    how="Aurora DSQL adapter; it signs for each connection",
    source=f"{ADAPTERS}/tortoise-orm",
    packages=(
        Package("pip", "aurora-dsql-tortoise-orm", "0.2.0", "asyncpg"),
        Package("pip", "aurora-dsql-python-connector", "0.2.7", "asyncpg"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(
        File(
            "connect.py",
            "python",
            '''
"""Aurora DSQL by Tortoise ORM, on asyncpg."""

import asyncio
import ssl
import uuid

import certifi
from tortoise import Tortoise, connections, fields
from tortoise.models import Model

tls = ssl.create_default_context(cafile=«ca|certifi.where()»)
tls.set_alpn_protocols(["postgresql"])

TORTOISE_ORM = {
    "connections": {
        "default": {
            "engine": "aurora_dsql_tortoise.asyncpg",
            "credentials": {
                "host": «host»,
                "port": «port:raw»,
                "user": «role»,
                "database": "postgres",
                "region": «region»,
                "profile": «profile»,
                "ssl": tls,
                "direct_tls": True,
                "server_settings": {"search_path": «schema»},
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

    # Try it: a table, two rows, and away with it again.
    await database.execute_script(
        "CREATE TABLE hello_dsql (id uuid PRIMARY KEY, word varchar(50))"
    )
    await Hello.create(word="hello")
    await Hello.create(word="world")
    print(await Hello.all().count(), "rows")
    await database.execute_script("DROP TABLE hello_dsql")
    await connections.close_all()


asyncio.run(main())
''',
        ),
    ),
    run="python connect.py",
    notes=(
        "Without the ssl setting the adapter does not verify the server.",
        "Its pool has no lifetime: close_all() within the hour opens new connections.",
        "No transaction within another.",
    ),
    trust="file",
    toolchain="python",
    tested="sandbox",
)

RECIPES = (DJANGO, TORTOISE)
