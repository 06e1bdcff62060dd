// Connect to Aurora DSQL with node-postgres and a token that the AWS SDK signs for each connection.
import { DsqlSigner } from "@aws-sdk/dsql-signer";
import pg from "pg";

«include shared/node/signer.mjs»

const pool = new pg.Pool({
  host: «host»,
  port: «custom_port:plain»,
  user: «role»,
  database: "postgres",
  password: token,
  ssl: { rejectUnauthorized: true },
  sslnegotiation: "direct",
  options: «options»,
  max: 10,
  maxLifetimeSeconds: 3300,
});

«include shared/node/hello_pool.mjs»
