"""The definitions of views and functions, to find where a table is used."""

from __future__ import annotations

from dsql_tui.db.catalog import fetch_with_retry
from dsql_tui.db.queries import CatalogError, fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.sql.usages import Definition

_QUALIFY = "set search_path = pg_catalog"
"""With this setting, the server writes every name in a view with its schema."""

_OURS = "n.nspname not in ('information_schema', 'sys') and n.nspname !~ '^pg_'"

_VIEWS = f"""
select 'view', n.nspname, c.relname, pg_get_viewdef(c.oid)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'v' and {_OURS}
order by 2, 3
"""
_FUNCTIONS = f"""
select case p.prokind when 'p' then 'procedure' else 'function' end, n.nspname, p.proname,
  pg_get_functiondef(p.oid)
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where p.prokind in ('f', 'p', 'w') and {_OURS}
order by 2, 3
"""


def read_definitions(session: Session) -> list[Definition]:
    """Return the definitions of all views and functions; no functions if the server refuses.

    The session's search path is changed, so it must be a session that nothing else uses.

    Raises:
        CatalogError: The server refused the query for views.
    """
    fetch_rows(session.run(_QUALIFY))
    rows = fetch_with_retry(session, _VIEWS, 4)
    try:
        rows += fetch_with_retry(session, _FUNCTIONS, 4)
    except CatalogError:
        if session.lost:
            raise
    return [Definition(*(cell or "" for cell in row)) for row in rows]
