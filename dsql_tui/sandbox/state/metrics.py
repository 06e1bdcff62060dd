"""The metrics of what the sandbox has done, counted minute by minute as CloudWatch does.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/cloudwatch-monitoring.html
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

MINUTE = 60
KEPT_MINUTES = 24 * 60
"""Minutes for which a metric is kept; CloudWatch keeps 15 months."""

_VALUES = 1000
"""Single values kept of a minute, for its percentiles."""

MAX_LOAD_SERIES = 2000
"""Combinations of a statement and a wait event that are kept for a cluster; the oldest go first."""

Count = Callable[..., None]
"""`count(metric, amount=1.0)`, for one cluster."""


@dataclass(slots=True)
class Samples:
    """The values of a period."""

    count: int = 0
    total: float = 0.0
    least: float = math.inf
    most: float = -math.inf
    values: list[float] = field(default_factory=list)
    """The first values only, if there are very many."""

    def add(self, amount: float) -> None:
        """Add a value."""
        self.count += 1
        self.total += amount
        self.least = min(self.least, amount)
        self.most = max(self.most, amount)
        if len(self.values) < _VALUES:
            self.values.append(amount)

    def merge(self, other: Samples) -> None:
        """Add the values of another period."""
        self.count += other.count
        self.total += other.total
        self.least = min(self.least, other.least)
        self.most = max(self.most, other.most)
        self.values += other.values

    def statistic(self, name: str) -> float:
        """Return Sum, Average, Minimum, Maximum, SampleCount, or a percentile such as `p99`.

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


class Load(NamedTuple):
    """The name of a metric: the seconds that all sessions together spent in a statement."""

    text: str
    """The statement, without its values."""
    wait: str
    """The wait event."""


class Metrics:
    """The metrics of all clusters; any thread may add and read."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """Start without any; `now` returns seconds since 1970."""
        self._now = now
        self._lock = threading.Lock()
        self._minutes: dict[tuple[str, str | Load], dict[int, Samples]] = {}

    def add(self, host: str, metric: str | Load, amount: float = 1.0) -> None:
        """Add a value for the cluster with this endpoint."""
        minute = int(self._now()) // MINUTE * MINUTE
        with self._lock:
            if isinstance(metric, Load) and (host, metric) not in self._minutes:
                for old in self._list_load(host)[: 1 - MAX_LOAD_SERIES]:
                    del self._minutes[host, old]
            minutes = self._minutes.setdefault((host, metric), {})
            if minute not in minutes:
                minutes[minute] = Samples()
                while len(minutes) > KEPT_MINUTES:
                    del minutes[next(iter(minutes))]
            minutes[minute].add(amount)

    def bind_cluster(self, host: str, peered: bool = False) -> Count:
        """Return `add` with the cluster filled in.

        What a peered cluster writes is written, and billed, in both Regions.
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
        """Return each period that has values with its first second, the earliest first.

        Periods without values are missing, not 0, as for an idle cluster on AWS.
        """
        begin, end = span
        with self._lock:
            minutes = self._minutes.get((host, metric), {})
            periods: dict[int, Samples] = {}
            for minute in _select_minutes(minutes, begin // MINUTE * MINUTE, end):
                periods.setdefault(minute // period * period, Samples()).merge(minutes[minute])
        return sorted(periods.items(), key=lambda one: one[0])

    def read_load(self, host: str, span: tuple[float, float]) -> list[tuple[Load, list[float]]]:
        """Return each statement and wait event with the seconds of each minute that has any."""
        with self._lock:
            return [
                (load, [minutes[each].total for each in _select_minutes(minutes, *span)])
                for load in self._list_load(host)
                if (minutes := self._minutes[host, load])
            ]

    def _list_load(self, host: str) -> list[Load]:
        return [name for at, name in self._minutes if at == host and isinstance(name, Load)]

    def forget(self, host: str) -> None:
        """Forget a cluster that is gone."""
        with self._lock:
            for key in [key for key in self._minutes if key[0] == host]:
                del self._minutes[key]


def _select_minutes(minutes: Iterable[int], begin: float, end: float) -> list[int]:
    return [minute for minute in minutes if begin <= minute < end]
