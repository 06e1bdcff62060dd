"""The number of bytes that a chunk of rows takes."""

from __future__ import annotations

from itertools import repeat

from dsql_tui.events import Chunk

_CELL_OVERHEAD = 17
"""Bytes that libpq uses for a cell besides its text: a pointer, a length, a terminating zero."""
_ROW_OVERHEAD = 8
_CHUNK_OVERHEAD = 1024
"""Bytes for the chunk itself and the unused ends of its blocks."""


def measure_chunk(chunk: Chunk, columns: int, memory: int | None) -> tuple[int, int]:
    """Return the bytes of the values, and the bytes of memory of the chunk.

    `memory` is what libpq reports; without it all values are measured, which takes as long as
    fetching them.
    """
    overhead = (_ROW_OVERHEAD + _CELL_OVERHEAD * columns) * chunk.ntuples + _CHUNK_OVERHEAD
    values = _sum_values(chunk, columns) if memory is None else max(0, memory - overhead)
    return values, values + overhead


def _sum_values(chunk: Chunk, columns: int) -> int:
    rows, value = chunk.ntuples, chunk.get_value
    return sum(
        sum(map(len, filter(None, map(value, range(rows), repeat(column)))))
        for column in range(columns)
    )
