"""Roles and privileges, read from the catalog."""

from __future__ import annotations

from dsql_tui.db.grants import OURS, read_default_grants, read_grants, read_roles
from dsql_tui.db.queries import fetch_catalog_rows
from dsql_tui.db.session import Session
from dsql_tui.sql.access import AccessReport
from dsql_tui.sql.ddl.facts import DefaultSubject, Grant, Kind, SchemaFacts, SchemaObject
from dsql_tui.sql.ddl.grants import describe_grant
from dsql_tui.sql.names import quote_name

_OBJECTS = f"""
select 'pg_namespace ' || n.oid, 'schema', n.nspname, n.nspname, '', pg_get_userbyid(n.nspowner)
from pg_catalog.pg_namespace n where {OURS}
union all
select 'pg_class ' || c.oid, case c.relkind when 'v' then 'view' when 'S' then 'sequence'
    else 'table' end, n.nspname, c.relname, '', pg_get_userbyid(c.relowner)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'v', 'S') and {OURS} and not exists (
    select from pg_catalog.pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
        and d.refclassid = 'pg_class'::regclass and d.deptype = 'i')
union all
select 'pg_proc ' || p.oid, case p.prokind when 'p' then 'procedure' else 'function' end,
    n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), pg_get_userbyid(p.proowner)
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where p.prokind in ('f', 'p', 'w') and {OURS}
order by 3, 4, 1"""

_KINDS: tuple[Kind, ...] = ("schema", "table", "view", "sequence", "function", "procedure")
_RANKS = {kind: rank for rank, kind in enumerate(_KINDS)}
"""The order of the objects in a schema."""


def read_access(session: Session) -> AccessReport:
    """Return the roles and privileges of a cluster.

    Raises:
        CatalogError: The server refused a query.
    """
    report = AccessReport()
    objects: list[SchemaObject] = []
    for row in fetch_catalog_rows(session, _OBJECTS, (None,), 6):
        key, kind, schema, name, detail, owner = (cell or "" for cell in row)
        if kind in _RANKS:
            objects.append(SchemaObject(key, kind, schema, name, "", detail))
            report.owners[key] = owner
    objects.sort(key=lambda one: (one.schema, _RANKS[one.kind], one.name, one.detail))
    report.facts = SchemaFacts(objects, grants=read_grants(session))
    read_roles(session, report.facts)
    for key, members in report.facts.members.items():
        for member in members:
            report.memberships[member].add(key.removeprefix("role "))
    for subject, found in read_default_grants(session).items():
        report.defaults += _describe_defaults(subject, found)
    return report


def _describe_defaults(subject: DefaultSubject, found: list[Grant]) -> list[str]:
    """Return a line for each role: `tables that admin creates in shop: SELECT for app`."""
    where = f" in {quote_name(subject.schema)}" if subject.schema else ""
    creator = quote_name(subject.creator)
    return [
        f"{subject.kind} that {creator} creates{where}: {describe_grant(each)} for {each.role}"
        for each in found
    ]
