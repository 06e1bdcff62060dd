"""Chunks of rows that differ from what the server sent first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dsql_tui.events import Chunk

_Row = Sequence[bytes | None]


class RowsChunk:
    """A chunk of given rows."""

    def __init__(self, rows: Sequence[_Row]) -> None:
        self._rows = rows
        self.ntuples = len(rows)

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        """Return one cell."""
        return self._rows[row_number][column_number]


class PatchedChunk:
    """A chunk in which some rows are replaced, and some left out."""

    def __init__(self, chunk: Chunk, changed: Mapping[int, _Row | None]) -> None:
        """Create a chunk.

        Args:
            chunk: The original chunk.
            changed: The new values of rows, by their number in the chunk; `None` leaves one out.
        """
        self._chunk = chunk
        self._changed = changed
        self._kept = [n for n in range(chunk.ntuples) if changed.get(n, ()) is not None]
        self.ntuples = len(self._kept)

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        """Return one cell."""
        number = self._kept[row_number]
        row = self._changed.get(number)
        return self._chunk.get_value(number, column_number) if row is None else row[column_number]
