"""The usage of a session's transactions, reported as metrics of its cluster."""

from __future__ import annotations

import asyncio

from dsql_tui.events import ServerError
from dsql_tui.sandbox.plans.costs import Cost
from dsql_tui.sandbox.session.load_meter import LoadMeter
from dsql_tui.sandbox.state.metrics import Count

_REPORT_INTERVAL = 0.1
"""Seconds for which transactions are added up: to report each of them would take too long."""


class UsageMeter:
    """Counts the usage of one session; a transaction counts when it has ended."""

    def __init__(self, count: Count) -> None:
        self._count = count
        self.load = LoadMeter(count)
        self._began: float | None = None
        self._used = Cost()
        self._read_before = 0
        self._sums: dict[str, float] = {}
        self._due: asyncio.TimerHandle | None = None
        self._wrote: bool | None = None
        """`None` while no transaction has ended."""
        self.written = 0
        """Bytes that the open transaction has written."""

    def begin_message(self, now: float) -> None:
        """Note that a message of the client is being handled."""
        self._began = now
        self.load.begin(now)

    def end_message(self, bytes_read: int) -> None:
        """Note that the message is answered; `bytes_read` is what the client got so far, in all."""
        if self._began is None:
            return
        now = asyncio.get_running_loop().time()
        seconds = now - self._began
        self.load.end(now, idle=self._wrote is None)
        self._used += Cost(seconds, bytes_read - self._read_before)
        self._began, self._read_before = None, bytes_read
        if self._wrote is not None:
            self._add_transaction(self._wrote)
            self._wrote = None

    def end_transaction(self, wrote: bool) -> None:
        """Note that the transaction has ended; harmless when repeated."""
        self._wrote = bool(self._wrote) or wrote

    def count_error(self, error: ServerError) -> None:
        """Count an error that the client gets."""
        if error.sqlstate == "40001":
            self._count("OccConflicts")
        elif error.message.startswith("transaction age"):
            self._count("QueryTimeouts")

    def count_commit(self, seconds: float) -> None:
        """Count a COMMIT that took so long."""
        self._count("CommitLatency", seconds * 1000)
        self.load.note_commit(seconds)

    def report(self) -> None:
        """Report what has been added up."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        for metric, amount in self._sums.items():
            self._count(metric, amount)
        self._sums.clear()
        self.load.report()

    def _add_transaction(self, wrote: bool) -> None:
        used, self._used = self._used + Cost(written=self.written if wrote else 0), Cost()
        self.written = 0
        compute, read, write = used.billed_dpu()
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
            self._due = asyncio.get_running_loop().call_later(_REPORT_INTERVAL, self.report)
