"""The rows of a chunk as texts, which is what formats write."""

from __future__ import annotations

from collections.abc import Callable

from dsql_tui.events import Chunk
from dsql_tui.results.formats.format import Row

Reader = Callable[[Chunk, int], list[Row]]
"""Gives the rows of a chunk of so many columns."""


def rows(chunk: Chunk, columns: int) -> list[Row]:
    """Each row's cells, read one by one. Bytes that are no UTF-8 survive as lone surrogates."""
    places = range(columns)
    value = chunk.get_value
    return [tuple([_text(value(row, column)) for column in places]) for row in range(chunk.ntuples)]


def _text(raw: bytes | None) -> str | None:
    return None if raw is None else raw.decode("utf-8", "surrogateescape")
