"""How much longer a session has to live, and how that is written."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from dsql_tui.dsql import limits

_STEADY = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
"""A clock that goes on while the computer sleeps, as the server's does: Linux has BOOTTIME, and
macOS' MONOTONIC goes on by itself."""

RENEWED = 5 * 60
"""Seconds before its cutoff from which an idle session is replaced by a new one."""

WARNED = (10 * 60, 5 * 60, 60)
"""Seconds before the cutoff at which the user is told."""


@dataclass(frozen=True, slots=True)
class SessionClock:
    """When a session was opened, in seconds on any steady clock, and how long it may last."""

    opened: float
    limit: float = limits.SESSION

    def left(self, now: float) -> float:
        """Seconds until the cutoff; never below zero."""
        return max(0.0, self.opened + self.limit - now)

    def due(self, now: float) -> bool:
        """Is it time to renew the session? One that is short by itself never is."""
        return self.limit > 2 * RENEWED and self.left(now) <= RENEWED

    def over(self, now: float, grace: float = 0) -> bool:
        """Has the cutoff been so many seconds ago, whether the server has said so or not?"""
        return now >= self.opened + self.limit + grace

    def passed(self, before: float, now: float, moments: Sequence[int] = WARNED) -> int | None:
        """Which of the warnings' moments lies between two looks at the clock, in seconds left.

        Moments that a short session never had are not passed.
        """
        for seconds in sorted(moments):
            if seconds < self.limit and self.left(now) <= seconds < self.left(before):
                return seconds
        return None


def steady() -> float:
    """Now, in seconds on the clock that all session times are read from."""
    return time.monotonic() if _STEADY is None else time.clock_gettime(_STEADY)


def countdown(seconds: float) -> str:
    """Seconds as `59:07`, rounded up so that 0:00 means over."""
    whole = -int(-seconds // 1)
    return f"{whole // 60}:{whole % 60:02}"


def lasting(seconds: float) -> str:
    """A time that may be long: `47:12`, `11 h 05`, `6 d`."""
    seconds = max(0.0, seconds)
    hours = int(seconds // 3600)
    if hours >= 48:
        return f"{hours // 24} d"
    return f"{hours} h {int(seconds % 3600 // 60):02}" if hours else countdown(seconds)


def elapsed(seconds: float) -> str:
    """A duration as short as it is still telling: `3 ms`, `1.24 s`, `2:05`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.2f} s"
    return countdown(seconds)
