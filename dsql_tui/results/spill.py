"""Rows in an unnamed temporary file, which the system removes however the program ends."""

from __future__ import annotations

import os
import tempfile
from array import array
from functools import cached_property
from itertools import accumulate, product, starmap
from pathlib import Path
from threading import Lock
from typing import BinaryIO, NamedTuple
from weakref import finalize

from dsql_tui.events import Chunk

_MAX_WHOLE_CHUNK = 2**20
"""Bytes up to which a chunk is read as a whole; a larger one is read cell by cell."""
_CACHED_CHUNKS = 8
"""Chunks kept after reading: those on screen, and their neighbours."""
_NULL = -1


def _temporary_folder() -> str | None:
    """Return `/var/tmp` unless TMPDIR is set: `/tmp` is often in memory, which is what is short.

    https://www.freedesktop.org/software/systemd/man/latest/file-hierarchy.html#/var/tmp/
    """
    large = "/var/tmp"
    chosen = os.environ.get("TMPDIR")
    return large if not chosen and Path(large).is_dir() and os.access(large, os.W_OK) else None


class SpilledChunk(NamedTuple):
    """A chunk in the file: the lengths of its cells, row by row, then the cells."""

    spill: Spill
    start: int
    """Offset in the file."""
    length: int
    ntuples: int

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        """Return a cell, read from the file."""
        return self.spill.read_cell(self, row_number * self.spill.columns + column_number)


class _LoadedChunk(NamedTuple):
    """The index of a chunk, with its cells if they are small."""

    lengths: array[int]
    starts: list[int]
    """Offset of each cell from the first cell."""
    cells: bytes | None
    """All cells, or `None` for a large chunk."""


class Spill:
    """A temporary file for chunks of `columns` columns, created by the first write."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self._end = 0
        self._lock = Lock()
        self._cache: dict[int, _LoadedChunk] = {}
        """The chunks read last, by their offset in the file."""

    @cached_property
    def _file(self) -> BinaryIO:
        file = tempfile.TemporaryFile(prefix="dsql-tui-", dir=_temporary_folder(), buffering=0)  # noqa: SIM115
        finalize(self, file.close)
        return file

    def write(self, chunk: Chunk) -> SpilledChunk:
        """Write a chunk and return its replacement.

        Raises:
            OSError: The disk is full, or a limit was reached. Earlier chunks stay readable.
        """
        numbers = product(range(chunk.ntuples), range(self.columns))
        cells = list(starmap(chunk.get_value, numbers))
        lengths = array("i", [_NULL if cell is None else len(cell) for cell in cells])
        data = lengths.tobytes() + b"".join(filter(None, cells))
        start, rest = self._end, memoryview(data)
        while rest:
            rest = rest[os.pwrite(self._file.fileno(), rest, start + len(data) - len(rest)) :]
        self._end += len(data)
        return SpilledChunk(self, start, len(data), chunk.ntuples)

    def read_cell(self, chunk: SpilledChunk, number: int) -> bytes | None:
        """Return a cell of a chunk; cells are numbered row by row.

        Raises:
            OSError: The file cannot be read.
        """
        loaded = self._load(chunk)
        length, start = loaded.lengths[number], loaded.starts[number]
        if length == _NULL:
            return None
        if loaded.cells is not None:
            return loaded.cells[start : start + length]
        head = len(loaded.lengths) * loaded.lengths.itemsize
        return self._read(chunk.start + head + start, length)

    def _load(self, chunk: SpilledChunk) -> _LoadedChunk:
        with self._lock:
            loaded = self._cache.pop(chunk.start, None) or self._read_chunk(chunk)
            self._cache[chunk.start] = loaded
            if len(self._cache) > _CACHED_CHUNKS:
                self._cache.pop(next(iter(self._cache)))
        return loaded

    def _read_chunk(self, chunk: SpilledChunk) -> _LoadedChunk:
        lengths = array("i")
        head = chunk.ntuples * self.columns * lengths.itemsize
        small = chunk.length <= _MAX_WHOLE_CHUNK
        data = self._read(chunk.start, chunk.length if small else head)
        lengths.frombytes(data[:head])
        starts = list(accumulate((max(0, length) for length in lengths), initial=0))
        return _LoadedChunk(lengths, starts, data[head:] if small else None)

    def _read(self, start: int, length: int) -> bytes:
        data = os.pread(self._file.fileno(), length, start)
        if len(data) < length:
            raise OSError(f"the temporary file is {length - len(data):,} bytes too short")
        return data
