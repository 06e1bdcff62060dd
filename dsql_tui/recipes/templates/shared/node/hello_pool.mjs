// Try it: create a table, insert two rows, count them and drop the table.
await pool.query(
  "CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)",
);
await pool.query("INSERT INTO hello_dsql (word) VALUES ($1), ($2)", ["hello", "world"]);
const counted = await pool.query("SELECT count(*) FROM hello_dsql");
console.log(`${counted.rows[0].count} rows`);
await pool.query("DROP TABLE hello_dsql");
await pool.end();
