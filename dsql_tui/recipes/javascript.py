"""JavaScript's drivers: with AWS's connectors, and plain with a token."""

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
RUN = """
export NODE_EXTRA_CA_CERTS=«ca»
node connect.mjs
"""
SIGNER = """
const signer = new DsqlSigner({
  hostname: «endpoint»,
  region: «region»,
  profile: «profile»,
  expiresIn: «expires_in:raw»,
});
const token = () => signer.get«action:raw»AuthToken();
"""
POOL = """
const pool = new AuroraDSQLPool({
  host: «host»,
  port: «port:raw»,
  user: «role»,
  region: «region»,
  profile: «profile»,
  ssl: { rejectUnauthorized: true },
  sslnegotiation: "direct",
  options: «options»,
  max: 10,
  maxLifetimeSeconds: 3300,
});
"""
CREATE = "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)"
_TRY = f"""
// Try it: a table, two rows, and away with it again.
await pool.query(
  "{CREATE}",
);
await pool.query("INSERT INTO hello_dsql (word) VALUES ($1), ($2)", ["hello", "world"]);
const counted = await pool.query("SELECT count(*) FROM hello_dsql");
console.log(`${{counted.rows[0].count}} rows`);
await pool.query("DROP TABLE hello_dsql");
await pool.end();
"""
_TRY_TAGGED = f"""
// Try it: a table, two rows, and away with it again.
await sql`{CREATE}`;
await sql`INSERT INTO hello_dsql (word) VALUES (${{"hello"}}), (${{"world"}})`;
const [counted] = await sql`SELECT count(*) FROM hello_dsql`;
console.log(`${{counted.count}} rows`);
await sql`DROP TABLE hello_dsql`;
await sql.end();
"""
_TIMEOUTS = (
    "Leave statement_timeout, lock_timeout and idle_in_transaction_session_timeout alone: they are "
    "sent when connecting, and refused."
)

NODE_POSTGRES = Recipe(
    name="node-postgres",
    title="node-postgres",
    group="JavaScript",
    how="Aurora DSQL connector; it signs for each connection",
    source=f"{CONNECTORS}/node-postgres",
    packages=CONNECTOR_PACKAGES,
    files=(
        File(
            "connect.mjs",
            "javascript",
            """
// Aurora DSQL by node-postgres: a pool whose connections are renewed within their hour.
import { AuroraDSQLPool } from "@aws/aurora-dsql-node-postgres-connector";
"""
            + POOL
            + _TRY,
        ),
    ),
    run=RUN,
    notes=(
        _TIMEOUTS,
        "On AWS Lambda make the pool outside the handler, with max: 1.",
        "Direct TLS needs pg 8.22; before that leave sslnegotiation out.",
    ),
    lifetime="maxLifetimeSeconds: 3300",
    toolchain="npm",
    tested="sandbox",
    quick=True,
)

NODE_POSTGRES_TOKEN = Recipe(
    name="node-postgres-token",
    title="node-postgres, plain",
    group="JavaScript",
    how="a token from the AWS SDK for each connection",
    source=f"{SAMPLES}/node-postgres",
    packages=(*SIGNER_PACKAGES, Package("npm", "pg", "8.23.1")),
    files=(
        File(
            "connect.mjs",
            "javascript",
            """
// Aurora DSQL by node-postgres, with a token that the AWS SDK signs for each connection.
import { DsqlSigner } from "@aws-sdk/dsql-signer";
import pg from "pg";
"""
            + SIGNER
            + """
const pool = new pg.Pool({
  host: «host»,
  port: «port:raw»,
  user: «role»,
  database: "postgres",
  password: token,
  ssl: { rejectUnauthorized: true },
  sslnegotiation: "direct",
  options: «options»,
  max: 10,
  maxLifetimeSeconds: 3300,
});
"""
            + _TRY,
        ),
    ),
    run=RUN,
    notes=(_TIMEOUTS,),
    lifetime="maxLifetimeSeconds: 3300",
    toolchain="npm",
    tested="sandbox",
)

POSTGRES_JS = Recipe(
    name="postgres.js",
    title="Postgres.js",
    group="JavaScript",
    how="Aurora DSQL connector; it signs for each connection",
    source=f"{CONNECTORS}/postgres-js",
    packages=(
        Package("npm", "@aws/aurora-dsql-postgresjs-connector", "0.3.0"),
        *SIGNER_PACKAGES,
        Package("npm", "postgres", "3.4.9"),
    ),
    files=(
        File(
            "connect.mjs",
            "javascript",
            """
// Aurora DSQL by Postgres.js: a pool whose connections are renewed within their hour.
import { auroraDSQLPostgres } from "@aws/aurora-dsql-postgresjs-connector";

const sql = auroraDSQLPostgres({
  host: «host»,
  port: «port:raw»,
  username: «role»,
  region: «region»,
  profile: «profile»,
  connection: { search_path: «schema» },
  max: 10,
  max_lifetime: 3300,
});
"""
            + _TRY_TAGGED,
        ),
    ),
    run=RUN,
    notes=(
        "Name the user: without one, PGUSERNAME or USER of the environment comes before admin.",
        "sql.savepoint sends SAVEPOINT, which is refused.",
        "From Deno: npm:@aws/aurora-dsql-postgresjs-connector.",
    ),
    lifetime="max_lifetime: 3300",
    why="the connector's package could not be installed",
)

POSTGRES_JS_TOKEN = Recipe(
    name="postgres.js-token",
    title="Postgres.js, plain",
    group="JavaScript",
    how="a token from the AWS SDK for each connection",
    source=f"{SAMPLES}/postgres-js",
    packages=(*SIGNER_PACKAGES, Package("npm", "postgres", "3.4.9")),
    files=(
        File(
            "connect.mjs",
            "javascript",
            """
// Aurora DSQL by Postgres.js, with a token that the AWS SDK signs for each connection.
import { DsqlSigner } from "@aws-sdk/dsql-signer";
import postgres from "postgres";
"""
            + SIGNER
            + """
const sql = postgres({
  host: «host»,
  port: «port_number:raw»,
  username: «role»,
  database: "postgres",
  password: token,
  ssl: "verify-full",
  sslnegotiation: "direct",
  connection: { search_path: «schema» },
  max: 10,
  max_lifetime: 3300,
});
"""
            + _TRY_TAGGED,
        ),
    ),
    run=RUN,
    notes=(
        "ssl: 'require' would not verify the server; 'verify-full' does.",
        "sql.savepoint sends SAVEPOINT, which is refused.",
    ),
    lifetime="max_lifetime: 3300",
    toolchain="npm",
    tested="sandbox",
)

RECIPES = (NODE_POSTGRES, NODE_POSTGRES_TOKEN, POSTGRES_JS, POSTGRES_JS_TOKEN)
