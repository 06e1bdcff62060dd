"""The rows of a run, kept in the chunks received from libpq."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from dsql_tui.events import Chunk, Column
from dsql_tui.results.chunk_size import measure_chunk
from dsql_tui.results.memory_budget import MemoryBudget
from dsql_tui.results.patched_chunk import PatchedChunk, RowsChunk
from dsql_tui.results.spill import Spill


class Table:
    """A growing list of rows, numbered from 0.

    Cells become Python objects only when they are read. One thread may append while another reads:
    the length grows only after the rows are in place.
    """

    def __init__(self, columns: Sequence[Column], budget: MemoryBudget | None = None) -> None:
        self.columns = tuple(columns)
        self.size = 0
        """The number of bytes of all values received."""
        self.memory_used = 0
        """An estimate of the bytes of memory that the rows take."""
        self._chunks: list[Chunk] = []
        self._starts: list[int] = []
        """The number of each chunk's first row."""
        self._chunk_memory: list[int] = []
        self._rows = 0
        self._spill = Spill(len(self.columns))
        self._spilled = 0
        """The number of chunks in the file."""
        self._budget = budget or MemoryBudget()
        self._budget.add(self)

    def append(self, chunk: Chunk, memory: int | None = None) -> None:
        """Add rows; `memory` is the number of bytes they take, if known.

        Raises:
            OSError: Memory and disk are full; the rows were not added.
        """
        if not chunk.ntuples:
            return
        size, memory = measure_chunk(chunk, len(self.columns), memory)
        self._budget.make_room(memory)
        self._chunk_memory.append(memory)
        self._chunks.append(chunk)
        self._starts.append(self._rows)
        self.size += size
        self.memory_used += memory
        self._rows += chunk.ntuples

    def __len__(self) -> int:
        return self._rows

    def value(self, row: int, column: int) -> bytes | None:
        """Return a cell as the server sent it, `None` for NULL.

        Raises:
            IndexError: The cell does not exist. Negative numbers are not valid.
            OSError: The temporary file cannot be read.
        """
        if not (0 <= row < self._rows and 0 <= column < len(self.columns)):
            raise IndexError(f"no cell at row {row}, column {column}")
        index = bisect_right(self._starts, row) - 1
        return self._chunks[index].get_value(row - self._starts[index], column)

    def chunks(self) -> Iterator[Chunk]:
        """Yield all rows received so far, in order."""
        yield from self._chunks[: bisect_right(self._starts, self._rows - 1)]

    def with_changes(
        self,
        changed: Mapping[int, Sequence[bytes | None] | None],
        added: Sequence[Sequence[bytes | None]] = (),
    ) -> Table:
        """Return a table in which some rows are replaced or, with `None`, left out.

        The other rows are shared with this table.

        Raises:
            OSError: Memory and disk are full.
        """
        table = Table(self.columns, self._budget)
        rows = sorted(changed)
        for start, chunk in zip(self._starts, self._chunks, strict=True):
            first = bisect_left(rows, start)
            last = bisect_left(rows, start + chunk.ntuples)
            if first < last:
                here = {row - start: changed[row] for row in rows[first:last]}
                table.append(PatchedChunk(chunk, here))
            else:
                table.append(chunk)
        table.append(RowsChunk(added))
        return table

    def spill(self) -> None:
        """Move the oldest chunk in memory to the file.

        Raises:
            OSError: The file cannot be written.
        """
        oldest = self._spilled
        self._chunks[oldest] = self._spill.write(self._chunks[oldest])
        self._spilled += 1
        self.memory_used -= self._chunk_memory[oldest]
