// Connect to Aurora DSQL with Postgres.js: a pool that renews connections before their hour ends.
import { auroraDSQLPostgres } from "@aws/aurora-dsql-postgresjs-connector";

const sql = auroraDSQLPostgres({
  host: «host»,
  port: «custom_port:plain»,
  username: «role»,
  region: «region»,
  profile: «profile»,
  connection: { search_path: «search_path» },
  max: 10,
  max_lifetime: 3300,
});

«include shared/node/hello_sql.mjs»
