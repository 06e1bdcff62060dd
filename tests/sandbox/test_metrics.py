"""Metrics, counted by the minute."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.state.metrics import KEPT_MINUTES, Metrics

HOST, OTHER = "here", "there"


class Watch:
    """A clock that the tests set."""

    def __init__(self) -> None:
        self.now = 600.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def sums(metrics: Metrics, span: tuple[float, float], period: int = 60) -> list[tuple[int, float]]:
    return [
        (begin, samples.total) for begin, samples in metrics.read(HOST, "BytesRead", span, period)
    ]


def test_a_minute_in_which_nothing_came_is_missing(watch: Watch) -> None:
    metrics = Metrics(watch)
    for watch.now, amount in ((600, 1), (659, 2), (780, 4)):
        metrics.add(HOST, "BytesRead", amount)
    metrics.bind_cluster(OTHER)("BytesRead", 8)
    assert sums(metrics, (0, 1000)) == [(600, 3), (780, 4)]
    assert sums(metrics, (0, 1000), 300) == [(600, 7)]
    assert sums(metrics, (630, 780)) == [(600, 3)]
    assert sums(metrics, (0, 600)) == []


def test_what_is_written_with_a_peer_is_billed_twice(watch: Watch) -> None:
    metrics = Metrics(watch)
    count = metrics.bind_cluster(HOST, peered=True)
    for metric, amount in (("ReadDPU", 1.0), ("WriteDPU", 2.0), ("TotalDPU", 3.0)):
        count(metric, amount)
    message = {
        metric: metrics.read(HOST, metric, (0, 700), 60)[0][1].total
        for metric in ("ReadDPU", "WriteDPU", "MultiRegionWriteDPU", "TotalDPU")
    }
    assert message == {"ReadDPU": 1, "WriteDPU": 2, "MultiRegionWriteDPU": 2, "TotalDPU": 5}


def test_only_so_much_is_remembered(watch: Watch) -> None:
    metrics = Metrics(watch)
    for _ in range(KEPT_MINUTES + 5):
        watch.now += 60
        metrics.add(HOST, "BytesRead")
    assert len(sums(metrics, (0, watch.now + 1))) == KEPT_MINUTES
    metrics.forget(HOST)
    assert sums(metrics, (0, watch.now + 1)) == []


STATISTICS = [
    ("Sum", 10),
    ("Average", 2.5),
    ("Minimum", 1),
    ("Maximum", 4),
    ("SampleCount", 4),
    ("p50", 2),
    ("P99", 4),
    ("p99.9", 4),
    ("p0", 1),
]


@pytest.mark.parametrize(("name", "value"), STATISTICS, ids=[name for name, _ in STATISTICS])
def test_each_statistic(watch: Watch, name: str, value: float) -> None:
    metrics = Metrics(watch)
    for amount in (3, 1, 4, 2):
        metrics.add(HOST, "CommitLatency", amount)
    ((_, samples),) = metrics.read(HOST, "CommitLatency", (0, 700), 60)
    assert samples.statistic(name) == value


@pytest.mark.parametrize("name", ["Median", "p101", "p", "tm99"])
def test_an_unknown_statistic_is_an_error(watch: Watch, name: str) -> None:
    metrics = Metrics(watch)
    metrics.add(HOST, "CommitLatency", 1)
    ((_, samples),) = metrics.read(HOST, "CommitLatency", (0, 700), 60)
    with pytest.raises(ValueError, match=r"no statistic|could not convert"):
        samples.statistic(name)
