//! Connect to Aurora DSQL with SQLx: a pool that renews connections before their hour ends.
use aurora_dsql_sqlx_connector::{DsqlConnectOptionsBuilder, pool};
use sqlx::{
    Executor,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{error::Error, time::Duration};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let server = PgConnectOptions::new()
        .host(«host»)
        .port(«port:plain»)
        .username(«role»)
        .database("postgres");
    let options = DsqlConnectOptionsBuilder::default()
        .pg_connect_options(server)
        .profile(«profile».to_string())
        .build()?;

«include shared/rust/pool.rs»
    let pool = pool::connect_with(&options, limits).await?;

«include shared/rust/hello.rs»
