"""Limits on the number of sessions of a cluster, and on the rate of new ones.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/CHAP_quotas.html
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from dsql_tui.sandbox.protocol import errors


@dataclass(frozen=True, slots=True)
class Quotas:
    """The limits of a cluster."""

    sessions: int = 10_000
    """Sessions open at the same time."""
    rate: float = 100.0
    """New sessions a second, in the long run."""
    burst: int = 1_000
    """New sessions at once, after a quiet time."""


class ConnectionLimits:
    """The sessions of each cluster, counted; used on the gateway's loop only."""

    def __init__(self, quotas: Quotas, now: Callable[[], float] = time.monotonic) -> None:
        self.quotas = quotas
        """The limits; they may be replaced at any time."""
        self._now = now
        self._open: Counter[str] = Counter()
        self._buckets: dict[str, tuple[float, float]] = {}
        """Openings that are left, and the time of that count."""

    def count_open(self, host: str) -> int:
        """Return the number of sessions of a cluster."""
        return self._open[host]

    def attempt(self, host: str) -> None:
        """Count an attempt to open a session.

        Raises:
            ServerError: there were too many attempts lately.
        """
        now = self._now()
        left, since = self._buckets.get(host, (float(self.quotas.burst), now))
        left = min(float(self.quotas.burst), left + (now - since) * self.quotas.rate)
        if left < 1:
            self._buckets[host] = (left, now)
            raise errors.opening_rate_error()
        self._buckets[host] = (left - 1, now)

    def add(self, host: str) -> None:
        """Count a session that opens.

        Raises:
            ServerError: the cluster has enough sessions.
        """
        if self._open[host] >= self.quotas.sessions:
            raise errors.too_many_sessions_error()
        self._open[host] += 1

    def remove(self, host: str) -> None:
        """Count a session that has ended."""
        self._open[host] -= 1
        if not self._open[host]:
            del self._open[host]
