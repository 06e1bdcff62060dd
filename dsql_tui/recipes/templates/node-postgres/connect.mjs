// Connect to Aurora DSQL with node-postgres: a pool that renews connections before their hour ends.
import { AuroraDSQLPool } from "@aws/aurora-dsql-node-postgres-connector";

«include shared/node/pool.mjs»

«include shared/node/hello_pool.mjs»
