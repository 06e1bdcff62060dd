"""The session clock, and the format of durations."""

import time

import pytest

from dsql_tui.dsql.clock import (
    SessionClock,
    format_countdown,
    format_duration,
    format_remaining,
    read_clock,
)


def test_clock_counts_down_and_stops_at_zero() -> None:
    clock = SessionClock(opened=100.0, limit=30.0)
    assert clock.seconds_until_cutoff(110.0) == 20.0
    assert clock.seconds_until_cutoff(200.0) == 0.0


@pytest.mark.parametrize(
    ("seconds", "written"), [(3600, "60:00"), (59.2, "1:00"), (0.1, "0:01"), (0, "0:00")]
)
def test_countdown_rounds_up(seconds: float, written: str) -> None:
    assert format_countdown(seconds) == written


@pytest.mark.parametrize(
    ("seconds", "written"), [(0.0034, "3 ms"), (1.2345, "1.23 s"), (125, "2:05")]
)
def test_durations_are_formatted_briefly(seconds: float, written: str) -> None:
    assert format_duration(seconds) == written


@pytest.mark.parametrize(
    ("limit", "now", "due"),
    [
        (3600, 3200, False),
        (3600, 3301, True),
        (3600, 3700, True),
        (600, 540, False),
        (600, 551, True),
        (60, 56, True),
        (30, 29, True),
        (29, 28.9, False),
    ],
)
def test_session_needs_renewal_from_minute_55_unless_it_is_short(
    limit: float, now: float, due: bool
) -> None:
    assert SessionClock(0.0, limit).needs_renewal(now) is due


@pytest.mark.parametrize(
    ("before", "now", "seconds"),
    [(2990, 3001, 600), (3001, 3002, None), (3299, 3300, 300), (3500, 3545, 60), (0, 3550, 60)],
)
def test_each_warning_is_due_once(before: float, now: float, seconds: int | None) -> None:
    assert SessionClock(0.0).passed_warning(before, now) == seconds


def test_short_session_has_only_later_warnings() -> None:
    assert SessionClock(0.0, 90.0).passed_warning(0.0, 31.0) == 60
    assert SessionClock(0.0, 30.0).passed_warning(0.0, 1.0) is None


def test_warnings_can_be_changed() -> None:
    assert SessionClock(0.0).passed_warning(2000.0, 2701.0, (900, 30)) == 900
    assert SessionClock(0.0).passed_warning(2990.0, 3001.0, (900, 30)) is None


def test_session_is_over_at_its_cutoff() -> None:
    clock = SessionClock(0.0, 60.0)
    assert (clock.is_over(59.9), clock.is_over(60.0)) == (False, True)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(-5, "0:00"), (59, "0:59"), (2832, "47:12"), (39900, "11 h 05"), (518400, "6 d")],
)
def test_long_times_are_formatted_briefly(seconds: float, written: str) -> None:
    assert format_remaining(seconds) == written


def test_clock_counts_sleep() -> None:
    if hasattr(time, "CLOCK_BOOTTIME"):
        assert abs(read_clock() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 60
    assert read_clock() <= read_clock()
