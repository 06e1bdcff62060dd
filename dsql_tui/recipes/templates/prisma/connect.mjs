// Connect to Aurora DSQL with Prisma on a pool of the AWS connector.
import { AuroraDSQLPool } from "@aws/aurora-dsql-node-postgres-connector";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";

«include shared/node/pool.mjs»

const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });

// Try it: create a table, insert two rows, count them and drop the table.
await prisma.$executeRawUnsafe(
  "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)",
);
await prisma.hello.create({ data: { word: "hello" } });
await prisma.hello.create({ data: { word: "world" } });
console.log(`${await prisma.hello.count()} rows`);
await prisma.$executeRawUnsafe("DROP TABLE hello_dsql");
await prisma.$disconnect();
