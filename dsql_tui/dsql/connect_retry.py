"""Connection errors that are worth a retry, and the delays between tries.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/troubleshooting.html
"""

from __future__ import annotations

from dsql_tui.events import ServerError

_TRANSIENT = (
    "waking up cluster",
    "too many open connections",
    "rate exceeded",
    "server unavailable",
)

RETRY_DELAYS = (1, 2, 4, 8, 15, 15, 15)
"""Seconds before each further try; a cluster takes up to a minute to wake up."""


def is_transient(error: ServerError) -> bool:
    """Return true if a retry may succeed. A failed opening has no SQLSTATE, so the text decides."""
    return any(words in error.message for words in _TRANSIENT)
