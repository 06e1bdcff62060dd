"""Some of the cells of a sheet, written down for a clipboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from dsql_tui.results.formats.format import Format, Options, Row
from dsql_tui.results.sheet import Sheet

_BATCH = 1_000


class TooMuch(Exception):
    """There are more bytes than were wanted."""


def written(
    sheet: Sheet, rows: range, places: range, form: Format, header: bool, limit: int
) -> bytes:
    """The cells in a format.

    Raises:
        TooMuch: it takes more than `limit` bytes.
    """
    columns = [sheet.column(place) for place in places]
    pieces, size = [], 0
    for piece in form.write(columns, batches(sheet, rows, places), Options(header=header)):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise TooMuch
    return b"".join(pieces)


def batches(sheet: Sheet, rows: range, places: range) -> Iterator[Sequence[Row]]:
    """Some of the cells, as formats take them."""
    values = sheet.values(rows, places)
    while batch := [tuple(map(_text, row)) for row in islice(values, _BATCH)]:
        yield batch


def _text(raw: bytes | None) -> str | None:
    return None if raw is None else raw.decode("utf-8", "surrogateescape")
