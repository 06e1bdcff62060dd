"""The catalog of the database: schemas, relations, keys, functions and roles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dsql_tui.db.queries import CatalogError, Row, fetch_rows, parse_number
from dsql_tui.db.session import Session
from dsql_tui.dsql.sqlstate import SERIALIZATION_FAILURE
from dsql_tui.sql.catalog import (
    Catalog,
    ColumnInfo,
    Constraint,
    Domain,
    ForeignKey,
    Function,
    Index,
    Relation,
    Schema,
)

_OURS = "n.nspname <> 'information_schema' and n.nspname !~ '^pg_'"

_OBJECTS = f"""
select 'schema', n.nspname, '', n.oid, null
from pg_catalog.pg_namespace n
where {_OURS}
union all
select c.relkind::text, n.nspname, c.relname, c.oid,
  case when c.relkind = 'r' and c.reltuples >= 0 then c.reltuples::bigint::text end
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'S') and {_OURS}
union all
select 'domain', n.nspname, t.typname, t.oid, format_type(t.typbasetype, t.typtypmod)
from pg_catalog.pg_type t
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where t.typtype = 'd' and {_OURS}
union all
select 'role', '', r.rolname, r.oid, null
from pg_catalog.pg_roles r
where r.rolname !~ '^pg_'
order by 2, 3
"""
_COLUMNS = f"""
select a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnum, a.attnotnull,
  case when a.attidentity <> '' then 'identity' when a.attgenerated <> '' then 'generated'
    when a.atthasdef then '= ' || pg_get_expr(d.adbin, d.adrelid) end
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'v', 'm')
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attrdef d on a.atthasdef and d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped and {_OURS}
order by a.attrelid, a.attnum
"""
_KEYS = f"""
select k.contype::text, k.conrelid, k.conname, k.conkey::text, k.convalidated,
  case when k.contype = 'c' then pg_get_constraintdef(k.oid) end, k.confrelid, k.confkey::text,
  k.conindid
from pg_catalog.pg_constraint k
join pg_catalog.pg_namespace n on n.oid = k.connamespace
where k.contype in ('p', 'u', 'c', 'f') and k.conrelid <> 0 and {_OURS}
union all
select case when i.indisunique then 'unique index' else 'index' end, i.indrelid, x.relname,
  array_to_string((i.indkey::smallint[])[0:i.indnkeyatts - 1], ','), i.indisvalid,
  case when i.indexprs is not null or i.indpred is not null then pg_get_indexdef(x.oid) end,
  null, null, x.oid
