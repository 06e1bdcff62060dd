"""The access privileges of schemas and their objects, read from the catalog."""

from __future__ import annotations

from dsql_tui.db.ddl_catalog import OURS, fetch_texts
from dsql_tui.db.session import Session
from dsql_tui.sql.ddl.grants import Grant

_NAME = "quote_ident(n.nspname) || '.' || quote_ident({})"

_GRANTS = f"""
select 'pg_namespace ' || n.oid, 'SCHEMA ' || quote_ident(n.nspname), '', item::text
from pg_catalog.pg_namespace n, unnest(n.nspacl) item
where n.nspname <> 'public' and {OURS}
    and not starts_with(item::text, quote_ident(pg_get_userbyid(n.nspowner)) || '=')
union all
select 'pg_class ' || c.oid,
    case when c.relkind = 'S' then 'SEQUENCE ' else 'TABLE ' end || {_NAME.format("c.relname")},
    '', item::text
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace, unnest(c.relacl) item
where c.relkind in ('r', 'v', 'S') and {OURS}
    and not starts_with(item::text, quote_ident(pg_get_userbyid(c.relowner)) || '=')
union all
select 'pg_class ' || c.oid, 'TABLE ' || {_NAME.format("c.relname")}, a.attname, item::text
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped,
    unnest(a.attacl) item
where c.relkind in ('r', 'v') and {OURS}
union all
select 'pg_proc ' || p.oid, case p.prokind when 'p' then 'PROCEDURE ' else 'FUNCTION ' end
    || {_NAME.format("p.proname")} || '(' || pg_get_function_identity_arguments(p.oid) || ')',
    '', item::text
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace, unnest(p.proacl) item
where {OURS} and not starts_with(item::text, quote_ident(pg_get_userbyid(p.proowner)) || '=')
    and not starts_with(item::text, '=X/')
order by 2, 3, 4"""
"""The privileges of owners, of PUBLIC on functions, and on schema `public` are there by default."""


def read_grants(session: Session, schema: str | None = None) -> list[Grant]:
    """Return the privileges of other roles than the owners in one schema, or in all.

    Raises:
        CatalogError: The server refused the query.
    """
    return [Grant(*row) for row in fetch_texts(session, _GRANTS, schema, 4)]
