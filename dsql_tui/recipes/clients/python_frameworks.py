"""Recipes for Python frameworks: Django and Tortoise ORM."""

from __future__ import annotations

from dsql_tui.recipes.clients.python_sqlalchemy import ADAPTERS, ROOTS
from dsql_tui.recipes.recipe import File, Package, Recipe

DJANGO = Recipe(
    name="django",
    title="Django",
    group="Python",
    summary="Aurora DSQL adapter, which authenticates each connection",
    source=f"{ADAPTERS}/django",
    packages=(
        Package("pip", "aurora-dsql-django", "0.7.0"),
        Package("pip", "django", "5.2", below="6"),
        Package("pip", "psycopg", "3.3.9", "binary"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(
        File("settings.py", "python"),
        File("try_it.py", "python"),
    ),
    notes=(
        ROOTS,
        "Fake those migrations of Django's applications that alter columns in unsupported ways.",
        "A nested atomic block is not a savepoint: the outer transaction commits or rolls back as "
        "a whole.",
    ),
    trust="file",
    lifetime_setting='"CONN_MAX_AGE": 3300',
    supports_hostaddr=True,
    toolchain="python",
    tested="sandbox",
)

TORTOISE = Recipe(
    name="tortoise",
    title="Tortoise ORM",
    group="Python",
    summary="Aurora DSQL adapter, which authenticates each connection",
    source=f"{ADAPTERS}/tortoise-orm",
    packages=(
        Package("pip", "aurora-dsql-tortoise-orm", "0.2.0", "asyncpg"),
        Package("pip", "aurora-dsql-python-connector", "0.2.7", "asyncpg"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(File("connect.py", "python"),),
    run="shared/python/run.sh",
    notes=(
        "Without the ssl setting, the adapter does not verify the server.",
        "The pool has no lifetime: call close_all() every 55 minutes to get new connections.",
        "Do not nest transactions.",
    ),
    trust="file",
    toolchain="python",
    tested="sandbox",
)

RECIPES = (DJANGO, TORTOISE)
