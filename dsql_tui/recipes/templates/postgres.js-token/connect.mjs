// Connect to Aurora DSQL with Postgres.js and a token that the AWS SDK signs for each connection.
import { DsqlSigner } from "@aws-sdk/dsql-signer";
import postgres from "postgres";

«include shared/node/signer.mjs»

const sql = postgres({
  host: «host»,
  port: «port:plain»,
  username: «role»,
  database: "postgres",
  password: token,
  ssl: "verify-full",
  sslnegotiation: "direct",
  connection: { search_path: «search_path» },
  max: 10,
  max_lifetime: 3300,
});

«include shared/node/hello_sql.mjs»
