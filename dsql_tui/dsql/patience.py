"""Which refusals of an opening pass by themselves, and how long to wait between tries.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/troubleshooting.html
"""

from __future__ import annotations

from dsql_tui.events import Refusal

_PASSING = ("waking up cluster", "too many open connections", "rate exceeded", "server unavailable")

WAITS = (1, 2, 4, 8, 15, 15, 15)
"""Seconds before each further try; a cluster that wakes up takes up to a minute."""


def passes(refusal: Refusal) -> bool:
    """Is it worth waiting? A failed opening has no SQLSTATE, so its words decide."""
    return any(words in refusal.message for words in _PASSING)
