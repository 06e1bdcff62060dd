"""The memory that all result tables may use together."""

from __future__ import annotations

from threading import Lock
from typing import Protocol
from weakref import WeakSet

MEMORY_LIMIT = 256 * 2**20
"""Bytes of rows kept in memory before the oldest move to a temporary file."""


class RowHolder(Protocol):
    """An object that holds rows in memory and can move some of them to a file."""

    @property
    def memory_used(self) -> int:
        """The number of bytes held in memory."""

    def spill(self) -> None:
        """Move some rows to a file."""


class MemoryBudget:
    """A memory limit shared by several tables; a table that is garbage-collected drops out."""

    def __init__(self, limit: int = MEMORY_LIMIT) -> None:
        self._limit = limit
        self._room = limit
        """The bytes that certainly fit. Adding up what all holders use at each chunk is slow."""
        self._holders: WeakSet[RowHolder] = WeakSet()
        self._lock = Lock()

    @property
    def limit(self) -> int:
        """The bytes of rows that may be in memory."""
        return self._limit

    @limit.setter
    def limit(self, limit: int) -> None:
        with self._lock:
            self._limit, self._room = limit, 0

    def add(self, holder: RowHolder) -> None:
        """Count the rows of `holder` from now on."""
        with self._lock:
            self._holders.add(holder)

    def make_room(self, size: int) -> None:
        """Spill rows of the largest holders until `size` more bytes fit.

        Raises:
            OSError: The rows cannot be written to disk.
        """
        with self._lock:
            self._room -= size
            if self._room < 0:
                self._spill_largest(size)

    def _spill_largest(self, size: int) -> None:
        holders = list(self._holders)
        while (used := sum(holder.memory_used for holder in holders)) + size > self._limit:
            largest = max(holders, key=lambda holder: holder.memory_used)
            if not largest.memory_used:
                break  # A single chunk above the limit cannot be split.
            largest.spill()
        self._room = self._limit - used - size
