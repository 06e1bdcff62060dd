// Connect to Aurora DSQL with TypeORM and a token that the AWS SDK signs for each connection.
import "reflect-metadata";
import { DsqlSigner } from "@aws-sdk/dsql-signer";
import { DataSource, EntitySchema } from "typeorm";

«include shared/node/signer.mjs»

const Hello = new EntitySchema({
  name: "hello",
  tableName: "hello_dsql",
  columns: {
    id: { type: "uuid", primary: true, generated: "uuid" },
    word: { type: "text" },
  },
});
const source = new DataSource({
  type: "postgres",
  host: «host»,
  port: «custom_port:plain»,
  username: «role»,
  database: "postgres",
  password: token,
  ssl: { rejectUnauthorized: true },
  schema: «schema»,
  entities: [Hello],
  synchronize: false,
  installExtensions: false,
  extra: {
    options: «options»,
    sslnegotiation: "direct",
    max: 10,
    maxLifetimeSeconds: 3300,
  },
});
await source.initialize();

// Try it: create a table, insert two rows, count them and drop the table.
await source.query(
  "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)",
);
await source.getRepository(Hello).save({ word: "hello" });
await source.getRepository(Hello).save({ word: "world" });
console.log(`${await source.getRepository(Hello).count()} rows`);
await source.query("DROP TABLE hello_dsql");
await source.destroy();
