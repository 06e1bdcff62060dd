"""How much memory all tables together may take."""

from __future__ import annotations

from threading import Lock
from typing import Protocol
from weakref import WeakSet

BYTES = 256 * 2**20
"""Bytes of rows that are held before the oldest go to a file."""


class Holder(Protocol):
    """What holds rows in memory, and can move some of them to a file."""

    @property
    def held(self) -> int:
        """Bytes that it holds."""

    def spill(self) -> None:
        """Hold less."""


class Budget:
    """A budget of bytes that tables share; those that are gone count no more."""

    def __init__(self, limit: int = BYTES) -> None:
        self.limit = limit
        self._holders: WeakSet[Holder] = WeakSet()
        self._lock = Lock()

    def add(self, holder: Holder) -> None:
        """From here on this one counts."""
        with self._lock:
            self._holders.add(holder)

    def make_room(self, weight: int) -> None:
        """Let whoever holds most move rows to its file until `weight` bytes more have room.

        Raises:
            OSError: there is no room in memory, and none on the disk.
        """
        with self._lock:
            holders = list(self._holders)
            while sum(holder.held for holder in holders) + weight > self.limit:
                largest = max(holders, key=lambda holder: holder.held)
                if not largest.held:
                    return  # a single chunk above the budget: there is no smaller piece to keep
                largest.spill()
