"""SQL that holds the rows: INSERT statements, and the list after IN.

Numbers and booleans stand as they are, and all else as a quoted literal, which the server reads as
whatever type the column has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Batches, Options, by_column, by_row, encoded
from dsql_tui.results.types import BOOL, FLOATS, INTEGERS, NUMERIC

_ROWS = 250
"""Rows that one INSERT holds; a transaction of Aurora DSQL takes 3,000."""
_SIZE = 1024 * 1024
"""Characters after which an INSERT ends early; a transaction of Aurora DSQL takes 10 MiB."""


def write_inserts(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """INSERT statements of so many rows that each is a transaction which Aurora DSQL takes."""
    if not columns:
        for rows, _ in by_column(batches, 0):
            yield encoded(f"INSERT INTO {options.table} DEFAULT VALUES;\n" * rows)
        return
    names = ", ".join(_name(column.name) for column in columns)
    opening = f"INSERT INTO {options.table} ({names}) VALUES\n"
    for tuples in _tuples(columns, batches):
        for few in _portions(tuples):
            yield encoded(opening + ",\n".join(few) + ";\n")


def write_list(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """What stands after IN: `(1, 2)` for one column, `((1, 'a'), (2, 'b'))` for more.

    Without rows it is `(NULL)`, which nothing is in; SQL has no empty list.
    """
    before = "("
    for tuples in _tuples(columns, batches, "%s" if len(columns) == 1 else None):
        yield encoded(before + ", ".join(tuples))
        before = ", "
    yield b"(NULL)\n" if before == "(" else b")\n"


def _tuples(
    columns: Sequence[Column], batches: Batches, template: str | None = None
) -> Iterator[Iterator[str]]:
    template = template or "(" + ", ".join(["%s"] * len(columns)) + ")"
    writers = [_writer(column.oid) for column in columns]
    for rows, cells in by_column(batches, len(columns)):
        written = [
            ["NULL" if cell is None else write(cell) for cell in column]
            for column, write in zip(cells, writers, strict=True)
        ]
        yield map(template.__mod__, by_row(written, rows))


def _portions(tuples: Iterator[str]) -> Iterator[list[str]]:
    portion: list[str] = []
    size = 0
    for text in tuples:
        if len(portion) == _ROWS or size > _SIZE:
            yield portion
            portion, size = [], 0
        portion.append(text)
        size += len(text)
    if portion:
        yield portion


def _writer(oid: int) -> Callable[[str], str]:
    if oid in INTEGERS:
        return str
    if oid in FLOATS or oid == NUMERIC:
        return _number
    return {"t": "true", "f": "false"}.__getitem__ if oid == BOOL else _literal


def _number(cell: str) -> str:
    return cell if cell[-1].isdecimal() else _literal(cell)


def _literal(cell: str) -> str:
    return "'" + cell.replace("'", "''") + "'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
