"""The rows of one run: kept as they came, found by number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from dsql_tui.events import Chunk, Column
from dsql_tui.results.budget import Budget
from dsql_tui.results.spill import Spill
from dsql_tui.results.weight import weigh


class Table:
    """Rows held, growing while the server sends them.

    A cell is an object only while it is looked at. Rows are numbered from 0. One thread may
    append while another reads: a row is counted only once it is there.
    """

    def __init__(self, columns: Sequence[Column], budget: Budget | None = None) -> None:
        self.columns = tuple(columns)
        self.size = 0
        """Bytes of the values that have come."""
        self.held = 0
        """Bytes of memory that rows take, as far as can be told."""
        self._chunks: list[Chunk] = []
        self._starts: list[int] = []
        """The number of each chunk's first row."""
        self._weights: list[int] = []
        self._rows = 0
        self._spill = Spill(len(self.columns))
        self._spilled = 0
        """How many chunks are in the file."""
        self._budget = budget or Budget()
        self._budget.add(self)

    def append(self, chunk: Chunk, memory: int | None = None) -> None:
        """Take in more rows, which take so many bytes of memory, where that is known.

        Raises:
            OSError: the memory is full, and so is the disk; the rows were not taken in.
        """
        if not chunk.ntuples:
            return
        size, weight = weigh(chunk, len(self.columns), memory)
        self._budget.make_room(weight)
        self._weights.append(weight)
        self._chunks.append(chunk)
        self._starts.append(self._rows)
        self.size += size
        self.held += weight
        self._rows += chunk.ntuples

    def __len__(self) -> int:
        return self._rows

    def value(self, row: int, column: int) -> bytes | None:
        """One cell as the server sent it, or `None` for NULL.

        Raises:
            IndexError: there is no such cell; nothing counts from the end.
            OSError: the temporary file cannot be read.
        """
        if not (0 <= row < self._rows and 0 <= column < len(self.columns)):
            raise IndexError(f"no cell at row {row}, column {column}")
        index = bisect_right(self._starts, row) - 1
        return self._chunks[index].get_value(row - self._starts[index], column)

    def chunks(self) -> Iterator[Chunk]:
        """All rows that have come so far, in their order."""
        yield from self._chunks[: bisect_right(self._starts, self._rows - 1)]

    def spill(self) -> None:
        """Move the oldest chunk that is in memory to the file.

        Raises:
            OSError: it cannot be written.
        """
        oldest = self._spilled
        self._chunks[oldest] = self._spill.write(self._chunks[oldest])
        self._spilled += 1
        self.held -= self._weights[oldest]
