// Connect to Aurora DSQL with Drizzle and the AWS adapter.
import { drizzle } from "@aws/aurora-dsql-drizzle";
import { sql } from "drizzle-orm";

const db = drizzle({
  connection: {
    host: «host»,
    port: «custom_port:plain»,
    user: «role»,
    region: «region»,
    profile: «profile»,
    ssl: { rejectUnauthorized: true },
    options: «options»,
    maxLifetimeSeconds: 3300,
  },
});

console.log(await db.execute(sql`SELECT 1`));
