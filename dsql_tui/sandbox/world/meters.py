"""What the sandbox has done, minute by minute, as CloudWatch would have counted it.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/cloudwatch-monitoring.html
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

MINUTE = 60
KEPT = 24 * 60
"""Minutes that are remembered of each metric; CloudWatch keeps 15 months."""

_VALUES = 1000
"""Single values that are kept of a minute, for its percentiles."""

Count = Callable[..., None]
"""`count(metric, amount=1.0)`, for one cluster."""


@dataclass(slots=True)
class Samples:
    """What came in a stretch of time."""

    count: int = 0
    total: float = 0.0
    least: float = math.inf
    most: float = -math.inf
    values: list[float] = field(default_factory=list)
    """The first of them only, where there are very many."""

    def add(self, amount: float) -> None:
        """One more."""
        self.count += 1
        self.total += amount
        self.least = min(self.least, amount)
        self.most = max(self.most, amount)
        if len(self.values) < _VALUES:
            self.values.append(amount)

    def merge(self, other: Samples) -> None:
        """Those of another stretch too."""
        self.count += other.count
        self.total += other.total
        self.least = min(self.least, other.least)
        self.most = max(self.most, other.most)
        self.values += other.values

    def statistic(self, name: str) -> float:
        """Sum, Average, Minimum, Maximum, SampleCount, or a percentile as `p99`.

        Raises:
            ValueError: it is none of these.
        """
        if name == "Average":
            return self.total / self.count
        plain = {
            "Sum": self.total,
            "Minimum": self.least,
            "Maximum": self.most,
            "SampleCount": float(self.count),
        }
        return plain[name] if name in plain else self._percentile(name)

    def _percentile(self, name: str) -> float:
        share = float(name[1:]) if name[:1] in ("p", "P") else math.nan
        if not 0 <= share <= 100:
            raise ValueError(f"no statistic: {name}")
        ordered = sorted(self.values)
        return ordered[max(0, math.ceil(share / 100 * len(ordered)) - 1)]


class Meters:
    """The metrics of all clusters; any thread may add and read."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """`now` in seconds since 1970."""
        self._now = now
        self._lock = threading.Lock()
        self._minutes: dict[tuple[str, str], dict[int, Samples]] = {}

    def add(self, host: str, metric: str, amount: float = 1.0) -> None:
        """Something has happened on the cluster with this endpoint."""
        minute = int(self._now()) // MINUTE * MINUTE
        with self._lock:
            minutes = self._minutes.setdefault((host, metric), {})
            if minute not in minutes:
                minutes[minute] = Samples()
                while len(minutes) > KEPT:
                    del minutes[next(iter(minutes))]
            minutes[minute].add(amount)

    def counting(self, host: str, peered: bool = False) -> Count:
        """The same with the cluster already named.

        What is written to one with a peer is written there too, and billed again.
        https://docs.aws.amazon.com/aurora-dsql/latest/userguide/billing-metering.html
        """

        def count(metric: str, amount: float = 1.0) -> None:
            self.add(host, metric, amount)
            if peered and metric == "WriteDPU":
                self.add(host, "MultiRegionWriteDPU", amount)
                self.add(host, "TotalDPU", amount)

        return count

    def read(
        self, host: str, metric: str, span: tuple[float, float], period: int
    ) -> list[tuple[int, Samples]]:
        """Each period in which anything came, by its first second, the earliest first.

        A period in which nothing came is missing, not 0: so it is with an idle cluster.
        """
        begin, end = span
        with self._lock:
            minutes = self._minutes.get((host, metric), {})
            periods: dict[int, Samples] = {}
            for minute in _between(minutes, begin // MINUTE * MINUTE, end):
                periods.setdefault(minute // period * period, Samples()).merge(minutes[minute])
        return sorted(periods.items(), key=lambda one: one[0])

    def forget(self, host: str) -> None:
        """The cluster is gone."""
        with self._lock:
            for key in [key for key in self._minutes if key[0] == host]:
                del self._minutes[key]


def _between(minutes: Iterable[int], begin: float, end: float) -> list[int]:
    return [minute for minute in minutes if begin <= minute < end]
