"""Lists of what is in the database, out of the catalogs that Aurora DSQL has.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-systems-tables.html
"""

from __future__ import annotations

from dsql_tui.sql.meta.said import Ask
from dsql_tui.sql.meta.words import matches

OURS = "n.nspname <> 'information_schema' and n.nspname !~ '^pg_'"
"""What is not the server's own."""

_RELATIONS = """
select n.nspname as "schema", c.relname as "name", r.rolname as "owner"{more}
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_roles r on r.oid = c.relowner
where c.relkind in ({kinds}) and {which}
order by 1, 2"""


def tables(arguments: list[str], system: bool) -> Ask:
    """Tables; how many rows ANALYZE last counted, as counting them anew may take minutes."""
    rows = """,
    case when c.reltuples < 0 then null else c.reltuples::bigint end as "estimated rows\""""
    return _relations("'r', 'p'", arguments, system, rows)


def views(arguments: list[str], system: bool) -> Ask:
    """Views."""
    return _relations("'v', 'm'", arguments, system)


def sequences(arguments: list[str], system: bool) -> Ask:
    """Sequences."""
    return _relations("'S'", arguments, system)


def indexes(arguments: list[str], system: bool) -> Ask:
    """Indexes; one that is being built is not valid yet."""
    return Ask(
        f"""
select n.nspname as "schema", c.relname as "name", t.relname as "table",
    i.indisunique as "unique", i.indisprimary as "primary", i.indisvalid as "valid",
    pg_get_indexdef(i.indexrelid) as "definition"
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_class t on t.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where {_which(arguments, system, "c.relname")}
order by 1, 3, 2""".strip()
    )


def schemas(arguments: list[str], system: bool) -> Ask:
    """Schemas."""
    return Ask(
        f"""
select n.nspname as "schema", r.rolname as "owner", n.nspacl as "privileges"
from pg_catalog.pg_namespace n
left join pg_catalog.pg_roles r on r.oid = n.nspowner
where {_which(arguments, system, "n.nspname")}
order by 1""".strip()
    )


def functions(arguments: list[str], system: bool) -> Ask:
    """Functions, with what they are made of."""
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
where {_which(arguments, system, "p.proname")}
order by 1, 2, 4""".strip()
    )


def domains(arguments: list[str], system: bool) -> Ask:
    """Domains."""
    return Ask(
        f"""
select n.nspname as "schema", t.typname as "name",
    format_type(t.typbasetype, t.typtypmod) as "type", t.typnotnull as "not null",
    t.typdefault as "default",
    (select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_catalog.pg_constraint k
        where k.contypid = t.oid) as "check"
from pg_catalog.pg_type t
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where t.typtype = 'd' and {_which(arguments, system, "t.typname")}
order by 1, 2""".strip()
    )


def privileges(arguments: list[str], system: bool) -> Ask:
    """Who may do what with tables, views and sequences, as the server writes it."""
    return _relations("'r', 'p', 'v', 'm', 'S'", arguments, system, ', c.relacl as "privileges"')


def roles(arguments: list[str], system: bool) -> Ask:
    """Database roles, with the IAM roles that `AWS IAM GRANT` let connect as them."""
    which = matches(arguments[0], "''", "r.rolname") if arguments else "true"
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


def databases(arguments: list[str], system: bool) -> Ask:
    """The database: a cluster has one."""
    return Ask(
        """
select d.datname as "name", r.rolname as "owner", d.datcollate as "collation"
from pg_catalog.pg_database d
left join pg_catalog.pg_roles r on r.oid = d.datdba
where not d.datistemplate
order by 1""".strip()
    )


def _relations(kinds: str, arguments: list[str], system: bool, more: str = "") -> Ask:
    which = _which(arguments, system, "c.relname")
    return Ask(_RELATIONS.format(more=more, kinds=kinds, which=which).strip())


def _which(arguments: list[str], system: bool, name: str) -> str:
    """The condition for what is listed; a schema that is named is meant, the server's own too."""
    pattern = arguments[0] if arguments else ""
    conditions = [matches(pattern, "n.nspname", name)] if pattern else []
    if not system and "." not in pattern:
        conditions.append(OURS)
    return " and ".join(conditions) or "true"
