"""The access privileges of schemas and their objects, and the custom roles, from the catalog."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress

from dsql_tui.db.queries import CatalogError, fetch_catalog_rows
from dsql_tui.db.roles import read_role_mappings
from dsql_tui.db.session import Session
from dsql_tui.dsql.state import State
from dsql_tui.sql.ddl.facts import Grant, SchemaFacts, SchemaObject
from dsql_tui.sql.ddl.grants import parse_grants

OURS = """n.nspname <> 'information_schema' and n.nspname <> 'sys' and n.nspname !~ '^pg_'
    and ($1::text is null or n.nspname = $1)"""
"""The condition for a schema `n` of users, or for the one that `$1` names."""

_GRANTS = f"""
select 'pg_namespace ' || n.oid, '', pg_get_userbyid(n.nspowner), item::text
from pg_catalog.pg_namespace n, unnest(n.nspacl) item
where n.nspname <> 'public' and {OURS}
union all
select 'pg_class ' || c.oid, '', pg_get_userbyid(c.relowner), item::text
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace, unnest(c.relacl) item
where c.relkind in ('r', 'v', 'S') and {OURS}
union all
select 'pg_class ' || c.oid, a.attname, pg_get_userbyid(c.relowner), item::text
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped,
    unnest(a.attacl) item
where c.relkind in ('r', 'v') and {OURS}
union all
select 'pg_proc ' || p.oid, '', pg_get_userbyid(p.proowner),
    case when p.proacl is null then '=X/' else item::text end
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
left join lateral unnest(p.proacl) item on true
where p.prokind in ('f', 'p', 'w') and {OURS}
order by 1, 2, 4"""
"""Schema `public` is left out, because its privileges cannot be changed. A routine without
privileges of its own has the default: all roles may call it."""

_ROLES = """
select 'role ' || rolname, rolname, case when rolcanlogin then 'LOGIN' else 'NOLOGIN' end
from pg_catalog.pg_roles
where not rolsuper and rolname <> 'admin' and rolname !~ '^pg_'
order by 2"""


def read_grants(session: Session, schema: str | None = None) -> dict[str, list[Grant]]:
    """Return the privileges of other roles than the owners, by the key of the object.

    Raises:
        CatalogError: The server refused the query.
    """
    items: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in fetch_catalog_rows(session, _GRANTS, (schema,), 4):
        key, column, owner, item = (cell or "" for cell in row)
        items[key].append((column, owner, item))
    return defaultdict(list, {key: parse_grants(found) for key, found in items.items()})


def read_roles(session: Session, facts: SchemaFacts) -> None:
    """Add the custom roles, and the identities that may use them as far as they are visible.

    In a transaction, which an error would end, the identities are not read.

    Raises:
        CatalogError: The server refused the query of the roles.
    """
    facts.roles = [
        SchemaObject(key or "", "role", "", name or "", attributes or "")
        for key, name, attributes in fetch_catalog_rows(session, _ROLES, (), 3)
    ]
    if session.state is not State.IDLE:
        return
    with suppress(CatalogError):
        mappings = read_role_mappings(session)
        facts.identities = {each.key: mappings.get(each.name, ()) for each in facts.roles}
