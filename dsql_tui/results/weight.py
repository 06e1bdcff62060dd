"""How many bytes a chunk of rows takes; libpq knows, but psycopg does not pass it on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import repeat

from dsql_tui.events import Chunk, Column

_CELL = 17
"""Bytes that libpq takes for a cell beside its text: a pointer, a length, a final zero."""
_ROW = 8
_CHUNK = 1024
"""Bytes for a chunk itself, with what its blocks leave empty."""

_LONGEST = {16: 1, 20: 20, 21: 6, 23: 11, 26: 10, 700: 16, 701: 24, 1082: 13, 1114: 30, 1184: 35}
_LONGEST |= {1083: 15, 1266: 21, 2950: 36}
"""Characters of the longest text of a type; where there is such a thing, nothing is measured."""

Scales = Callable[[Chunk], tuple[int, int]]
"""Weighs a chunk: bytes of its values, and bytes of memory that it takes."""


def scales(columns: Sequence[Column]) -> Scales:
    """The scales for chunks of these columns. They show a little more than there is, never less."""
    fixed = sum(_LONGEST.get(column.oid, 0) for column in columns)
    measured = [place for place, column in enumerate(columns) if column.oid not in _LONGEST]
    around = _ROW + _CELL * len(columns)

    def weigh(chunk: Chunk) -> tuple[int, int]:
        rows, value = chunk.ntuples, chunk.get_value
        size = fixed * rows
        for place in measured:
            size += sum(map(len, filter(None, map(value, range(rows), repeat(place)))))
        return size, size + around * rows + _CHUNK

    return weigh
