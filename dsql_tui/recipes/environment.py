"""The environment variables that libpq, and so psql, reads to connect.

https://www.postgresql.org/docs/current/libpq-envars.html
"""

from __future__ import annotations

from dsql_tui.dsql.endpoint import DATABASE
from dsql_tui.dsql.token import Token
from dsql_tui.recipes.context import RecipeContext, build_options


def build_environment(context: RecipeContext, token: Token) -> dict[str, str]:
    """Return the variables for a child process, with the token among them.

    The search path is set only if the context names a schema: a custom role's own may not exist.
    """
    endpoint, route = context.endpoint, context.route
    variables = {
        "PGHOST": endpoint.via or endpoint.host,
        "PGHOSTADDR": route.hostaddr,
        "PGPORT": str(route.port),
        "PGDATABASE": DATABASE,
        "PGUSER": context.role,
        "PGPASSWORD": token.text,
        "PGSSLMODE": route.sslmode,
        "PGSSLROOTCERT": route.sslrootcert,
        "PGOPTIONS": build_options(context.schema, endpoint.identifier if endpoint.via else None),
    }
    return {name: value for name, value in variables.items() if value}
