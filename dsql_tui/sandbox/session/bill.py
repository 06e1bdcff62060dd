"""What a session's transactions have used, reported as the metrics of its cluster."""

from __future__ import annotations

import asyncio

from dsql_tui.events import Refusal
from dsql_tui.sandbox.plans.costs import Cost
from dsql_tui.sandbox.world.meters import Count

_GATHERED = 0.1
"""Seconds in which transactions are added up: to report each one by itself would be felt."""


class Bill:
    """One session's; a transaction is billed when it is over."""

    def __init__(self, count: Count) -> None:
        self._count = count
        self._began: float | None = None
        self._used = Cost()
        self._read_before = 0
        self._sums: dict[str, float] = {}
        self._due: asyncio.TimerHandle | None = None
        self._wrote: bool | None = None
        """`None` while no transaction is over."""
        self.written = 0
        """Bytes that the transaction under way has written."""

    def begin(self, now: float) -> None:
        """The session turns to a message of its client."""
        self._began = now

    def over(self, wrote: bool) -> None:
        """The transaction is over; harmless when repeated."""
        self._wrote = bool(self._wrote) or wrote

    def end(self, read: int) -> None:
        """It is answered; `read` counts the bytes that the client has been sent so far."""
        if self._began is None:
            return
        seconds = asyncio.get_running_loop().time() - self._began
        self._used += Cost(seconds, read - self._read_before)
        self._began, self._read_before = None, read
        if self._wrote is not None:
            self._settle(self._wrote)
            self._wrote = None

    def refused(self, refusal: Refusal) -> None:
        """The client is told so."""
        if refusal.sqlstate == "40001":
            self._count("OccConflicts")
        elif refusal.message.startswith("transaction age"):
            self._count("QueryTimeouts")

    def committed(self, seconds: float) -> None:
        """A COMMIT has taken this long."""
        self._count("CommitLatency", seconds * 1000)

    def send(self) -> None:
        """Report what is gathered."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        for metric, amount in self._sums.items():
            self._count(metric, amount)
        self._sums.clear()

    def _settle(self, wrote: bool) -> None:
        used, self._used = self._used + Cost(written=self.written if wrote else 0), Cost()
        self.written = 0
        compute, read, write = used.billed()
        sums = self._sums
        for metric, amount in (
            ("TotalTransactions", 1.0),
            ("ReadOnlyTransactions", float(not wrote)),
            ("BytesRead", float(used.read)),
            ("BytesWritten", float(used.written)),
            ("ComputeTime", used.seconds * 1000),
            ("ComputeDPU", compute),
            ("ReadDPU", read),
            ("WriteDPU", write),
            ("TotalDPU", compute + read + write),
        ):
            sums[metric] = sums.get(metric, 0.0) + amount
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(_GATHERED, self.send)
