"""Rows of the source: the columns that they have, and facts that rewrites need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dsql_tui.sql.conversion.identity import is_numbered
from dsql_tui.sql.conversion.numeric import BARE
from dsql_tui.sql.conversion.schema import Column, Schema, Table
from dsql_tui.sql.conversion.values import decode_field

_DECIMAL = re.compile(r"[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?")


def choose_columns(table: Table, named: Sequence[str], width: int = 0) -> tuple[str, ...]:
    """Return the columns of rows: those that are named, or the first ones of the table."""
    if named:
        return tuple(named)
    every = tuple(each.name for each in table.columns if not each.generated)
    return every[:width] if width else every


def find_numeric(table: Table, columns: Sequence[str]) -> list[int]:
    """Return the places of the columns whose digits have to be counted."""
    found = [table.find(name) for name in columns]
    return [place for place, each in enumerate(found) if each and each.type.strip().lower() in BARE]


def count_digits(schema: Schema, table: Table, columns: Sequence[str], rows: Iterable[str]) -> None:
    """Count the digits of numeric columns in rows of COPY's text format."""
    places = find_numeric(table, columns)
    for row in rows if places else ():
        fields = row.split("\t")
        for place in places:
            if place < len(fields) and (value := decode_field(fields[place])) is not None:
                note_digits(schema, table, columns[place], value)


def note_digits(schema: Schema, table: Table, column: str, value: str) -> None:
    """Note the digits of a number before and after the point."""
    found = _DECIMAL.fullmatch(value.strip())
    if found is None:
        return
    shift = int(found[3] or 0)
    whole = max(0, len(found[1].lstrip("0")) + shift)
    scale = max(0, len((found[2] or "").rstrip("0")) - shift)
    key = (table.name.key, column)
    before = schema.digits.get(key, (0, 0))
    schema.digits[key] = (max(before[0], whole), max(before[1], scale))


def note_insert(
    schema: Schema, table: Table, columns: Sequence[str], rows: Sequence[Sequence[str | None]]
) -> None:
    """Count the rows of an INSERT, and note the values of columns that a sequence fills."""
    schema.rows[table.name.key] = schema.rows.get(table.name.key, 0) + len(rows)
    for place in find_numeric(table, columns):
        for row in rows:
            note_digits(schema, table, columns[place], row[place] or "")
    for column in table.columns:
        if is_numbered(column):
            _note_numbers(schema, table, column, columns, rows)


def _note_numbers(
    schema: Schema,
    table: Table,
    column: Column,
    columns: Sequence[str],
    rows: Sequence[Sequence[str | None]],
) -> None:
    key = (table.name.key, column.name)
    highest = schema.maxima.get(key, 0)
    if column.name not in columns:
        schema.maxima[key] = highest + len(rows)
        return
    place = columns.index(column.name)
    numbers = [int(value) for row in rows if (value := row[place]) and value.isdecimal()]
    schema.maxima[key] = max([highest, *numbers])
