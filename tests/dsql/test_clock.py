"""Seconds left, and how they are written."""

import time

import pytest

from dsql_tui.dsql.clock import SessionClock, countdown, elapsed, lasting, steady


def test_the_clock_counts_down_and_stops_at_zero() -> None:
    clock = SessionClock(opened=100.0, limit=30.0)
    assert clock.left(110.0) == 20.0
    assert clock.left(200.0) == 0.0


@pytest.mark.parametrize(
    ("seconds", "written"), [(3600, "60:00"), (59.2, "1:00"), (0.1, "0:01"), (0, "0:00")]
)
def test_a_countdown_is_over_only_at_zero(seconds: float, written: str) -> None:
    assert countdown(seconds) == written


@pytest.mark.parametrize(
    ("seconds", "written"), [(0.0034, "3 ms"), (1.2345, "1.23 s"), (125, "2:05")]
)
def test_durations_are_short(seconds: float, written: str) -> None:
    assert elapsed(seconds) == written


@pytest.mark.parametrize(
    ("limit", "now", "due"),
    [
        (3600, 3200, False),
        (3600, 3301, True),
        (3600, 3700, True),
        (30, 29, False),
        (600, 599, False),
    ],
)
def test_a_session_is_due_from_minute_55_unless_it_is_short(
    limit: float, now: float, due: bool
) -> None:
    assert SessionClock(0.0, limit).due(now) is due


@pytest.mark.parametrize(
    ("before", "now", "seconds"),
    [(2990, 3001, 600), (3001, 3002, None), (3299, 3300, 300), (3500, 3545, 60), (0, 3550, 60)],
)
def test_each_warning_has_its_moment(before: float, now: float, seconds: int | None) -> None:
    assert SessionClock(0.0).passed(before, now) == seconds


def test_a_short_session_passes_only_the_moments_it_has() -> None:
    assert SessionClock(0.0, 90.0).passed(0.0, 31.0) == 60
    assert SessionClock(0.0, 30.0).passed(0.0, 1.0) is None


def test_moments_may_be_others() -> None:
    assert SessionClock(0.0).passed(2000.0, 2701.0, (900, 30)) == 900
    assert SessionClock(0.0).passed(2990.0, 3001.0, (900, 30)) is None


def test_a_session_is_over_at_its_cutoff() -> None:
    clock = SessionClock(0.0, 60.0)
    assert (clock.over(59.9), clock.over(60.0)) == (False, True)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(-5, "0:00"), (59, "0:59"), (2832, "47:12"), (39900, "11 h 05"), (518400, "6 d")],
)
def test_long_times_are_short_too(seconds: float, written: str) -> None:
    assert lasting(seconds) == written


def test_the_steady_clock_goes_on_while_the_computer_sleeps() -> None:
    if hasattr(time, "CLOCK_BOOTTIME"):
        assert abs(steady() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 60
    assert steady() <= steady()
