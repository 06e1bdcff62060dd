"""Rows in a temporary file that has no name, so that nothing is left of it however we end."""

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

_SMALL = 2**20
"""Bytes of a chunk that is read as a whole; of a larger one, each cell by itself."""
_KEPT = 8
"""Chunks that are kept after they were read: what is on screen, and its surroundings."""
_NULL = -1


def _folder() -> str | None:
    """Where the file is: `/tmp` often lies in memory, which is what is short; `/var/tmp` does not.

    https://www.freedesktop.org/software/systemd/man/latest/file-hierarchy.html#/var/tmp/
    """
    large = "/var/tmp"
    chosen = os.environ.get("TMPDIR")
    return large if not chosen and Path(large).is_dir() and os.access(large, os.W_OK) else None


class Spilled(NamedTuple):
    """A chunk that is in the file."""

    spill: Spill
    start: int
    """Where in the file it begins: with the lengths of its cells, row by row."""
    length: int
    ntuples: int

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        """One cell, read from the file."""
        return self.spill.cell(self, row_number * self.spill.columns + column_number)


class _Opened(NamedTuple):
    """A chunk that is being read."""

    lengths: array[int]
    starts: list[int]
    """Where each cell begins, counted from the first."""
    cells: bytes | None
    """All of them one after the other, where they are few."""


class Spill:
    """Takes chunks of `columns` columns; the file is made with the first one, and goes with us."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self._end = 0
        self._lock = Lock()
        self._opened: dict[int, _Opened] = {}
        """The chunks that were read last, by where they begin."""

    @cached_property
    def _file(self) -> BinaryIO:
        file = tempfile.TemporaryFile(prefix="dsql-tui-", dir=_folder(), buffering=0)  # noqa: SIM115
        finalize(self, file.close)
        return file

    def write(self, chunk: Chunk) -> Spilled:
        """Write a chunk, and give back what stands for it.

        Raises:
            OSError: the disk is full, or a limit was met. What was written before is still good.
        """
        places = product(range(chunk.ntuples), range(self.columns))
        cells = list(starmap(chunk.get_value, places))
        lengths = array("i", [_NULL if cell is None else len(cell) for cell in cells])
        written = lengths.tobytes() + b"".join(filter(None, cells))
        start, left = self._end, memoryview(written)
        while left:
            left = left[os.pwrite(self._file.fileno(), left, start + len(written) - len(left)) :]
        self._end += len(written)
        return Spilled(self, start, len(written), chunk.ntuples)

    def cell(self, chunk: Spilled, number: int) -> bytes | None:
        """A cell of a chunk; they are numbered row by row.

        Raises:
            OSError: it cannot be read.
        """
        opened = self._open(chunk)
        length, start = opened.lengths[number], opened.starts[number]
        if length == _NULL:
            return None
        if opened.cells is not None:
            return opened.cells[start : start + length]
        head = len(opened.lengths) * opened.lengths.itemsize
        return self._bytes(chunk.start + head + start, length)

    def _open(self, chunk: Spilled) -> _Opened:
        with self._lock:
            opened = self._opened.pop(chunk.start, None) or self._begin(chunk)
            self._opened[chunk.start] = opened
            if len(self._opened) > _KEPT:
                self._opened.pop(next(iter(self._opened)))
        return opened

    def _begin(self, chunk: Spilled) -> _Opened:
        lengths = array("i")
        head = chunk.ntuples * self.columns * lengths.itemsize
        small = chunk.length <= _SMALL
        read = self._bytes(chunk.start, chunk.length if small else head)
        lengths.frombytes(read[:head])
        starts = list(accumulate((max(0, length) for length in lengths), initial=0))
        return _Opened(lengths, starts, read[head:] if small else None)

    def _bytes(self, start: int, length: int) -> bytes:
        read = os.pread(self._file.fileno(), length, start)
        if len(read) < length:
            raise OSError(f"the temporary file ends {length - len(read):,} bytes too early")
        return read
