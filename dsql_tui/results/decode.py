"""Decoding of cells from libpq."""

from __future__ import annotations

from collections.abc import Callable

from dsql_tui.events import Chunk
from dsql_tui.results.formats.format import Row

RowDecoder = Callable[[Chunk, int], list[Row]]
"""A function that returns the rows of a chunk; its second argument is the number of columns."""


def decode_rows(chunk: Chunk, columns: int) -> list[Row]:
    """Decode the rows of a chunk, cell by cell."""
    value = chunk.get_value
    return [
        tuple([decode_text(value(row, column)) for column in range(columns)])
        for row in range(chunk.ntuples)
    ]


def decode_text(raw: bytes | None) -> str | None:
    """Decode a cell; bytes that are not UTF-8 become lone surrogates and can be encoded again."""
    return None if raw is None else raw.decode("utf-8", "surrogateescape")
