"""Statements that list what is in the database, from the catalogs of Aurora DSQL.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-systems-tables.html
"""

from __future__ import annotations

from dsql_tui.sql.meta.actions import Ask
from dsql_tui.sql.meta.words import match_pattern

OURS = "n.nspname <> 'information_schema' and n.nspname !~ '^pg_'"
"""The condition that an object is not in a system schema."""

_RELATIONS = """
select n.nspname as "schema", c.relname as "name", r.rolname as "owner"{more}
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_roles r on r.oid = c.relowner
where c.relkind in ({kinds}) and {which}
order by 1, 2"""


NAMES = f"""
select n.nspname || '.' || c.relname
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'i', 'S') and {OURS}
order by 1
limit 10000""".strip()
"""The statement for the names of all relations, to suggest one."""


def list_tables(arguments: list[str], system: bool) -> Ask:
    """List tables, with the rows that ANALYZE last counted: counting them takes minutes."""
    rows = """,
    case when c.reltuples < 0 then null else c.reltuples::bigint end as "estimated rows\""""
    return _relations("'r', 'p'", arguments, system, rows)


def list_views(arguments: list[str], system: bool) -> Ask:
    """List views."""
    return _relations("'v', 'm'", arguments, system)


def list_sequences(arguments: list[str], system: bool) -> Ask:
    """List sequences."""
    return _relations("'S'", arguments, system)


def list_indexes(arguments: list[str], system: bool) -> Ask:
    """List indexes; one that is still being built is not valid."""
    return Ask(
        f"""
select n.nspname as "schema", c.relname as "name", t.relname as "table",
    i.indisunique as "unique", i.indisprimary as "primary", i.indisvalid as "valid",
    pg_get_indexdef(i.indexrelid) as "definition"
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_class t on t.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where {_filter(arguments, system, "c.relname")}
order by 1, 3, 2""".strip(),
        arguments[0] if arguments else "",
    )


def list_schemas(arguments: list[str], system: bool) -> Ask:
    """List schemas."""
    return Ask(
        f"""
select n.nspname as "schema", r.rolname as "owner", n.nspacl as "privileges"
from pg_catalog.pg_namespace n
left join pg_catalog.pg_roles r on r.oid = n.nspowner
where {_filter(arguments, system, "n.nspname")}
order by 1""".strip()
    )


def list_functions(arguments: list[str], system: bool) -> Ask:
    """List functions with their source."""
    return Ask(
        f"""
select n.nspname as "schema", p.proname as "name",
    format_type(p.prorettype, null) as "returns",
    array_to_string(array(
        select format_type(u.type, null) from unnest(p.proargtypes) with ordinality u (type, place)
        order by u.place
    ), ', ') as "arguments",
    case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' when 'w' then 'window'
        else 'function' end as "kind",
    p.prosrc as "source"
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where {_filter(arguments, system, "p.proname")}
order by 1, 2, 4""".strip()
    )


def list_domains(arguments: list[str], system: bool) -> Ask:
    """List domains."""
    return Ask(
        f"""
select n.nspname as "schema", t.typname as "name",
    format_type(t.typbasetype, t.typtypmod) as "type", t.typnotnull as "not null",
    t.typdefault as "default",
    (select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_catalog.pg_constraint k
        where k.contypid = t.oid) as "check"
from pg_catalog.pg_type t
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where t.typtype = 'd' and {_filter(arguments, system, "t.typname")}
order by 1, 2""".strip()
    )


def list_privileges(arguments: list[str], system: bool) -> Ask:
    """List the privileges on tables, views and sequences, as the server writes them."""
    return _relations("'r', 'p', 'v', 'm', 'S'", arguments, system, ', c.relacl as "privileges"')


def list_roles(arguments: list[str], system: bool) -> Ask:
    """List database roles, with the IAM roles that `AWS IAM GRANT` lets connect as them."""
    which = match_pattern(arguments[0], "''", "r.rolname") if arguments else "true"
    if not system:
        which += " and r.rolname !~ '^pg_'"
    return Ask(
        f"""
select r.rolname as "role", r.rolcanlogin as "login",
    array_to_string(array(
        select g.rolname from pg_catalog.pg_auth_members m
        join pg_catalog.pg_roles g on g.oid = m.roleid where m.member = r.oid order by 1
    ), ', ') as "member of",
    array_to_string(array(
        select a.arn from sys.iam_pg_role_mappings a where a.pg_role_name = r.rolname order by 1
    ), ', ') as "IAM roles"
from pg_catalog.pg_roles r
where {which}
order by 1""".strip()
    )


def list_databases(arguments: list[str], system: bool) -> Ask:
    """List the database; a cluster has one."""
    return Ask(
        """
select d.datname as "name", r.rolname as "owner", d.datcollate as "collation"
from pg_catalog.pg_database d
left join pg_catalog.pg_roles r on r.oid = d.datdba
where not d.datistemplate
order by 1""".strip()
    )


def _relations(kinds: str, arguments: list[str], system: bool, more: str = "") -> Ask:
    which = _filter(arguments, system, "c.relname")
    name = arguments[0] if arguments else ""
    return Ask(_RELATIONS.format(more=more, kinds=kinds, which=which).strip(), name)


def _filter(arguments: list[str], system: bool, name: str) -> str:
    """Return the condition for a list; a pattern with a schema includes system schemas."""
    pattern = arguments[0] if arguments else ""
    conditions = [match_pattern(pattern, "n.nspname", name)] if pattern else []
    if not system and "." not in pattern:
        conditions.append(OURS)
    return " and ".join(conditions) or "true"
