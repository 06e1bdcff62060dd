"""The access privileges of schemas and their objects, and the custom roles, from the catalog."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress

from dsql_tui.db.queries import CatalogError, fetch_catalog_rows
from dsql_tui.db.roles import read_role_mappings
from dsql_tui.db.session import Session
from dsql_tui.dsql.state import State
from dsql_tui.sql.ddl.facts import DefaultSubject, Grant, SchemaFacts, SchemaObject
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


_MEMBERS = """
select 'role ' || g.rolname, m.rolname, bool_or(a.admin_option)
from pg_catalog.pg_auth_members a
join pg_catalog.pg_roles g on g.oid = a.roleid
join pg_catalog.pg_roles m on m.oid = a.member
where a.inherit_option and not m.rolsuper and m.rolname !~ '^pg_' and g.rolname !~ '^pg_'
group by g.rolname, m.rolname
order by 1, 2"""
"""A role that creates another one is a member that may only manage it."""

_DEFAULTS = f"""
select pg_get_userbyid(d.defaclrole), n.nspname, case d.defaclobjtype
    when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
    when 'T' then 'types' else 'schemas' end, item::text
from pg_catalog.pg_default_acl d
left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
left join lateral unnest(d.defaclacl) item on true
where case when n.oid is null then $1::text is null else {OURS} end
order by 1, 2, 3, 4"""


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
    """Add the custom roles, their members, and the identities that may use them if visible.

    In a transaction, which an error would end, the identities are not read.

    Raises:
        CatalogError: The server refused the query of the roles.
    """
    facts.roles = [
        SchemaObject(key or "", "role", "", name or "", attributes or "")
        for key, name, attributes in fetch_catalog_rows(session, _ROLES, (), 3)
    ]
    for key, member, may_grant in fetch_catalog_rows(session, _MEMBERS, (), 3):
        facts.members.setdefault(key or "", {})[member or ""] = may_grant == "t"
    if session.state is not State.IDLE:
        return
    with suppress(CatalogError):
        mappings = read_role_mappings(session)
        facts.identities = {each.key: mappings.get(each.name, ()) for each in facts.roles}


def read_default_grants(
    session: Session, schema: str | None = None
) -> dict[DefaultSubject, list[Grant]]:
    """Return the default privileges of other roles than the creators.

    Args:
        session: The session.
        schema: The only schema; `None` for all, and for what is not limited to a schema.

    Raises:
        CatalogError: The server refused the query.
    """
    items: dict[DefaultSubject, list[tuple[str, str, str]]] = defaultdict(list)
    for row in fetch_catalog_rows(session, _DEFAULTS, (schema,), 4):
        creator, where, kind, item = (cell or "" for cell in row)
        items[DefaultSubject(creator, where, kind)].append(("", creator, item))
    return {subject: parse_grants(found) for subject, found in items.items()}
