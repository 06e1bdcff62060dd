"""The objects that DROP … CASCADE would drop."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.names import quote_name
from dsql_tui.sql.risk.tokens import Token, tokens

_NUMBER = re.compile("[0-9]{1,18}")

_NAMES = ("word", "name")
_NO_NAMES = frozenset({"if", "exists", "cascade"})

_QUERY = """
with recursive dropped (classid, objid) as (
    {named}
    union
    select case when d.deptype = 'i' and d.objid = g.objid then d.refclassid else d.classid end,
        case when d.deptype = 'i' and d.objid = g.objid then d.refobjid else d.objid end
    from dropped g
    join pg_catalog.pg_depend d on (d.refclassid = g.classid and d.refobjid = g.objid)
        or (d.classid = g.classid and d.objid = g.objid and d.deptype = 'i')
),
objects (kind) as (
    select case c.relkind when 'v' then 'view' when 'm' then 'view' when 'S' then 'sequence'
        else 'table' end
    from dropped g join pg_catalog.pg_class c on c.oid = g.objid
    where g.classid = 'pg_catalog.pg_class'::regclass and c.relkind in ('r', 'p', 'v', 'm', 'S')
    union all
    select 'function' from dropped g where g.classid = 'pg_catalog.pg_proc'::regclass
    union all
    select 'domain' from dropped g join pg_catalog.pg_type t on t.oid = g.objid
    where g.classid = 'pg_catalog.pg_type'::regclass and t.typtype = 'd'
    union all
    select 'foreign key' from dropped g join pg_catalog.pg_constraint k on k.oid = g.objid
    where g.classid = 'pg_catalog.pg_constraint'::regclass and k.contype = 'f'
)
select kind, pg_catalog.count(*) from objects group by kind order by kind
""".strip()


def count_dropped_query(text: str) -> str | None:
    """Return a query for the kinds of objects that a statement drops, and how many of each.

    `None` for everything but DROP SCHEMA, TABLE, VIEW, SEQUENCE and DOMAIN with CASCADE.
    """
    words = list(tokens(text))
    if [word.text for word in words[:1]] != ["drop"] or ("word", "cascade") not in words:
        return None
    kind = words[1].text if words[1].kind == "word" else ""
    seeds = [_start_query(kind, name) for name in _read_names(words[2:])]
    named = "\n    union\n    ".join(filter(None, seeds))
    return _QUERY.format(named=named) if named else None


def describe_counts(rows: Iterable[Sequence[str | None]]) -> str:
    """Return what such a query found, such as “2 tables, 1 view”; empty if nothing."""
    # A server that is not Aurora DSQL may answer anything.
    found = [row for row in rows if len(row) == 2 and _NUMBER.fullmatch(row[1] or "")]
    counts = [(kind or "", int(count or 0)) for kind, count in found]
    return ", ".join(f"{count:,} {_plural(kind, count)}" for kind, count in counts)


def explain_cascade(rows: Iterable[Sequence[str | None]]) -> str:
    """Return the sentence about what such a query found; empty if nothing."""
    dropped = describe_counts(rows)
    return f"Together with what depends on it, this drops {dropped}." if dropped else ""


def _plural(kind: str, count: int) -> str:
    return kind if count == 1 else f"{kind}s"


def _read_names(words: Sequence[Token]) -> Iterator[str]:
    """Yield the names that a DROP lists, as SQL writes them."""
    name = ""
    for token in words:
        if token == ("sign", ",") or token == ("word", "cascade"):
            if name:
                yield name
            name = ""
        elif token == ("sign", "."):
            name += "."
        elif token.kind in _NAMES and (token.kind == "name" or token.text not in _NO_NAMES):
            name += quote_name(token.text)


_CATALOGS = {
    "schema": ("pg_namespace", "to_regnamespace"),
    "table": ("pg_class", "to_regclass"),
    "view": ("pg_class", "to_regclass"),
    "sequence": ("pg_class", "to_regclass"),
    "domain": ("pg_type", "to_regtype"),
}
"""The catalog of each kind of object, and the function that finds one by name."""


def _start_query(kind: str, name: str) -> str:
    """Return a query for the object that is named; empty for other kinds of objects."""
    if kind not in _CATALOGS:
        return ""
    catalog, find = _CATALOGS[kind]
    return (
        f"select 'pg_catalog.{catalog}'::regclass::oid, oid from pg_catalog.{catalog} "
        f"where oid = pg_catalog.{find}({quote_literal(name)})"
    )
