"""Rust: SQLx, with AWS's connector and plain."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

_RUN = """
export PGSSLROOTCERT=«ca»
cargo run --quiet
"""
_POOL = """
    let limits = PgPoolOptions::new()
«?schema»        .after_connect(|connection, _| {
«?schema»            Box::pin(async move {
«?schema»                connection.execute(«set_search_path»).await?;
«?schema»                Ok(())
«?schema»            })
«?schema»        })
        .max_connections(10)
        .max_lifetime(Duration::from_secs(3300));
"""
_TRY = """
    // Try it: a table, two rows, and away with it again.
    pool.execute("CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)")
        .await?;
    sqlx::query("INSERT INTO hello_dsql (word) VALUES ($1), ($2)")
        .bind("hello")
        .bind("world")
        .execute(&pool)
        .await?;
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM hello_dsql").fetch_one(&pool).await?;
    println!("{count} rows");
    pool.execute("DROP TABLE hello_dsql").await?;
    pool.close().await;
    Ok(())
}
"""
_MIGRATIONS = (
    "sqlx::migrate! takes an advisory lock, which is refused: set_locking(false) on the migrator."
)

SQLX = Recipe(
    name="sqlx",
    title="SQLx",
    group="Rust",
    how="Aurora DSQL connector; it signs in the background",
    source="https://github.com/awslabs/aurora-dsql-connectors/tree/main/rust/sqlx",
    packages=(
        Package("cargo", "aurora-dsql-sqlx-connector", "0.2.2", "pool"),
        Package("cargo", "sqlx", "0.9.0", "postgres"),
        Package("cargo", "tokio", "1", "macros,rt-multi-thread"),
    ),
    files=(
        File(
            "src/main.rs",
            "rust",
            """
//! Aurora DSQL by SQLx: a pool whose connections are renewed within their hour.
use aurora_dsql_sqlx_connector::{DsqlConnectOptions, pool};
use sqlx::{Executor, postgres::PgPoolOptions};
use std::{error::Error, time::Duration};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let options = DsqlConnectOptions::from_connection_string(concat!(
        "postgres://«role:url»@«host:raw»:«port_number:raw»/postgres?region=«region:raw»",
        "&profile=«profile:url»",
    ))?;
"""
            + _POOL
            + """    let pool = pool::connect_with(&options, limits).await?;
"""
            + _TRY,
        ),
    ),
    run=_RUN,
    notes=(
        "The connector does not know a search path in the URL: it is set after connecting.",
        "The feature occ runs transactions again after conflicts.",
        _MIGRATIONS,
    ),
    lifetime="from_secs(3300)",
    toolchain="cargo",
    tested="sandbox",
)

SQLX_TOKEN = Recipe(
    name="sqlx-token",
    title="SQLx, plain",
    group="Rust",
    how="a token from the AWS SDK",
    source="https://github.com/aws-samples/aurora-dsql-samples/tree/main/rust/sqlx",
    packages=(
        Package("cargo", "aws-config", "1"),
        Package("cargo", "aws-sdk-dsql", "1"),
        Package("cargo", "sqlx", "0.9.0", "postgres,runtime-tokio,tls-rustls-ring"),
        Package("cargo", "tokio", "1", "macros,rt-multi-thread"),
    ),
    files=(
        File(
            "src/main.rs",
            "rust",
            """
//! Aurora DSQL by SQLx, with a token that the AWS SDK signs.
use aws_config::{BehaviorVersion, Region};
use aws_sdk_dsql::auth_token::{AuthTokenGenerator, Config};
use sqlx::{
    Executor,
    postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
};
use std::{error::Error, time::Duration};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let identity = aws_config::defaults(BehaviorVersion::latest())
        .profile_name(«profile»)
        .load()
        .await;
    let signer = AuthTokenGenerator::new(
        Config::builder()
            .hostname(«endpoint»)
            .region(Region::new(«region»))
            .expires_in(«expires_in:raw»)
            .build()?,
    );
    let token = signer.«action:snake»_auth_token(&identity).await?;
    let options = PgConnectOptions::new()
        .host(«host»)
        .port(«port_number:raw»)
        .username(«role»)
        .password(token.as_str())
        .database("postgres")
        .ssl_mode(PgSslMode::VerifyFull);
"""
            + _POOL
            + """    let pool = limits.connect_with(options).await?;
"""
            + _TRY,
        ),
    ),
    run=_RUN,
    notes=(
        "Renew the token for later connections, by pool.set_connect_options, before it expires.",
        _MIGRATIONS,
    ),
    lifetime="from_secs(3300)",
    toolchain="cargo",
    tested="sandbox",
)

RECIPES = (SQLX, SQLX_TOKEN)
