// Try it: create a table, insert two rows, count them and drop the table.
await source.CreateCommand("CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)").ExecuteNonQueryAsync();
await source.CreateCommand("INSERT INTO hello_dsql (word) VALUES ('hello'), ('world')").ExecuteNonQueryAsync();
Console.WriteLine($"{await source.CreateCommand("SELECT count(*) FROM hello_dsql").ExecuteScalarAsync()} rows");
await source.CreateCommand("DROP TABLE hello_dsql").ExecuteNonQueryAsync();
