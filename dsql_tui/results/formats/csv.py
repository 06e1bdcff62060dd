"""Comma-separated values (RFC 4180); lines end with CR LF.

NULL is an empty field and an empty text is `""`, as in PostgreSQL's COPY.
https://www.rfc-editor.org/rfc/rfc4180
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

_END_OF_DATA = "\\."
"""Unquoted and alone on a line, this ends the data for PostgreSQL before version 18."""

_SPECIAL = ('"', ",", "\n", "\r", _END_OF_DATA)


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Write the header, if enabled, and a line for each row."""
    if options.header:
        yield encode(",".join(_quote(column.name) for column in columns) + "\r\n")
    plain = [column.oid in UNQUOTED for column in columns]
    for rows, cells in split_columns(batches, len(columns)):
        written = [
            _format_plain(c) if p else _format_cells(c) for c, p in zip(cells, plain, strict=True)
        ]
        yield encode("\r\n".join(map(",".join, join_rows(written, rows))) + "\r\n")


def _format_plain(cells: Cells) -> Sequence[str]:
    """Return cells that need no quotes."""
    return ["" if cell is None else cell for cell in cells] if None in cells else cells  # type: ignore[return-value]


def _format_cells(cells: Cells) -> Sequence[str]:
    """Quote cells where needed; one search in all cells together shows if any needs it."""
    together = "".join(filter(None, cells))
    if "" in cells or any(special in together for special in _SPECIAL):
        return ["" if cell is None else _quote(cell) for cell in cells]
    return _format_plain(cells)


def _quote(cell: str) -> str:
    if '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    if "," in cell or "\n" in cell or "\r" in cell or cell in ("", _END_OF_DATA):
        return f'"{cell}"'
    return cell
