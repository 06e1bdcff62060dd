"""The time left in a session, and how durations are written."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

from dsql_tui.dsql import limits

_STEADY = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
"""A clock that counts the time a computer sleeps, as the server's does.

Linux has BOOTTIME; macOS's MONOTONIC counts sleep too.
"""

RENEWAL_WINDOW = 5 * 60
"""Seconds before its cutoff from which an idle session is replaced by a new one."""

RENEWAL_SHARE = 1 / 12
"""The share of a shorter limit, as in a sandbox, from which a session is replaced."""

MIN_RENEWED_LIMIT = 30
"""Seconds of a limit below which no session is replaced: it would be at every moment."""

CUTOFF_WARNINGS = (10 * 60, 5 * 60, 60)
"""Seconds before the cutoff at which the user is warned."""


class SessionClock(NamedTuple):
    """The opening time of a session, in seconds on any steady clock, and its time limit."""

    opened: float
    limit: float = limits.SESSION_SECONDS

    def seconds_until_cutoff(self, now: float) -> float:
        """Return the seconds until the cutoff, never below zero."""
        return max(0.0, self.opened + self.limit - now)

    @property
    def is_renewed(self) -> bool:
        """Whether the session is replaced in time, if it is idle then."""
        return self.limit >= MIN_RENEWED_LIMIT

    def needs_renewal(self, now: float) -> bool:
        """Return true if the cutoff is near. A session that is short anyway is never renewed."""
        window = min(RENEWAL_WINDOW, self.limit * RENEWAL_SHARE)
        return self.is_renewed and self.seconds_until_cutoff(now) <= window

    def is_over(self, now: float, grace: float = 0) -> bool:
        """Return true `grace` seconds after the cutoff, even if the server has said nothing."""
        return now >= self.opened + self.limit + grace

    def passed_warning(
        self, before: float, now: float, moments: Sequence[int] = CUTOFF_WARNINGS
    ) -> int | None:
        """Return the warning, in seconds left, that is due between two times; `None` if none is.

        Warnings that are earlier than the opening of a short session are never due.
        """
        left, left_before = self.seconds_until_cutoff(now), self.seconds_until_cutoff(before)
        for seconds in sorted(moments):
            if seconds < self.limit and left <= seconds < left_before:
                return seconds
        return None


def read_clock() -> float:
    """Return the current time, in seconds, on the clock of all session times."""
    return time.monotonic() if _STEADY is None else time.clock_gettime(_STEADY)


def format_countdown(seconds: float) -> str:
    """Format seconds as `59:07`, rounded up so that 0:00 means over."""
    whole = -int(-seconds // 1)
    return f"{whole // 60}:{whole % 60:02}"


def format_remaining(seconds: float) -> str:
    """Format a time that may be long: `47:12`, `11 h 05`, `6 d`."""
    seconds = max(0.0, seconds)
    hours = int(seconds // 3600)
    if hours >= 48:
        return f"{hours // 24} d"
    return f"{hours} h {int(seconds % 3600 // 60):02}" if hours else format_countdown(seconds)


def format_duration(seconds: float) -> str:
    """Format a duration briefly: `3 ms`, `1.24 s`, `2:05`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.2f} s"
    return format_countdown(seconds)
