"""The tables and views that the columns of a result come from, as the catalog describes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dsql_tui.db.queries import fetch_rows, parse_number
from dsql_tui.db.session import Session
from dsql_tui.events import Column, Described
from dsql_tui.sql.edits.base_table import find_missing
from dsql_tui.sql.edits.table import Origin, TableColumn, TableInfo

_RELATIONS = """
select c.oid, n.nspname, c.relname, case when c.relkind = 'v' then pg_get_viewdef(c.oid) end
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.oid in ({oids})"""
_COLUMNS = """
select a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
  a.atthasdef or a.attidentity <> '', a.attgenerated <> '', a.attidentity = 'a'
from pg_catalog.pg_attribute a
where a.attrelid in ({oids}) and a.attnum > 0 and not a.attisdropped"""
_KEYS = """
select keys.relation, array_to_string(keys.key, ','), exists (
    select from unnest(keys.key) as part (number)
    left join pg_catalog.pg_attribute a
        on a.attrelid = keys.relation and a.attnum = part.number and a.attnotnull
    where a.attname is null
)
from (
    select conrelid as relation, conkey::int2[] as key, contype <> 'p' as later
    from pg_catalog.pg_constraint
    where conrelid in ({oids}) and contype in ('p', 'u')
    union all
    select indrelid, (indkey::int2[])[0:indnkeyatts - 1], true from pg_catalog.pg_index
    where indrelid in ({oids}) and indisunique and indisvalid and not indisprimary
      and indpred is null
) keys
where not 0 = any (keys.key)
order by keys.relation, keys.later"""
"""Reads the constraint of a primary key: its index lists all other columns too."""

_MAX_VIEWS = 20
"""Views within one another to look through."""


def read_tables(session: Session, columns: Sequence[Column]) -> dict[int, TableInfo]:
    """Return the tables and views of a result by OID, and the tables behind the views. Blocks.

    Raises:
        CatalogError: The server refused a query.
    """
    known: dict[int, TableInfo] = {}
    for _ in range(_MAX_VIEWS):
        missing = list(find_missing(columns, known))
        if not missing:
            break
        known.update({oid: TableInfo("", "", {}) for oid in missing})
        known.update(_read(session, missing))
    return known


def _read(session: Session, oids: Sequence[int]) -> dict[int, TableInfo]:
    listed = ", ".join(map(str, oids))
    columns: dict[int, dict[int, TableColumn]] = defaultdict(dict)
    for row in fetch_rows(session.run(_COLUMNS.format(oids=listed)), 8):
        columns[parse_number(row[0])][parse_number(row[1])] = _read_column(row)
    keys: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    nullable: dict[int, tuple[int, ...]] = {}
    for relation, numbers, may_be_null in fetch_rows(session.run(_KEYS.format(oids=listed)), 3):
        key = tuple(map(parse_number, (numbers or "").split(",")))
        if may_be_null == "t":
            nullable.setdefault(parse_number(relation), key)
        else:
            keys[parse_number(relation)].append(key)
    found: dict[int, TableInfo] = {}
    for relation, schema, name, query in fetch_rows(session.run(_RELATIONS.format(oids=listed)), 4):
        oid = parse_number(relation)
        found[oid] = TableInfo(
            schema or "",
            name or "",
            columns[oid],
            tuple(dict.fromkeys(keys[oid])),
            query or "",
            _read_origins(session, query, columns[oid]) if query else {},
            nullable.get(oid, ()),
        )
    return found


def _read_column(row: Sequence[str | None]) -> TableColumn:
    _, _, name, kind, required, filled, generated, identity = row
    return TableColumn(
        name or "",
        kind or "",
        required == "f",
        filled == "t",
        "generated" if generated == "t" else "identity" if identity == "t" else "",
    )


def _read_origins(
    session: Session, query: str, columns: dict[int, TableColumn]
) -> dict[int, Origin]:
    """Return the origin of each column of a view, as the server describes its query."""
    text = f"select * from (\n{query.rstrip().removesuffix(';')}\n) as view limit 0"
    described = next(
        (event.columns for event in [*session.run(text)] if isinstance(event, Described)), ()
    )
    numbers = sorted(columns)
    if len(described) != len(numbers):
        return {}
    return {
        number: (column.table, column.number)
        for number, column in zip(numbers, described, strict=True)
        if column.table
    }
