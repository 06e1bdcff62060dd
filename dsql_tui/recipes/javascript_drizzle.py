"""Drizzle, with AWS's adapter and without it."""

from __future__ import annotations

from dsql_tui.recipes.javascript import CONNECTOR_PACKAGES, CREATE, POOL, RUN
from dsql_tui.recipes.recipe import File, Package, Recipe

DRIZZLE_ADAPTER = Recipe(
    name="drizzle-adapter",
    title="Drizzle",
    group="JavaScript",
    how="Aurora DSQL adapter; it signs, and runs transactions again after conflicts",
    source="https://github.com/awslabs/aurora-dsql-orms/tree/main/node/drizzle",
    packages=(
        Package("npm", "@aws/aurora-dsql-drizzle", "0.1.0"),
        *CONNECTOR_PACKAGES,
        Package("npm", "drizzle-orm", "0.45.4"),
    ),
    files=(
        File(
            "connect.mjs",
            "javascript",
            """
// Aurora DSQL by Drizzle, with AWS's adapter.
import { drizzle } from "@aws/aurora-dsql-drizzle";
import { sql } from "drizzle-orm";

const db = drizzle({
  connection: {
    host: «host»,
    port: «port:raw»,
    user: «role»,
    region: «region»,
    profile: «profile»,
    ssl: { rejectUnauthorized: true },
    options: «options»,
    maxLifetimeSeconds: 3300,
  },
});

console.log(await db.execute(sql`SELECT 1`));
""",
        ),
    ),
    run=RUN,
    notes=(
        "The user has to be named; the adapter knows no default.",
        "Migrations: aurora-dsql-drizzle generate, transform, lint; and its own migrate(), since "
        "Drizzle's uses SERIAL and one transaction for everything.",
    ),
    lifetime="maxLifetimeSeconds: 3300",
    why="the adapter's package could not be installed",
)

DRIZZLE = Recipe(
    name="drizzle",
    title="Drizzle, without the adapter",
    group="JavaScript",
    how="the Aurora DSQL connector for node-postgres as its pool",
    source="https://orm.drizzle.team/docs/get-started-postgresql",
    packages=(*CONNECTOR_PACKAGES, Package("npm", "drizzle-orm", "0.45.4")),
    files=(
        File(
            "connect.mjs",
            "javascript",
            """
// Aurora DSQL by Drizzle, on a pool of AWS's connector.
import { AuroraDSQLPool } from "@aws/aurora-dsql-node-postgres-connector";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { pgTable, text, uuid } from "drizzle-orm/pg-core";
"""
            + POOL
            + f"""
const db = drizzle({{ client: pool }});
const hello = pgTable("hello_dsql", {{ id: uuid().primaryKey().defaultRandom(), word: text() }});

// Try it: a table, two rows, and away with it again.
await db.execute(sql`{CREATE}`);
await db.insert(hello).values([{{ word: "hello" }}, {{ word: "world" }}]);
console.log(`${{(await db.select().from(hello)).length}} rows`);
await db.execute(sql`DROP TABLE hello_dsql`);
await pool.end();
""",
        ),
    ),
    run=RUN,
    notes=(
        "Drizzle's own migrator uses SERIAL and one transaction for everything: run its statements "
        "one by one, each in a transaction of its own.",
    ),
    lifetime="maxLifetimeSeconds: 3300",
    toolchain="npm",
    tested="sandbox",
)

RECIPES = (DRIZZLE_ADAPTER, DRIZZLE)
