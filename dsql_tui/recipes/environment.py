"""What libpq, and so psql, reads from its environment to connect to a place.

https://www.postgresql.org/docs/current/libpq-envars.html
"""

from __future__ import annotations

from dsql_tui.dsql.endpoint import DATABASE
from dsql_tui.dsql.token import Token
from dsql_tui.recipes.place import Place, options


def environment(place: Place, token: Token) -> dict[str, str]:
    """The variables; the token among them, so they are for a child process and nobody's eyes.

    The schema is set only where the place names one: a custom role's own may not be there.
    """
    endpoint, route = place.endpoint, place.route
    wanted = {
        "PGHOST": endpoint.via or endpoint.host,
        "PGHOSTADDR": route.hostaddr,
        "PGPORT": str(route.port),
        "PGDATABASE": DATABASE,
        "PGUSER": place.role,
        "PGPASSWORD": token.text,
        "PGSSLMODE": route.sslmode,
        "PGSSLROOTCERT": route.sslrootcert,
        "PGOPTIONS": options(place.schema, endpoint.identifier if endpoint.via else None),
    }
    return {name: value for name, value in wanted.items() if value}
