"""Recipes for asyncpg."""

from __future__ import annotations

from dsql_tui.recipes.clients.python import CONNECTOR, SAMPLES
from dsql_tui.recipes.recipe import File, Package, Recipe

_LIFETIME = "The pool has no lifetime: call pool.expire_connections() every 55 minutes."

ASYNCPG = Recipe(
    name="asyncpg",
    title="asyncpg",
    group="Python",
    summary="Aurora DSQL connector, which authenticates each connection",
    source=CONNECTOR,
    packages=(
        Package("pip", "aurora-dsql-python-connector", "0.2.7", "asyncpg"),
        Package("pip", "asyncpg", "0.32.0"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(File("connect.py", "python"),),
    run="shared/python/run.sh",
    notes=(
        _LIFETIME,
        "The connector resets a connection with RESET ALL. asyncpg alone uses statements that "
        "Aurora DSQL rejects.",
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
    summary="a token from boto3",
    source=f"{SAMPLES}/asyncpg",
    packages=(
        Package("pip", "boto3", "1.44.8"),
        Package("pip", "asyncpg", "0.32.0"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(File("connect.py", "python"),),
    run="shared/python/run.sh",
    notes=(_LIFETIME,),
    trust="file",
    toolchain="python",
    tested="sandbox",
)

RECIPES = (ASYNCPG, ASYNCPG_TOKEN)
