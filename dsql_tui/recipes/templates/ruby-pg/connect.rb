# Connect to Aurora DSQL with pg: a pool that renews connections before their hour ends.
require "aurora_dsql_pg"

pool = AuroraDsql::Pg.create_pool(
  host: «host»,
  port: «custom_port:plain»,
  user: «role»,
  region: «region»,
  profile: «profile»,
  occ_max_retries: 3,
  pool: { size: 10, max_lifetime: 3300 }
)

pool.with do |connection|
  connection.exec(«set_search_path»)
  puts connection.exec("SELECT 1").getvalue(0, 0)
end
