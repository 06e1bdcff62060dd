"""The table that edits of a result change, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dsql_tui.events import Column
from dsql_tui.sql.edits.sources import count_appearances
from dsql_tui.sql.edits.table import Origin, TableColumn, TableInfo

Tables = Mapping[int, TableInfo]
"""Tables and views by OID."""

_SYSTEM = frozenset(("pg_catalog", "information_schema", "sys"))
_MAX_VIEWS = 20
"""Views within one another to look through."""


class NotEditable(Exception):
    """The rows or a cell cannot be edited; the text says why."""


class BaseTable(NamedTuple):
    """The table that edits change, and its columns in the result."""

    oid: int
    table: TableInfo
    key: tuple[int, ...]
    """The numbers of the columns that identify a row."""
    places: tuple[int | None, ...]
    """The number of the table's column at each place of the result; `None` elsewhere."""
    reasons: tuple[str, ...]
    """Why the column at each place cannot be edited; empty if it can."""
    types: Mapping[int, Column]
    """The first column of the result for each number."""

    def column(self, number: int) -> TableColumn:
        """Return a column of the table."""
        return self.table.columns[number]

    def place_of(self, number: int) -> int:
        """Return the first place of a column of the table in the result."""
        return self.places.index(number)

    @property
    def key_places(self) -> tuple[int, ...]:
        """The places of the key."""
        return tuple(map(self.place_of, self.key))

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the table's columns in the result, in the order of the result."""
        return tuple(self.types)


def find_base_table(columns: Sequence[Column], tables: Tables, query: str) -> BaseTable:
    """Return the only table whose whole key is in a result.

    Args:
        columns: The columns of the result.
        tables: The tables and views that the columns come from.
        query: The statement that returned the result.

    Raises:
        NotEditable: There is no such table, or several.
    """
    origins = [trace_column(column, tables) for column in columns]
    oids = dict.fromkeys(origin[0] for origin in origins if origin)
    if not oids:
        raise NotEditable("No column of this result comes from a table, so it cannot be edited.")
    keys = {oid: key for oid in oids if (key := _find_key(oid, tables[oid], origins))}
    if not keys:
        raise NotEditable(_explain_missing_key([tables[oid] for oid in oids]))
    if len(keys) > 1:
        names = " and ".join(tables[oid].title for oid in keys)
        raise NotEditable(
            f"The keys of {names} are in this result, so it is not clear which rows to change. "
            "Leave all but one of the keys out of the select list."
        )
    ((oid, key),) = keys.items()
    table = tables[oid]
    if table.schema in _SYSTEM:
        raise NotEditable(f"{table.title} belongs to the server and cannot be edited.")
    _check_appearances(table, tables, query)
    places = tuple(origin[1] if origin and origin[0] == oid else None for origin in origins)
    types: dict[int, Column] = {}
    for number, column in zip(places, columns, strict=True):
        if number is not None:
            types.setdefault(number, column)
    reasons = tuple(_explain(origin, oid, tables) for origin in origins)
    return BaseTable(oid, table, key, places, reasons, types)


def trace_column(column: Column, tables: Tables) -> Origin | None:
    """Return the table and the number of the column that a result's column comes from."""
    origin: Origin | None = (column.table, column.number)
    for _ in range(_MAX_VIEWS):
        info = tables.get(origin[0]) if origin else None
        if origin is None or info is None or origin[1] not in info.columns:
            return None
        if not info.query:
            return origin
        origin = info.origins.get(origin[1])
    return None


def _find_key(
    oid: int, table: TableInfo, origins: Sequence[Origin | None]
) -> tuple[int, ...] | None:
    present = {origin[1] for origin in origins if origin and origin[0] == oid}
    return next((key for key in table.keys if present.issuperset(key)), None)


def _explain_missing_key(tables: Sequence[TableInfo]) -> str:
    missing = [
        f"{', '.join(table.columns[number].name for number in table.keys[0])} of {table.title}"
        for table in tables
        if table.keys
    ]
    nullable = next((table for table in tables if table.nullable_key), None)
    if not missing and nullable is not None:
        names = ", ".join(nullable.columns[number].name for number in nullable.nullable_key)
        return (
            f"{nullable.title} has no primary key, and its unique key ({names}) may be NULL, so a "
            "row cannot be identified."
        )
    if not missing:
        names = " and ".join(table.title for table in tables)
        return f"{names} has no primary key or unique key, so a row cannot be identified."
    return (
        f"The key is not in this result: {' or '.join(missing)}. "
        "Add it to the select list to edit the rows."
    )


def _check_appearances(table: TableInfo, tables: Tables, query: str) -> None:
    """Refuse a query in which two rows of the table can share a row of the result.

    Raises:
        NotEditable: The table appears more than once, or not where its name can be seen.
    """
    views = [info for info in tables.values() if info.query]
    if count_appearances(query, table, views) != 1:
        raise NotEditable(
            f"It is not certain that all values come from the same row of {table.title}: "
            "the statement may read the table more than once."
        )


def _explain(origin: Origin | None, oid: int, tables: Tables) -> str:
    """Return why the column of an origin cannot be edited; empty if it can."""
    if origin is None:
        return "The query computes this column, so it cannot be edited."
    table, number = tables[origin[0]], origin[1]
    column = table.columns[number]
    if origin[0] != oid:
        key = ", ".join(table.columns[each].name for each in table.keys[0]) if table.keys else ""
        why = f"whose key ({key}) is not in this result" if key else "which has no key"
        return f"“{column.name}” belongs to {table.title}, {why}, so it cannot be edited."
    return _FIXED[column.fixed].format(column.name)


_FIXED = {
    "": "",
    "generated": "The server computes “{}” from other columns, so it cannot be edited.",
    "identity": "“{}” is GENERATED ALWAYS AS IDENTITY, so it cannot be edited.",
}


def find_missing(columns: Sequence[Column], known: Tables) -> Iterator[int]:
    """Yield the OIDs of the tables and views of a result that are not known yet."""
    wanted = [column.table for column in columns if column.table]
    wanted += [oid for info in known.values() for oid, _ in info.origins.values()]
    yield from (oid for oid in dict.fromkeys(wanted) if oid not in known)
