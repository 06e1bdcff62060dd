"""The query of the catalog for the code of users."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dsql_tui.sql.risk.assess import assess
from dsql_tui.sql.risk.user_code import UserCode

QUERY = """
select 'function', p.proname, coalesce(t.typtype::text, '')
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
left join pg_catalog.pg_type t on t.oid = p.proargtypes[0]
where n.nspname not in ('pg_catalog', 'information_schema', 'sys')
union all
select 'view', c.relname, pg_catalog.pg_get_viewdef(c.oid)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('v', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'sys')
union all
select 'domain', t.typname, 'select ' || pg_catalog.pg_get_constraintdef(k.oid)
from pg_catalog.pg_constraint k
join pg_catalog.pg_type t on t.oid = k.contypid
union all
select 'type', t.typname, b.typname
from pg_catalog.pg_type b
join pg_catalog.pg_type t on t.typbasetype = b.oid
    or (t.typelem = b.oid and (b.typtype = 'd' or exists (
        select from pg_catalog.pg_attribute a
        join pg_catalog.pg_type u on u.oid = a.atttypid
        join pg_catalog.pg_namespace n on n.oid = u.typnamespace
        where a.attrelid = b.typrelid
            and n.nspname not in ('pg_catalog', 'information_schema', 'sys'))))
union all
select 'type', c.relname, t.typname
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_type t on t.oid = a.atttypid
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where n.nspname not in ('pg_catalog', 'information_schema', 'sys')
"""
"""Finds that code: its kind, its name, and what it runs, for a function the kind of its first
argument, and for a type another one whose values it has. Aurora DSQL has no user-defined operators,
casts, rules or policies to look for."""

_WHOLE_ROWS = frozenset({"c", "p", "d"})
"""The kinds of types (`pg_type.typtype`) whose values attribute notation can pass to a function:
rows, pseudo-types such as `record`, and domains."""


def build_user_code(rows: Iterable[Sequence[str | None]]) -> UserCode:
    """Return the code that `QUERY` found."""
    functions: set[str] = set()
    names: set[str] = set()
    queries: list[tuple[str, str]] = []
    parts: list[tuple[str, str]] = []
    for kind, name, detail in rows:
        if kind != "function":
            (parts if kind == "type" else queries).append((name or "", detail or ""))
            continue
        functions.add(name or "")
        if detail in _WHOLE_ROWS:
            names.add(name or "")
    while True:  # a view may use another one, and so may a type
        code = UserCode(frozenset(functions), frozenset(names))
        harmful = [name for name, query in queries if not assess(query, code).reads_only]
        harmful += [name for name, part in parts if part in names]
        if names.issuperset(harmful):
            return code
        names.update(harmful)
        queries = [each for each in queries if each[0] not in names]
