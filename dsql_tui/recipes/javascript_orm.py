"""JavaScript's mappers: Prisma, Sequelize, TypeORM."""

from __future__ import annotations

from dsql_tui.recipes.javascript import (
    CONNECTOR_PACKAGES,
    CREATE,
    POOL,
    RUN,
    SAMPLES,
    SIGNER,
    SIGNER_PACKAGES,
)
from dsql_tui.recipes.recipe import File, Package, Recipe

PRISMA = Recipe(
    name="prisma",
    title="Prisma",
    group="JavaScript",
    how="the Aurora DSQL connector for node-postgres as its driver adapter",
    source="https://github.com/awslabs/aurora-dsql-orms/tree/main/node/prisma",
    packages=(
        *CONNECTOR_PACKAGES,
        Package("npm", "@prisma/adapter-pg", "7.10.0"),
        Package("npm", "@prisma/client", "7.10.0"),
        Package("npm", "prisma", "7.10.0"),
        Package("npm", "@aws/aurora-dsql-prisma-tools", "0.1.3"),
    ),
    files=(
        File(
            "prisma/schema.prisma",
            "text",
            """
generator client {
  provider = "prisma-client-js"
}

datasource db {
  provider = "postgresql"
}

model Hello {
  id   String @id @default(dbgenerated("gen_random_uuid()")) @db.Uuid
  word String

  @@map("hello_dsql")
}
""",
        ),
        File(
            "connect.mjs",
            "javascript",
            """
// Aurora DSQL by Prisma, on a pool of AWS's connector.
import { AuroraDSQLPool } from "@aws/aurora-dsql-node-postgres-connector";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
"""
            + POOL
            + f"""
const prisma = new PrismaClient({{ adapter: new PrismaPg(pool) }});

// Try it: a table, two rows, and away with it again.
await prisma.$executeRawUnsafe(
  "{CREATE}",
);
await prisma.hello.create({{ data: {{ word: "hello" }} }});
await prisma.hello.create({{ data: {{ word: "world" }} }});
console.log(`${{await prisma.hello.count()}} rows`);
await prisma.$executeRawUnsafe("DROP TABLE hello_dsql");
await prisma.$disconnect();
""",
        ),
    ),
    run="""
export NODE_EXTRA_CA_CERTS=«ca»
npx prisma generate
node connect.mjs
""",
    notes=(
        "Migrations: aurora-dsql-prisma validate, transform, lint and migrate; Prisma's own takes "
        "an advisory lock unless PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK=1.",
        "Where the CLI wants a URL with the token in it, the token must be percent-encoded.",
    ),
    lifetime="maxLifetimeSeconds: 3300",
    why="its command line downloads an engine, which could not be had",
)

SEQUELIZE = Recipe(
    name="sequelize",
    title="Sequelize",
    group="JavaScript",
    how="the Aurora DSQL connector for node-postgres as its driver",
    source=f"{SAMPLES}/sequelize",
    packages=(*CONNECTOR_PACKAGES, Package("npm", "sequelize", "6.37.8")),
    files=(
        File(
            "connect.mjs",
            "javascript",
            """
// Aurora DSQL by Sequelize, with AWS's connector in place of pg's client.
import { AuroraDSQLClient } from "@aws/aurora-dsql-node-postgres-connector";
import pg from "pg";
import { DataTypes, Sequelize } from "sequelize";

const sequelize = new Sequelize({
  dialect: "postgres",
  dialectModule: { ...pg, Client: AuroraDSQLClient },
  host: «host»,
  port: «port_number:raw»,
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
  // The pool has no lifetime: a connection goes after ten idle minutes, or 1,000 uses.
  pool: { max: 10, idle: 600000, maxUses: 1000 },
});
const Hello = sequelize.define(
  "hello",
  {
    id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
    word: DataTypes.TEXT,
  },
  { tableName: "hello_dsql", timestamps: false },
);

// Try it: a table, two rows, and away with it again.
await Hello.sync();
await Hello.bulkCreate([{ word: "hello" }, { word: "world" }]);
console.log(`${await Hello.count()} rows`);
await Hello.drop();
await sequelize.close();
""",
        ),
    ),
    run=RUN,
    notes=(
        "Without clientMinMessages: 'ignore' it sets client_min_messages, which is refused.",
        "Leave isolationLevel unset: it sends SET TRANSACTION.",
    ),
    toolchain="npm",
    tested="sandbox",
)

TYPEORM = Recipe(
    name="typeorm",
    title="TypeORM",
    group="JavaScript",
    how="a token from the AWS SDK for each connection",
    source=f"{SAMPLES}/typeorm",
    packages=(
        *SIGNER_PACKAGES,
        Package("npm", "pg", "8.23.1"),
        Package("npm", "reflect-metadata", "0.2.2"),
        Package("npm", "typeorm", "1.1.1"),
    ),
    files=(
        File(
            "connect.mjs",
            "javascript",
            """
// Aurora DSQL by TypeORM, with a token that the AWS SDK signs for each connection.
import "reflect-metadata";
import { DsqlSigner } from "@aws-sdk/dsql-signer";
import { DataSource, EntitySchema } from "typeorm";
"""
            + SIGNER
            + f"""
const Hello = new EntitySchema({{
  name: "hello",
  tableName: "hello_dsql",
  columns: {{
    id: {{ type: "uuid", primary: true, generated: "uuid" }},
    word: {{ type: "text" }},
  }},
}});
const source = new DataSource({{
  type: "postgres",
  host: «host»,
  port: «port:raw»,
  username: «role»,
  database: "postgres",
  password: token,
  ssl: {{ rejectUnauthorized: true }},
  schema: «schema»,
  entities: [Hello],
  synchronize: false,
  installExtensions: false,
  extra: {{
    options: «options»,
    sslnegotiation: "direct",
    max: 10,
    maxLifetimeSeconds: 3300,
  }},
}});
await source.initialize();

// Try it: a table, two rows, and away with it again.
await source.query(
  "{CREATE}",
);
await source.getRepository(Hello).save({{ word: "hello" }});
await source.getRepository(Hello).save({{ word: "world" }});
console.log(`${{await source.getRepository(Hello).count()}} rows`);
await source.query("DROP TABLE hello_dsql");
await source.destroy();
""",
        ),
    ),
    run=RUN,
    notes=(
        "A transaction within another sends SAVEPOINT, which is refused.",
        "Its migrations table is SERIAL: create it by hand first, with a uuid for its id.",
    ),
    lifetime="maxLifetimeSeconds: 3300",
    toolchain="npm",
    tested="sandbox",
)

RECIPES = (PRISMA, SEQUELIZE, TYPEORM)
