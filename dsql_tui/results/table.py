"""The rows of one run: kept as they came, found by number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from dsql_tui.events import Chunk, Column


class Table:
    """Rows held, growing while the server sends them.

    A cell is an object only while it is looked at. Rows are numbered from 0.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self._chunks: list[Chunk] = []
        self._starts: list[int] = []
        """The number of each chunk's first row."""
        self._rows = 0

    def append(self, chunk: Chunk) -> None:
        """Take in more rows."""
        if chunk.ntuples:
            self._chunks.append(chunk)
            self._starts.append(self._rows)
            self._rows += chunk.ntuples

    def __len__(self) -> int:
        return self._rows

    def value(self, row: int, column: int) -> bytes | None:
        """One cell as the server sent it, or `None` for NULL.

        Raises:
            IndexError: there is no such cell; nothing counts from the end.
        """
        if not (0 <= row < self._rows and 0 <= column < len(self.columns)):
            raise IndexError(f"no cell at row {row}, column {column}")
        index = bisect_right(self._starts, row) - 1
        return self._chunks[index].get_value(row - self._starts[index], column)
