"""How many sessions a cluster may have, and how fast they may be opened.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/CHAP_quotas.html
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from dsql_tui.sandbox.protocol import refusals


@dataclass(frozen=True, slots=True)
class Quotas:
    """What a cluster allows."""

    sessions: int = 10_000
    """Open at once."""
    rate: float = 100.0
    """New ones a second, in the long run."""
    burst: int = 1_000
    """New ones at once, after a quiet time."""


class Turnstile:
    """Counts the sessions of each cluster; used on the gateway's loop only."""

    def __init__(self, quotas: Quotas, now: Callable[[], float] = time.monotonic) -> None:
        self.quotas = quotas
        """May be replaced at any time."""
        self._now = now
        self._open: Counter[str] = Counter()
        self._buckets: dict[str, tuple[float, float]] = {}
        """Openings left, and when that was."""

    def open(self, host: str) -> int:
        """The sessions that this cluster has."""
        return self._open[host]

    def attempt(self, host: str) -> None:
        """Somebody wants in.

        Raises:
            Refusal: too many have wanted that lately.
        """
        now = self._now()
        left, since = self._buckets.get(host, (float(self.quotas.burst), now))
        left = min(float(self.quotas.burst), left + (now - since) * self.quotas.rate)
        if left < 1:
            self._buckets[host] = (left, now)
            raise refusals.too_fast()
        self._buckets[host] = (left - 1, now)

    def enter(self, host: str) -> None:
        """A session begins.

        Raises:
            Refusal: there are enough.
        """
        if self._open[host] >= self.quotas.sessions:
            raise refusals.too_many()
        self._open[host] += 1

    def leave(self, host: str) -> None:
        """A session is over."""
        self._open[host] -= 1
        if not self._open[host]:
            del self._open[host]
