"""Ruby: pg, with AWS's connector and plain; Rails."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

_TRY = """
# Try it: a table, two rows, and away with it again.
connection.exec("CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text)")
connection.exec_params("INSERT INTO hello_dsql (word) VALUES ($1), ($2)", %w[hello world])
puts "#{connection.exec("SELECT count(*) FROM hello_dsql").getvalue(0, 0)} rows"
connection.exec("DROP TABLE hello_dsql")
"""

RUBY_PG = Recipe(
    name="ruby-pg",
    title="pg",
    group="Ruby",
    how="Aurora DSQL connector; it signs for each connection",
    source="https://github.com/awslabs/aurora-dsql-connectors/tree/main/ruby/pg",
    packages=(Package("gem", "aurora-dsql-ruby-pg", "1.1"),),
    files=(
        File(
            "connect.rb",
            "ruby",
            """
# Aurora DSQL by pg: a pool whose connections are renewed within their hour.
require "aurora_dsql_pg"

pool = AuroraDsql::Pg.create_pool(
  host: «host»,
  port: «port:raw»,
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
""",
        ),
    ),
    run="""
export PGSSLROOTCERT=«roots»
ruby connect.rb
""",
    notes=("Only what is inside an explicit transaction is run again after a conflict.",),
    trust="libpq",
    lifetime="max_lifetime: 3300",
    why="RubyGems was not reached",
)

RUBY_PG_TOKEN = Recipe(
    name="ruby-pg-token",
    title="pg, plain",
    group="Ruby",
    how="a token from the environment",
    source="https://github.com/aws-samples/aurora-dsql-samples/tree/main/ruby/ruby-pg",
    packages=(Package("gem", "pg", "1.4"),),
    files=(
        File(
            "connect.rb",
            "ruby",
            """
# Aurora DSQL by pg; the password is in PGPASSWORD, which libpq reads.
require "pg"

connection = PG.connect(
  host: «host»,
  hostaddr: «hostaddr»,
  port: «port:raw»,
  user: «role»,
  dbname: "postgres",
  sslmode: «sslmode»,
  sslrootcert: «roots»,
«?direct»  sslnegotiation: «direct»,
  options: «options»
)
"""
            + _TRY
            + "connection.close\n",
        ),
    ),
    run="""
«?own_roots»test -f «roots» || curl --silent --show-error --remote-name «own_roots»
export PGPASSWORD=«password»
«!password»export PGPASSWORD="$(«token_command:raw»)"
ruby connect.rb
""",
    notes=(
        "In a program that lives longer, sign by Aws::DSQL::AuthTokenGenerator (gem aws-sdk-dsql) "
        "for each connection, and open a new one within the hour.",
    ),
    trust="libpq",
    hostaddr=True,
    private=True,
    toolchain="ruby",
    tested="sandbox",
)

RAILS = Recipe(
    name="rails",
    title="Rails",
    group="Ruby",
    how="Active Record's own adapter, and a token from the AWS SDK for each connection",
    source="https://github.com/aws-samples/aurora-dsql-samples/tree/main/ruby/rails",
    packages=(Package("gem", "pg", "1.5"), Package("gem", "aws-sdk-dsql", "1.6")),
    files=(
        File(
            "config/database.yml",
            "yaml",
            """
default: &default
  adapter: postgresql
  host: «host»
  port: «port:raw»
  database: postgres
  username: «role»
  sslmode: verify-full
  sslrootcert: «roots»
  sslnegotiation: «direct»
  schema_search_path: «schema»
  prepared_statements: false
  advisory_locks: false
  pool: 10

development:
  <<: *default
production:
  <<: *default
""",
        ),
        File(
            "config/initializers/aurora_dsql.rb",
            "ruby",
            """
# A token for each connection, and nothing sent that Aurora DSQL refuses.
require "active_record/connection_adapters/postgresql_adapter"
require "aws-sdk-dsql"

module AuroraDsql
  SIGNER = Aws::DSQL::AuthTokenGenerator.new(
    credentials: Aws::CredentialProviderChain.new.resolve
  )

  module Token
    def new_client(parameters)
      token = SIGNER.generate_«action:snake»_auth_token(
        endpoint: «endpoint», region: «region», expires_in: «expires_in:raw»
      )
      super(parameters.merge(password: token))
    end
  end

  module Settings
    def client_min_messages=(_level); end

    def set_standard_conforming_strings; end

    def supports_ddl_transactions?
      false
    end
  end
end

adapter = ActiveRecord::ConnectionAdapters::PostgreSQLAdapter
adapter.singleton_class.prepend(AuroraDsql::Token)
adapter.prepend(AuroraDsql::Settings)
""",
        ),
    ),
    run="""
bin/rails runner 'puts ActiveRecord::Base.connection.select_value("SELECT 1")'
""",
    notes=(
        "A connection lasts an hour: restart the pool within it (ActiveRecord's pool has no "
        "lifetime before Rails 8.1; from then on max_age: 3300).",
        "Primary keys: create_table … id: :uuid.",
    ),
    trust="libpq",
    why="RubyGems was not reached",
)

RECIPES = (RUBY_PG, RUBY_PG_TOKEN, RAILS)
