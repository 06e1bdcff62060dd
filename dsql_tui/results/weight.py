"""How many bytes a chunk of rows takes."""

from __future__ import annotations

from itertools import repeat

from dsql_tui.events import Chunk

_CELL = 17
"""Bytes that libpq takes for a cell beside its text: a pointer, a length, a final zero."""
_ROW = 8
_CHUNK = 1024
"""Bytes for a chunk itself, with what its blocks leave empty."""


def weigh(chunk: Chunk, columns: int, memory: int | None) -> tuple[int, int]:
    """Bytes of its values, and bytes of memory that it takes: those that are known, if any are.

    Otherwise all values are measured, which takes as long as fetching them.
    """
    around = (_ROW + _CELL * columns) * chunk.ntuples + _CHUNK
    values = _measured(chunk, columns) if memory is None else max(0, memory - around)
    return values, values + around


def _measured(chunk: Chunk, columns: int) -> int:
    rows, value = chunk.ntuples, chunk.get_value
    return sum(
        sum(map(len, filter(None, map(value, range(rows), repeat(column)))))
        for column in range(columns)
    )
