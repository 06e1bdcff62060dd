"""Counting by the minute."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.world.meters import KEPT, Meters

HOST, OTHER = "here", "there"


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 600.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def sums(meters: Meters, span: tuple[float, float], period: int = 60) -> list[tuple[int, float]]:
    return [
        (begin, samples.total) for begin, samples in meters.read(HOST, "BytesRead", span, period)
    ]


def test_a_minute_in_which_nothing_came_is_missing(watch: Watch) -> None:
    meters = Meters(watch)
    for watch.now, amount in ((600, 1), (659, 2), (780, 4)):
        meters.add(HOST, "BytesRead", amount)
    meters.counting(OTHER)("BytesRead", 8)
    assert sums(meters, (0, 1000)) == [(600, 3), (780, 4)]
    assert sums(meters, (0, 1000), 300) == [(600, 7)]
    assert sums(meters, (630, 780)) == [(600, 3)]
    assert sums(meters, (0, 600)) == []


def test_what_is_written_with_a_peer_is_billed_twice(watch: Watch) -> None:
    meters = Meters(watch)
    count = meters.counting(HOST, peered=True)
    for metric, amount in (("ReadDPU", 1.0), ("WriteDPU", 2.0), ("TotalDPU", 3.0)):
        count(metric, amount)
    told = {
        metric: meters.read(HOST, metric, (0, 700), 60)[0][1].total
        for metric in ("ReadDPU", "WriteDPU", "MultiRegionWriteDPU", "TotalDPU")
    }
    assert told == {"ReadDPU": 1, "WriteDPU": 2, "MultiRegionWriteDPU": 2, "TotalDPU": 5}


def test_only_so_much_is_remembered(watch: Watch) -> None:
    meters = Meters(watch)
    for _ in range(KEPT + 5):
        watch.now += 60
        meters.add(HOST, "BytesRead")
    assert len(sums(meters, (0, watch.now + 1))) == KEPT
    meters.forget(HOST)
    assert sums(meters, (0, watch.now + 1)) == []


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
    meters = Meters(watch)
    for amount in (3, 1, 4, 2):
        meters.add(HOST, "CommitLatency", amount)
    ((_, samples),) = meters.read(HOST, "CommitLatency", (0, 700), 60)
    assert samples.statistic(name) == value


@pytest.mark.parametrize("name", ["Median", "p101", "p", "tm99"])
def test_what_is_no_statistic_is_said_to_be_none(watch: Watch, name: str) -> None:
    meters = Meters(watch)
    meters.add(HOST, "CommitLatency", 1)
    ((_, samples),) = meters.read(HOST, "CommitLatency", (0, 700), 60)
    with pytest.raises(ValueError, match=r"no statistic|could not convert"):
        samples.statistic(name)
