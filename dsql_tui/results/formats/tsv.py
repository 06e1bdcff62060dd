r"""Tab-separated values in PostgreSQL's COPY text format, with a header.

NULL is `\N`; tabs, line ends and backslashes inside values are escaped with a backslash, so every
line is one row for cut, awk and sort.
https://www.postgresql.org/docs/16/sql-copy.html#SQL-COPY-FILE-FORMATS
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.events import Column
from dsql_tui.results.formats.format import (
    Batches,
    Cells,
    Options,
    encode,
    join_rows,
    split_columns,
)
from dsql_tui.results.types import UNQUOTED

_NULL = r"\N"
_ESCAPES = str.maketrans(
    {"\\": r"\\", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}
)


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Write the header, if enabled, and a line for each row."""
    if options.header:
        yield encode("\t".join(column.name.translate(_ESCAPES) for column in columns) + "\n")
    plain = [column.oid in UNQUOTED for column in columns]
    for rows, cells in split_columns(batches, len(columns)):
        written = [
            _format_plain(c) if p else _format_cells(c) for c, p in zip(cells, plain, strict=True)
        ]
        yield encode("\n".join(map("\t".join, join_rows(written, rows))) + "\n")


def _format_plain(cells: Cells) -> list[str]:
    return [_NULL if cell is None else cell for cell in cells]


def _format_cells(cells: Cells) -> list[str]:
    """Escape cells where needed; one search in all cells together shows if any needs it."""
    together = "".join(filter(None, cells))
    if any(chr(character) in together for character in _ESCAPES):
        return [_NULL if cell is None else cell.translate(_ESCAPES) for cell in cells]
    return _format_plain(cells)
