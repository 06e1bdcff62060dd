"""The search for rows of a file in a table, after a transaction of unknown outcome."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dsql_tui.db.loading import CopyTarget
from dsql_tui.db.queries import CatalogError, fetch_rows, parse_number
from dsql_tui.db.session import Session
from dsql_tui.results.readers.record import Record
from dsql_tui.sql.literals import quote_literal

_QUERY_ROWS = 500
"""Rows that one query looks for."""
_DATA_ERROR = "22"
_BARE_NUMERIC_SCALE = 6
"""Decimal places that Aurora DSQL keeps in a column of type numeric without a scale."""

_KEY_QUERY = """
select keys.number, attribute.attname
from (
    select row_number() over () as number, key from (
        select conkey::int2[] as key, false as partial from pg_catalog.pg_constraint
        where conrelid = to_regclass($1) and contype in ('p', 'u')
        union all
        select (indkey::int2[])[0:indnkeyatts - 1], indpred is not null from pg_catalog.pg_index
        where indrelid = to_regclass($1) and indisunique and indisvalid and not indisprimary
    ) keys
    where not partial and not exists (
        select from unnest(key) as part (number)
        left join pg_catalog.pg_attribute a
            on a.attrelid = to_regclass($1) and a.attnum = part.number and a.attnotnull
        where a.attname is null or a.attname::text <> all ($2::text[])
    )
) keys
cross join unnest(keys.key) as part (number)
join pg_catalog.pg_attribute attribute
    on attribute.attrelid = to_regclass($1) and attribute.attnum = part.number
order by keys.number"""
"""Reads the constraint of a primary key: its index lists all other columns too."""

_TYPE_QUERY = """
select attname, format_type(atttypid, atttypmod) from pg_catalog.pg_attribute
where attrelid = to_regclass($1) and attnum > 0 and not attisdropped"""


@dataclass(frozen=True, slots=True)
class FoundRows:
    """Indexes of records that the table has a row for."""

    by_key: frozenset[int]
    """Records whose key is in the table."""
    equal: frozenset[int]
    """Records whose key is in the table with equal values in all other columns."""


def find_unique_key(session: Session, target: CopyTarget) -> tuple[str, ...]:
    """Return the columns of a key that would reject the same rows a second time.

    All of its columns are among those loaded, and none of them can be NULL. The result is empty if
    there is no such key, or the server does not tell.
    """
    columns = json.dumps(target.columns, ensure_ascii=False)
    try:
        rows = fetch_rows(session.run(_KEY_QUERY, (target.table, f"{{{columns[1:-1]}}}")), 2)
    except CatalogError:
        return ()
    return tuple(name or "" for number, name in rows if number == rows[0][0])


def read_column_types(session: Session, table: str) -> dict[str, str]:
    """Return the types of a table's columns; nothing if the server does not tell."""
    try:
        rows = fetch_rows(session.run(_TYPE_QUERY, (table,)), 2)
    except CatalogError:
        return {}
    return {name or "": kind or "text" for name, kind in rows}


def find_rows(
    session: Session,
    target: CopyTarget,
    key: Sequence[str],
    types: Mapping[str, str],
    records: Sequence[Record],
) -> FoundRows:
    """Return which records the table has, by their key, and which of them with equal values.

    A record that the server could not have accepted is never found.

    Raises:
        CatalogError: The query failed.
    """
    by_key: set[int] = set()
    equal: set[int] = set()
    for start in range(0, len(records), _QUERY_ROWS):
        part = records[start : start + _QUERY_ROWS]
        sql = _format_query(target, key, types, part)
        if "\0" in sql or any("\ud800" <= character <= "\udfff" for character in sql):
            break
        try:
            rows = fetch_rows(session.run(sql), 2)
        except CatalogError as error:
            if not (error.error.sqlstate or "").startswith(_DATA_ERROR):
                raise
            break
        for number, is_equal in rows:
            index = start + parse_number(number)
            by_key.add(index)
            if is_equal == "t":
                equal.add(index)
    return FoundRows(frozenset(by_key), frozenset(equal))


def _format_query(
    target: CopyTarget, key: Sequence[str], types: Mapping[str, str], records: Sequence[Record]
) -> str:
    names = [f"c{number}" for number in range(len(target.columns))]
    rows = ",\n".join(_format_rows(records))
    matches: list[str] = []
    equal: list[str] = []
    for column, name in zip(target.columns, names, strict=True):
        value, kind = f"v.{name}", types.get(column, "text")
        if column in key:
            matches.append(_match(column, value, kind))
        else:
            equal.append(_compare(column, value, kind))
    return (
        f"select v.number, {' and '.join(equal) or 'true'}\n"
        f"from (values\n{rows}\n) as v (number, {', '.join(names)})\n"
        f"join {target.table} t on {' and '.join(matches)}"
    )


def _format_rows(records: Sequence[Record]) -> Iterator[str]:
    for number, record in enumerate(records):
        cells = ("null" if cell is None else quote_literal(cell) for cell in record.cells)
        yield f"({number}, {', '.join(cells)})"


def _match(column: str, value: str, kind: str) -> str:
    """Return the condition that a column of a key has a value; it can use the key's index."""
    name = _quote(column)
    converted = f"({value})::{kind}"
    if kind == "numeric":
        return f"{name} = any (array[{converted}, round({converted}, {_BARE_NUMERIC_SCALE})])"
    return f"{name} = {converted}"


def _compare(column: str, value: str, kind: str) -> str:
    """Return the condition that a column has a value, given as text, in its own type."""
    name = _quote(column)
    if kind == "json":  # It has no operator for equality.
        return f"{name}::text is not distinct from {value}"
    converted = f"({value})::{kind}"
    condition = f"{name} is not distinct from {converted}"
    if kind == "numeric":
        return f"({condition} or {name} = round({converted}, {_BARE_NUMERIC_SCALE}))"
    return condition


def _quote(column: str) -> str:
    return 't."' + column.replace('"', '""') + '"'
