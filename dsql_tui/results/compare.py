"""Two results side by side: which rows came, which went, and which differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dsql_tui.events import Column
from dsql_tui.results.table import Table

_TEXT = 25
_CHUNK = 1_000

Row = tuple[bytes | None, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows made here, as a chunk of a table."""

    rows: Sequence[Row]

    @property
    def ntuples(self) -> int:
        """How many rows."""
        return len(self.rows)

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        """One cell, or `None` for NULL."""
        return self.rows[row_number][column_number]


def compared(before: Table, after: Table, key: Sequence[str]) -> Table:
    """What changed from one result to another, as a table of the columns that both have.

    Its first column says `added`, `gone`, or `was` and `is` for both sides of one that differs.

    Raises:
        ValueError: the key is no column of both, or not unique; with a sentence for the user.
    """
    old, new = _keyed(before, key), _keyed(after, key)
    names = {column.name for column in before.columns}
    shared = [column for column in after.columns if column.name in names]
    was, now = _reader(before, shared), _reader(after, shared)
    table = Table((Column("change", _TEXT), *shared))
    rows: list[Row] = []
    for values, number in new.items():
        row = now(number)
        if values not in old:
            rows.append((b"added", *row))
        elif (earlier := was(old[values])) != row:
            rows += [(b"was", *earlier), (b"is", *row)]
    rows += [(b"gone", *was(number)) for values, number in old.items() if values not in new]
    for start in range(0, len(rows), _CHUNK):
        table.append(Listed(rows[start : start + _CHUNK]))
    return table


def likely_key(table: Table) -> str:
    """The columns that a row is known by, as a guess: the first one that is called an id."""
    names = [column.name for column in table.columns]
    named = [name for name in names if name.lower() == "id" or name.lower().endswith("_id")]
    return (named or names or [""])[0]


def _keyed(table: Table, key: Sequence[str]) -> dict[Row, int]:
    """The rows of a table by their keys."""
    read = _reader(table, [Column(name, 0) for name in key])
    found: dict[Row, int] = {}
    for number in range(len(table)):
        values = read(number)
        if values in found:
            shown = ", ".join("NULL" if v is None else v.decode(errors="replace") for v in values)
            raise ValueError(f"The key is not unique: {shown} comes twice in the same result.")
        found[values] = number
    return found


def _reader(table: Table, columns: Sequence[Column]) -> _Reader:
    names = [column.name for column in table.columns]
    missing = [column.name for column in columns if column.name not in names]
    if missing:
        raise ValueError(f"“{missing[0]}” is not a column of both results.")
    return _Reader(table, [names.index(column.name) for column in columns])


@dataclass(frozen=True, slots=True)
class _Reader:
    """Some of the cells of a row."""

    table: Table
    places: list[int]

    def __call__(self, number: int) -> Row:
        return tuple([self.table.value(number, place) for place in self.places])