from pg_catalog.pg_index i
join pg_catalog.pg_class x on x.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = x.relnamespace
where {_OURS}
order by 3
"""
_FUNCTIONS = f"""
select n.nspname, p.proname, pg_get_function_arguments(p.oid),
  case when p.prokind = 'p' then '' else format_type(p.prorettype, null) end,
  pg_get_function_identity_arguments(p.oid)
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where {_OURS}
order by p.proname
"""
_BUILDING = """
select object_id from sys.jobs
where job_type = 'INDEX_BUILD' and status in ('submitted', 'processing')
"""

_TABLE_KINDS = ("r", "p", "v", "m")
_CONSTRAINT_KINDS = ("p", "u", "c", "f")
_KEYS_OF_INDEX = re.compile(r" USING \w+ (?=\()")
"""The place before the keys in the definition of an index."""


@dataclass
class _Table:
    """The facts of a table or view, as they are read."""

    schema: str
    name: str
    kind: str
    oid: str
    estimate: str | None
    columns: dict[str, ColumnInfo] = field(default_factory=dict)
    """The columns by number."""
    primary: tuple[str, ...] = ()
    foreign: list[ForeignKey] = field(default_factory=list)
    referrers: list[ForeignKey] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)

    def name_columns(self, numbers: str | None) -> tuple[str, ...]:
        """Return the names of columns, whose numbers are given as an array literal."""
        listed = (numbers or "").strip("{}").split(",")
        return tuple(self.columns[each].name for each in listed if each in self.columns)

    def build(self) -> Relation:
        """Return the relation."""
        return Relation(
            self.schema,
            self.name,
            self.kind in ("v", "m"),
            tuple(self.columns.values()),
            self.primary,
            tuple(self.foreign),
            parse_number(self.oid),
            tuple(map(parse_number, self.columns)),
            None if self.estimate is None else parse_number(self.estimate),
            tuple(self.indexes),
            tuple(self.constraints),
            tuple(self.referrers),
        )


_Tables = dict[str, _Table]
"""Tables and views by OID."""


def read_catalog(session: Session) -> Catalog:
    """Read what this database role can see, without the server's own schemas.

    Only objects and columns are required; the rest is left out if the server refuses it. There
    are four queries, and a fifth while an index is not valid.

    Raises:
        CatalogError: The server refused a required query.
    """
    objects = fetch_with_retry(session, _OBJECTS, 5)
    tables = {
        oid or "": _Table(schema or "", name or "", kind or "", oid or "", estimate)
        for kind, schema, name, oid, estimate in objects
        if kind in _TABLE_KINDS
    }
    for oid, column, type_, number, required, filled in fetch_with_retry(session, _COLUMNS, 6):
        if table := tables.get(oid or ""):
            info = ColumnInfo(column or "", type_ or "", required == "t", filled or "")
            table.columns[number or ""] = info
    keys = _fetch_or_empty(session, _KEYS, 9)
    _add_constraints(keys, tables)
    _add_indexes(keys, tables, session)
    functions: dict[str, list[Function]] = defaultdict(list)
    for schema, *function in _fetch_or_empty(session, _FUNCTIONS, 5):
        functions[schema or ""].append(Function(*(each or "" for each in function)))
    roles = [name or "" for kind, _, name, *_ in objects if kind == "role"]
    return Catalog(_group_schemas(objects, tables, functions), roles)


def _group_schemas(
    objects: Iterable[Row], tables: _Tables, functions: Mapping[str, list[Function]]
) -> list[Schema]:
    """Return the schemas with what is in them, by name."""
    names: list[str] = []
    relations: dict[str, list[Relation]] = defaultdict(list)
    others: dict[tuple[str, str], list[Domain]] = defaultdict(list)
    for kind, schema, name, oid, detail in objects:
        if kind == "schema":
            names.append(schema or "")
        elif kind in _TABLE_KINDS:
            relations[schema or ""].append(tables[oid or ""].build())
        else:
            others[kind or "", schema or ""].append(Domain(name or "", detail or ""))
    return [
        Schema(
            name,
            tuple(relations[name]),
            tuple(functions.get(name, ())),
            tuple(each.name for each in others["S", name]),
            tuple(sorted(each.name for table in relations[name] for each in table.indexes)),
            tuple(others["domain", name]),
        )
        for name in names
    ]


def _add_constraints(found: Iterable[Row], tables: _Tables) -> None:
    """Add keys and other constraints to their tables."""
    for kind, oid, constraint, key, valid, text, refers, their_key, _ in found:
        table = tables.get(oid or "")
        if table is None or kind not in _CONSTRAINT_KINDS:
            continue
        own = table.name_columns(key)
        listed = f"({', '.join(own)})"
        if kind == "p":
            table.primary, text = own, f"primary key {listed}"
        elif kind == "u":
            text = f"unique {listed}"
        elif kind == "f":
            text = listed
            other = tables.get(refers or "")
            if other and (theirs := other.name_columns(their_key)):
                table.foreign.append(ForeignKey(own, other.schema, other.name, theirs))
                other.referrers.append(ForeignKey(theirs, table.schema, table.name, own))
                text = f"{listed} → {other.schema}.{other.name} ({', '.join(theirs)})"
        table.constraints.append(Constraint(constraint or "", kind, text or "", valid == "t"))


def _add_indexes(found: Iterable[Row], tables: _Tables, session: Session) -> None:
    """Add indexes to their tables; ask for jobs only if an index is not valid."""
    indexes = [row for row in found if row[0] not in _CONSTRAINT_KINDS]
    owned = {row[8] for row in found if row[0] in ("p", "u")}
    building: set[str | None] = set()
    if any(row[4] != "t" for row in indexes):
        building = {oid for (oid,) in _fetch_or_empty(session, _BUILDING, 1)}
    for kind, oid, index, key, valid, definition, _, _, own_oid in indexes:
        if table := tables.get(oid or ""):
            keys = f"({', '.join(table.name_columns(key))})"
            if definition:
                keys = _KEYS_OF_INDEX.split(definition, maxsplit=1)[-1]
            state = "" if valid == "t" else "building" if own_oid in building else "failed"
            unique, constraint = kind == "unique index", own_oid in owned
            table.indexes.append(Index(index or "", keys, unique, state, constraint))


def _fetch_or_empty(session: Session, query: str, width: int) -> list[Row]:
    """Return the rows of a query; empty if the server refuses it."""
    if session.lost:
        return []
    try:
        return fetch_with_retry(session, query, width)
    except CatalogError:
        return []


def fetch_with_retry(session: Session, query: str, width: int) -> list[Row]:
    """Return the rows of a query of the catalog; retry once after a conflict, as with other DDL.

    Raises:
        CatalogError: The server refused it.
    """
    try:
        return fetch_rows(session.run(query), width)
    except CatalogError as failed:
        if failed.error.sqlstate != SERIALIZATION_FAILURE or session.lost:
            raise
        return fetch_rows(session.run(query), width)
