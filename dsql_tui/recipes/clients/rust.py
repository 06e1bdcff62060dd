"""Recipes for Rust: SQLx."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

_MIGRATIONS = (
    "sqlx::migrate! takes an advisory lock, which Aurora DSQL rejects. Call set_locking(false) on "
    "the migrator."
)

SQLX = Recipe(
    name="sqlx",
    title="SQLx",
    group="Rust",
    summary="Aurora DSQL connector, which authenticates in the background",
    source="https://github.com/awslabs/aurora-dsql-connectors/tree/main/rust/sqlx",
    packages=(
        Package("cargo", "aurora-dsql-sqlx-connector", "0.2.2", "pool"),
        Package("cargo", "sqlx", "0.9.0", "postgres"),
        Package("cargo", "tokio", "1", "macros,rt-multi-thread"),
    ),
    files=(File("src/main.rs", "rust"),),
    run="shared/rust/run.sh",
    notes=(
        "The connector takes the Region from the endpoint.",
        "In a connection string, it does not decode the name of a role. The code uses options.",
        "The connector's feature “occ” retries transactions after conflicts.",
        _MIGRATIONS,
    ),
    lifetime_setting="from_secs(3300)",
    toolchain="cargo",
    tested="sandbox",
)

SQLX_TOKEN = Recipe(
    name="sqlx-token",
    title="SQLx, plain",
    group="Rust",
    summary="a token from the AWS SDK",
    source="https://github.com/aws-samples/aurora-dsql-samples/tree/main/rust/sqlx",
    packages=(
        Package("cargo", "aws-config", "1"),
        Package("cargo", "aws-sdk-dsql", "1"),
        Package("cargo", "sqlx", "0.9.0", "postgres,runtime-tokio,tls-rustls-ring"),
        Package("cargo", "tokio", "1", "macros,rt-multi-thread"),
    ),
    files=(File("src/main.rs", "rust"),),
    run="shared/rust/run.sh",
    notes=(
        "For later connections, renew the token with pool.set_connect_options before it expires.",
        _MIGRATIONS,
    ),
    lifetime_setting="from_secs(3300)",
    toolchain="cargo",
    tested="sandbox",
)

RECIPES = (SQLX, SQLX_TOKEN)
