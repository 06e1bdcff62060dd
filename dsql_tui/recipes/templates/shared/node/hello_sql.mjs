// Try it: create a table, insert two rows, count them and drop the table.
await sql`CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)`;
await sql`INSERT INTO hello_dsql (word) VALUES (${"hello"}), (${"world"})`;
const [counted] = await sql`SELECT count(*) FROM hello_dsql`;
console.log(`${counted.count} rows`);
await sql`DROP TABLE hello_dsql`;
await sql.end();
