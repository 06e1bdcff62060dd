"""Seconds left, and how they are written."""

import pytest

from dsql_tui.dsql.clock import SessionClock, countdown, elapsed


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
