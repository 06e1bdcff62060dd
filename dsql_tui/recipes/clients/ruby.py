"""Recipes for Ruby: pg and Rails."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

_SAMPLES = "https://github.com/aws-samples/aurora-dsql-samples/tree/main/ruby"
_NO_RUBYGEMS = "RubyGems is not available to the tests"

RUBY_PG = Recipe(
    name="ruby-pg",
    title="pg",
    group="Ruby",
    summary="Aurora DSQL connector, which authenticates each connection",
    source="https://github.com/awslabs/aurora-dsql-connectors/tree/main/ruby/pg",
    packages=(Package("gem", "aurora-dsql-ruby-pg", "1.1"),),
    files=(File("connect.rb", "ruby"),),
    notes=("Only an explicit transaction is retried after a conflict.",),
    trust="libpq",
    lifetime_setting="max_lifetime: 3300",
    static_reason=_NO_RUBYGEMS,
)

RUBY_PG_TOKEN = Recipe(
    name="ruby-pg-token",
    title="pg, plain",
    group="Ruby",
    summary="a token from the environment",
    source=f"{_SAMPLES}/ruby-pg",
    packages=(Package("gem", "pg", "1.4"),),
    files=(File("connect.rb", "ruby"),),
    notes=(
        "In a program that runs longer, sign with Aws::DSQL::AuthTokenGenerator (gem aws-sdk-dsql) "
        "for each connection, and open a new connection within the hour.",
    ),
    trust="libpq",
    supports_hostaddr=True,
    supports_privatelink=True,
    toolchain="ruby",
    tested="sandbox",
)

RAILS = Recipe(
    name="rails",
    title="Rails",
    group="Ruby",
    summary="Active Record's adapter, and a token from the AWS SDK for each connection",
    source=f"{_SAMPLES}/rails",
    packages=(Package("gem", "pg", "1.5"), Package("gem", "aws-sdk-dsql", "1.6")),
    files=(
        File("config/database.yml", "yaml"),
        File("config/initializers/aurora_dsql.rb", "ruby"),
    ),
    notes=(
        "A connection lasts an hour. From Rails 8.1, set max_age: 3300 for the pool; before that, "
        "restart the pool within the hour.",
        "For primary keys, use create_table … id: :uuid.",
    ),
    trust="libpq",
    static_reason=_NO_RUBYGEMS,
)

RECIPES = (RUBY_PG, RUBY_PG_TOKEN, RAILS)
