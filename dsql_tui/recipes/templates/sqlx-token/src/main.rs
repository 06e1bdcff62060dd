//! Connect to Aurora DSQL with SQLx and a token that the AWS SDK signs.
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
            .expires_in(«expires_in:plain»)
            .build()?,
    );
    let token = signer.«action:snake»_auth_token(&identity).await?;
    let options = PgConnectOptions::new()
        .host(«host»)
        .port(«port:plain»)
        .username(«role»)
        .password(token.as_str())
        .database("postgres")
        .ssl_mode(PgSslMode::VerifyFull);

«include shared/rust/pool.rs»
    let pool = limits.connect_with(options).await?;

«include shared/rust/hello.rs»
