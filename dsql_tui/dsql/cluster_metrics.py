"""The metrics that a cluster sends to CloudWatch, and the times over which they are read.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/cloudwatch-monitoring.html
"""

from __future__ import annotations

from math import ceil
from typing import Literal, NamedTuple

Unit = Literal["", "bytes", "ms", "DPU"]


class Metric(NamedTuple):
    """A metric with the statistic that is read of it."""

    key: str
    """The name in the output of `dsql-tui metrics`."""
    title: str
    group: str
    """The metrics of a group share a chart."""
    name: str
    """The name in CloudWatch."""
    statistic: str = "Sum"
    unit: Unit = ""

    @property
    def is_sum(self) -> bool:
        """True if the values of several periods can be added."""
        return self.statistic == "Sum"


CONNECTIONS = Metric(
    "connections", "connections", "connections", "ClusterConnectionCount", "Average"
)
"""The only metric of `AWS/Usage`."""
TRANSACTIONS = Metric("transactions", "transactions", "transactions", "TotalTransactions")
CONFLICTS = Metric("conflicts", "conflicts (OCC)", "problems", "OccConflicts")

METRICS = (
    TRANSACTIONS,
    Metric("read_only", "read-only transactions", "transactions", "ReadOnlyTransactions"),
    CONFLICTS,
    Metric("timeouts", "query timeouts", "problems", "QueryTimeouts"),
    Metric("commit_p50", "commit latency p50", "commit latency", "CommitLatency", "p50", "ms"),
    Metric("commit_p99", "commit latency p99", "commit latency", "CommitLatency", "p99", "ms"),
    Metric("bytes_read", "bytes read", "bytes", "BytesRead", unit="bytes"),
    Metric("bytes_written", "bytes written", "bytes", "BytesWritten", unit="bytes"),
    Metric("compute_time", "compute time", "compute time", "ComputeTime", unit="ms"),
    Metric("dpu", "DPU", "DPU", "TotalDPU", unit="DPU"),
    Metric("read_dpu", "DPU for reading", "DPU", "ReadDPU", unit="DPU"),
    Metric("write_dpu", "DPU for writing", "DPU", "WriteDPU", unit="DPU"),
    Metric("compute_dpu", "DPU for computing", "DPU", "ComputeDPU", unit="DPU"),
    Metric("stream_dpu", "DPU for change streams", "DPU", "StreamDPU", unit="DPU"),
    Metric("peer_dpu", "DPU for the peer Region", "DPU", "MultiRegionWriteDPU", unit="DPU"),
    Metric("storage", "storage", "storage", "ClusterStorageSize", "Maximum", "bytes"),
    CONNECTIONS,
)


class Span(NamedTuple):
    """A time until now, in periods of which each has one value."""

    name: str
    seconds: int
    period: int
    """Seconds; a multiple of 60."""

    def find_start(self, now: float) -> float:
        """Return the beginning: of a whole number of periods, the last of which is not over."""
        return ceil(now / self.period) * self.period - self.seconds


SPANS = (
    Span("15m", 15 * 60, 60),
    Span("1h", 3600, 60),
    Span("3h", 3 * 3600, 60),
    Span("6h", 6 * 3600, 300),
    Span("24h", 24 * 3600, 300),
    Span("7d", 7 * 24 * 3600, 3600),
)


class Series(NamedTuple):
    """The values of a metric; a period without a value is unknown, not zero."""

    metric: Metric
    start: float
    """Seconds since 1970."""
    period: int
    values: tuple[float | None, ...]
    """One for each period."""

    @property
    def known(self) -> list[float]:
        """The values without gaps."""
        return [value for value in self.values if value is not None]

    @property
    def newest(self) -> float | None:
        """The newest value."""
        return self.known[-1] if self.known else None

    @property
    def peak(self) -> float | None:
        """The largest value."""
        return max(self.known, default=None)

    @property
    def total(self) -> float | None:
        """The sum of all values, if they can be added."""
        return sum(self.known) if self.known and self.metric.is_sum else None


def make_series(
    metric: Metric, span: Span, start: float, points: list[tuple[float, float]]
) -> Series:
    """Return the series of a span.

    Args:
        metric: The metric.
        span: The time.
        start: Its beginning, in seconds since 1970.
        points: The beginning of each period that has a value, with the value, in any order.
    """
    values: list[float | None] = [None] * (span.seconds // span.period)
    for at, value in points:
        place = int((at - start) // span.period)
        if 0 <= place < len(values):
            values[place] = value
    return Series(metric, start, span.period, tuple(values))


def find_share(part: Series, whole: Series) -> float | None:
    """Return the share that one sum has of another; `None` if it is unknown."""
    if not whole.total:
        return None
    return (part.total or 0.0) / whole.total


def format_figure(value: float | None, unit: Unit) -> str:
    """Return a value for people: `1,204`, `3.2 MiB`, `12.5 ms`, `0.0042`; `–` if unknown."""
    if value is None:
        return "–"
    if unit == "bytes":
        for name in ("B", "KiB", "MiB", "GiB"):
            if value < 1024:
                return f"{value:,.{0 if name == 'B' or value >= 100 else 1}f} {name}"
            value /= 1024
        return f"{value:,.1f} TiB"
    suffix = f" {unit}" if unit == "ms" else ""
    places = 0 if value == int(value) or value >= 1000 else 2 if value >= 1 else 4
    return f"{value:,.{places}f}{suffix}"
