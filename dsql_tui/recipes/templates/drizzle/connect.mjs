// Connect to Aurora DSQL with Drizzle on a pool of the AWS connector.
import { AuroraDSQLPool } from "@aws/aurora-dsql-node-postgres-connector";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { pgTable, text, uuid } from "drizzle-orm/pg-core";

«include shared/node/pool.mjs»

const db = drizzle({ client: pool });
const hello = pgTable("hello_dsql", { id: uuid().primaryKey().defaultRandom(), word: text() });

// Try it: create a table, insert two rows, count them and drop the table.
await db.execute(sql`CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)`);
await db.insert(hello).values([{ word: "hello" }, { word: "world" }]);
console.log(`${(await db.select().from(hello)).length} rows`);
await db.execute(sql`DROP TABLE hello_dsql`);
await pool.end();
