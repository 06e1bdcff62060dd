// Connect to Aurora DSQL with Sequelize and the AWS connector instead of the client of pg.
import { AuroraDSQLClient } from "@aws/aurora-dsql-node-postgres-connector";
import pg from "pg";
import { DataTypes, Sequelize } from "sequelize";

const sequelize = new Sequelize({
  dialect: "postgres",
  dialectModule: { ...pg, Client: AuroraDSQLClient },
  host: «host»,
  port: «port:plain»,
  username: «role»,
  database: "postgres",
  logging: false,
  dialectOptions: {
    region: «region»,
    profile: «profile»,
    ssl: { rejectUnauthorized: true },
    options: «options»,
    clientMinMessages: "ignore",
  },
  // The pool has no lifetime: it closes a connection after 10 idle minutes or 1,000 uses.
  pool: { max: 10, idle: 600000, maxUses: 1000 },
});
const columns = {
  id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
  word: DataTypes.TEXT,
};
const Hello = sequelize.define("hello", columns, { tableName: "hello_dsql", timestamps: false });

// Try it: create a table, insert two rows, count them and drop the table.
// sync() fails: it cannot read a primary key that includes all columns, as those of Aurora DSQL do.
await sequelize.getQueryInterface().createTable("hello_dsql", columns);
await Hello.bulkCreate([{ word: "hello" }, { word: "world" }]);
console.log(`${await Hello.count()} rows`);
await Hello.drop();
await sequelize.close();
