"""Comparison of two results by a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dsql_tui.events import Column
from dsql_tui.results.table import Table

TEXT_OID = 25
_CHUNK_ROWS = 1_000

Row = tuple[bytes | None, ...]


@dataclass(frozen=True, slots=True)
class RowList:
    """A chunk made from a list of rows."""

    rows: Sequence[Row]

    @property
    def ntuples(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        """Return a cell, `None` for NULL."""
        return self.rows[row_number][column_number]


def compare_tables(before: Table, after: Table, key: Sequence[str]) -> Table:
    """Return the differences between two results, with the columns that both have.

    The first column is `added`, `gone`, or `was` and `is` for the two sides of a changed row.

    Raises:
        ValueError: A key column is missing or the key is not unique; the message is for the user.
    """
    old, new = _rows_by_key(before, key), _rows_by_key(after, key)
    names = {column.name for column in before.columns}
    shared = [column for column in after.columns if column.name in names]
    read_old, read_new = _cell_reader(before, shared), _cell_reader(after, shared)
    table = Table((Column("change", TEXT_OID), *shared))
    rows: list[Row] = []
    for values, number in new.items():
        row = read_new(number)
        if values not in old:
            rows.append((b"added", *row))
        elif (earlier := read_old(old[values])) != row:
            rows += [(b"was", *earlier), (b"is", *row)]
    rows += [(b"gone", *read_old(number)) for values, number in old.items() if values not in new]
    for start in range(0, len(rows), _CHUNK_ROWS):
        table.append(RowList(rows[start : start + _CHUNK_ROWS]))
    return table


def guess_key(table: Table) -> str:
    """Return the first column named like an id, else the first column."""
    names = [column.name for column in table.columns]
    ids = [name for name in names if name.lower() == "id" or name.lower().endswith("_id")]
    return (ids or names or [""])[0]


def _rows_by_key(table: Table, key: Sequence[str]) -> dict[Row, int]:
    read = _cell_reader(table, [Column(name, 0) for name in key])
    found: dict[Row, int] = {}
    for number in range(len(table)):
        values = read(number)
        if values in found:
            shown = ", ".join("NULL" if v is None else v.decode(errors="replace") for v in values)
            raise ValueError(f"The key is not unique: {shown} occurs twice in the same result.")
        found[values] = number
    return found


def _cell_reader(table: Table, columns: Sequence[Column]) -> _CellReader:
    names = [column.name for column in table.columns]
    missing = [column.name for column in columns if column.name not in names]
    if missing:
        raise ValueError(f"“{missing[0]}” is not a column of both results.")
    return _CellReader(table, [names.index(column.name) for column in columns])


@dataclass(frozen=True, slots=True)
class _CellReader:
    """A reader of some cells of a row."""

    table: Table
    columns: list[int]

    def __call__(self, number: int) -> Row:
        return tuple([self.table.value(number, column) for column in self.columns])
