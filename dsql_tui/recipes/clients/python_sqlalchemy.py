"""Recipes for SQLAlchemy: the Aurora DSQL dialect on two drivers, and the PostgreSQL dialect."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

ADAPTERS = "https://github.com/awslabs/aurora-dsql-orms/tree/main/python"
"""The AWS adapters for Python ORMs."""
ROOTS = (
    "The adapter's default, sslrootcert=system, fails with the wheels of psycopg and psycopg2. The "
    "code uses the root certificates of certifi."
)


def _build_recipe(driver: str, package: Package, suffix: str = "") -> Recipe:
    """Return the recipe for a driver."""
    return Recipe(
        name=f"sqlalchemy{suffix}",
        title=f"SQLAlchemy on {driver}",
        group="Python",
        summary="Aurora DSQL dialect, which authenticates each connection",
        source=f"{ADAPTERS}/sqlalchemy",
        packages=(
            Package("pip", "aurora-dsql-sqlalchemy", "1.3.0"),
            Package("pip", "aurora-dsql-python-connector", "0.2.7", driver),
            package,
            Package("pip", "certifi", "2026.10.19"),
        ),
        files=(File("connect.py", "python"),),
        run="shared/python/run.sh",
        notes=(
            ROOTS,
            "Use create_dsql_engine: create_engine with an auroradsql URL does not sign a token.",
            "Do not use begin_nested(): it sends SAVEPOINT.",
        ),
        trust="file",
        lifetime_setting="pool_recycle=3300",
        supports_hostaddr=True,
        toolchain="python",
        tested="sandbox",
        quick=not suffix,
    )


SQLALCHEMY = _build_recipe("psycopg", Package("pip", "psycopg", "3.3.9", "binary"))
SQLALCHEMY_PSYCOPG2 = _build_recipe(
    "psycopg2", Package("pip", "psycopg2-binary", "2.9.13"), "-psycopg2"
)

SQLALCHEMY_TOKEN = Recipe(
    name="sqlalchemy-token",
    title="SQLAlchemy, plain",
    group="Python",
    summary="PostgreSQL dialect, and a token from boto3 for each connection",
    source="https://docs.sqlalchemy.org/en/20/core/engines.html"
    "#generating-dynamic-authentication-tokens",
    packages=(
        Package("pip", "sqlalchemy", "2.0.44"),
        Package("pip", "boto3", "1.44.8"),
        Package("pip", "psycopg", "3.3.9", "binary"),
        Package("pip", "certifi", "2026.10.19"),
    ),
    files=(File("connect.py", "python"),),
    run="shared/python/run.sh",
    notes=(
        "use_native_hstore=False stops SQLAlchemy from looking for hstore in a savepoint.",
        "Do not put the token into the URL: SQLAlchemy decodes it once too often.",
    ),
    trust="file",
    lifetime_setting="pool_recycle=3300",
    supports_hostaddr=True,
    supports_privatelink=True,
    toolchain="python",
    tested="sandbox",
)

RECIPES = (SQLALCHEMY, SQLALCHEMY_PSYCOPG2, SQLALCHEMY_TOKEN)
