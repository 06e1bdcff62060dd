r"""Tab-separated values as PostgreSQL's COPY writes them, with a header.

NULL is `\N`; a tab, a line's end or a backslash inside a value is written with a backslash, so that
every line is a row for cut, awk and sort.
https://www.postgresql.org/docs/16/sql-copy.html#SQL-COPY-FILE-FORMATS
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Batches, Cells, Options, by_column, by_row, encoded
from dsql_tui.results.types import PLAIN

_NULL = r"\N"
_ESCAPES = str.maketrans(
    {"\\": r"\\", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}
)


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """The header, if it is wanted, and a line for each row."""
    if options.header:
        yield encoded("\t".join(column.name.translate(_ESCAPES) for column in columns) + "\n")
    plain = [column.oid in PLAIN for column in columns]
    for rows, cells in by_column(batches, len(columns)):
        written = [_bare(c) if p else _written(c) for c, p in zip(cells, plain, strict=True)]
        yield encoded("\n".join(map("\t".join, by_row(written, rows))) + "\n")


def _bare(cells: Cells) -> list[str]:
    return [_NULL if cell is None else cell for cell in cells]


def _written(cells: Cells) -> list[str]:
    """Cells of any kind. Those of most columns hold nothing to escape: one look finds that out."""
    together = "".join(filter(None, cells))
    if any(chr(character) in together for character in _ESCAPES):
        return [_NULL if cell is None else cell.translate(_ESCAPES) for cell in cells]
    return _bare(cells)
