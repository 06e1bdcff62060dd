"""Formatting of selected cells for the clipboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from dsql_tui.results.decode import decode_text
from dsql_tui.results.formats.format import Format, Options, Row
from dsql_tui.results.sheet import Sheet

_BATCH_ROWS = 1_000


class TooLarge(Exception):
    """The formatted cells exceed the size limit."""


def format_cells(
    sheet: Sheet, rows: range, columns: range, form: Format, header: bool, limit: int
) -> bytes:
    """Return some cells in a format.

    Raises:
        TooLarge: The text is larger than `limit` bytes.
    """
    described = [sheet.column(column) for column in columns]
    pieces, size = [], 0
    for piece in form.write(described, read_batches(sheet, rows, columns), Options(header=header)):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise TooLarge
    return b"".join(pieces)


def read_batches(sheet: Sheet, rows: range, columns: range) -> Iterator[Sequence[Row]]:
    """Yield some cells in batches of rows, as formats expect them."""
    values = sheet.values(rows, columns)
    while batch := [tuple(map(decode_text, row)) for row in islice(values, _BATCH_ROWS)]:
        yield batch
