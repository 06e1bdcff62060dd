// The Aurora DSQL connector for node-postgres: a client and a pool.
import dns from "node:dns";
import fs from "node:fs";
import { AuroraDSQLClient, AuroraDSQLPool } from "@aws/aurora-dsql-node-postgres-connector";

const { DSQL_HOST: host, DSQL_HOSTADDR: address, DSQL_PORT: port, DSQL_CA: ca } = process.env;

// As a line in /etc/hosts would have it.
const lookup = dns.lookup;
dns.lookup = (name, options, done) => lookup(name === host ? address : name, options, done);

const config = {
  host,
  port: Number(port),
  user: "admin",
  ssl: { rejectUnauthorized: true, ca: fs.readFileSync(ca) },
};
const client = new AuroraDSQLClient(config);
await client.connect();
await client.query(
  "create table by_node (id uuid primary key default gen_random_uuid(), name text)",
);
await client.query("insert into by_node (name) values ($1), ($2)", ["one", "two"]);
const counted = await client.query("select count(*) from by_node");
console.log(counted.rows[0].count);
await client.end();

const pool = new AuroraDSQLPool({ ...config, max: 2 });
await pool.query("drop table by_node");
await pool.end();
