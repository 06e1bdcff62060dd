"""Recipes for JavaScript drivers: node-postgres and Postgres.js."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

CONNECTORS = "https://github.com/awslabs/aurora-dsql-connectors/tree/main/node"
SAMPLES = "https://github.com/aws-samples/aurora-dsql-samples/tree/main/javascript"
CONNECTOR_PACKAGES = (
    Package("npm", "@aws/aurora-dsql-node-postgres-connector", "0.1.9"),
    Package("npm", "@aws-sdk/credential-providers", "3.1142.0"),
    Package("npm", "@aws-sdk/dsql-signer", "3.1142.0"),
    Package("npm", "pg", "8.23.1"),
)
SIGNER_PACKAGES = (
    Package("npm", "@aws-sdk/credential-providers", "3.1142.0"),
    Package("npm", "@aws-sdk/dsql-signer", "3.1142.0"),
)
_TIMEOUTS = (
    "Do not set statement_timeout, lock_timeout or idle_in_transaction_session_timeout: they are "
    "startup parameters that Aurora DSQL rejects."
)

NODE_POSTGRES = Recipe(
    name="node-postgres",
    title="node-postgres",
    group="JavaScript",
    summary="Aurora DSQL connector, which authenticates each connection",
    source=f"{CONNECTORS}/node-postgres",
    packages=CONNECTOR_PACKAGES,
    files=(File("connect.mjs", "javascript"),),
    run="shared/node/run.sh",
    notes=(
        _TIMEOUTS,
        "On AWS Lambda, create the pool outside the handler with max: 1.",
        "sslnegotiation needs pg 8.22. Remove it for older versions.",
    ),
    lifetime_setting="maxLifetimeSeconds: 3300",
    toolchain="npm",
    tested="sandbox",
    quick=True,
)

NODE_POSTGRES_TOKEN = Recipe(
    name="node-postgres-token",
    title="node-postgres, plain",
    group="JavaScript",
    summary="a token from the AWS SDK for each connection",
    source=f"{SAMPLES}/node-postgres",
    packages=(*SIGNER_PACKAGES, Package("npm", "pg", "8.23.1")),
    files=(File("connect.mjs", "javascript"),),
    run="shared/node/run.sh",
    notes=(_TIMEOUTS,),
    lifetime_setting="maxLifetimeSeconds: 3300",
    toolchain="npm",
    tested="sandbox",
)

POSTGRES_JS = Recipe(
    name="postgres.js",
    title="Postgres.js",
    group="JavaScript",
    summary="Aurora DSQL connector, which authenticates each connection",
    source=f"{CONNECTORS}/postgres-js",
    packages=(
        Package("npm", "@aws/aurora-dsql-postgresjs-connector", "0.3.0"),
        *SIGNER_PACKAGES,
        Package("npm", "postgres", "3.4.9"),
    ),
    files=(File("connect.mjs", "javascript"),),
    run="shared/node/run.sh",
    notes=(
        "Always set the username: otherwise the variables PGUSERNAME and USER override admin.",
        "Do not use sql.savepoint: it sends SAVEPOINT.",
        "For Deno, import npm:@aws/aurora-dsql-postgresjs-connector.",
    ),
    lifetime_setting="max_lifetime: 3300",
    static_reason="the connector's package cannot be installed",
)

POSTGRES_JS_TOKEN = Recipe(
    name="postgres.js-token",
    title="Postgres.js, plain",
    group="JavaScript",
    summary="a token from the AWS SDK for each connection",
    source=f"{SAMPLES}/postgres-js",
    packages=(*SIGNER_PACKAGES, Package("npm", "postgres", "3.4.9")),
    files=(File("connect.mjs", "javascript"),),
    run="shared/node/run.sh",
    notes=(
        "ssl: 'require' does not verify the server; 'verify-full' does.",
        "Do not use sql.savepoint: it sends SAVEPOINT.",
    ),
    lifetime_setting="max_lifetime: 3300",
    toolchain="npm",
    tested="sandbox",
)

RECIPES = (NODE_POSTGRES, NODE_POSTGRES_TOKEN, POSTGRES_JS, POSTGRES_JS_TOKEN)
