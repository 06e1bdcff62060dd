# Connect to Aurora DSQL with pg. libpq reads the password from PGPASSWORD.
require "pg"

connection = PG.connect(
  host: «host»,
  hostaddr: «hostaddr»,
  port: «custom_port:plain»,
  user: «role»,
  dbname: "postgres",
  sslmode: «sslmode»,
  sslrootcert: «sslrootcert»,
«?sslnegotiation»  sslnegotiation: «sslnegotiation»,
  options: «options»
)

# Try it: create a table, insert two rows, count them and drop the table.
connection.exec("CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)")
connection.exec_params("INSERT INTO hello_dsql (word) VALUES ($1), ($2)", %w[hello world])
puts "#{connection.exec("SELECT count(*) FROM hello_dsql").getvalue(0, 0)} rows"
connection.exec("DROP TABLE hello_dsql")
connection.close
