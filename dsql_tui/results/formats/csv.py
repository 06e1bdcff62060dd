"""Comma-separated values as RFC 4180 has them: lines end with CR LF.

NULL is nothing at all and an empty text is `""`, as PostgreSQL's COPY tells the two apart.
https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Batches, Cells, Options, by_column, by_row, encoded
from dsql_tui.results.types import PLAIN

_END_OF_DATA = "\\."
"""Alone on a line it ends the data for PostgreSQL before 18, unless it is quoted."""

_SPECIAL = ('"', ",", "\n", "\r", _END_OF_DATA)


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """The header, if it is wanted, and a line for each row."""
    if options.header:
        yield encoded(",".join(_quoted(column.name) for column in columns) + "\r\n")
    plain = [column.oid in PLAIN for column in columns]
    for rows, cells in by_column(batches, len(columns)):
        written = [_bare(c) if p else _written(c) for c, p in zip(cells, plain, strict=True)]
        yield encoded("\r\n".join(map(",".join, by_row(written, rows))) + "\r\n")


def _bare(cells: Cells) -> Sequence[str]:
    """Cells none of which needs quotes."""
    return ["" if cell is None else cell for cell in cells] if None in cells else cells  # type: ignore[return-value]


def _written(cells: Cells) -> Sequence[str]:
    """Cells of any kind. Those of most columns need no quotes: one look at all finds that out."""
    together = "".join(filter(None, cells))
    if "" in cells or any(special in together for special in _SPECIAL):
        return ["" if cell is None else _quoted(cell) for cell in cells]
    return _bare(cells)


def _quoted(cell: str) -> str:
    if '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    if "," in cell or "\n" in cell or "\r" in cell or cell in ("", _END_OF_DATA):
        return f'"{cell}"'
    return cell
