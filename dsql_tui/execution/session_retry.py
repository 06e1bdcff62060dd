"""Opening a session while the cluster wakes up or limits the rate of connections."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import NamedTuple

from dsql_tui.db.session import ConnectError, Session
from dsql_tui.dsql.connect_retry import RETRY_DELAYS, is_transient
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible

logger = logging.getLogger(__name__)


class Delay(NamedTuple):
    """A wait before the next try."""

    words: str
    """The reason that the session could not be opened, safe to display, without a full stop."""
    seconds: int


class SessionOpening:
    """Repeated tries to open a session; the caller waits between them."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._waits: Iterator[int] = iter(RETRY_DELAYS)

    def attempt(self) -> Session | Delay:
        """Try once; blocks.

        Returns:
            The session, or the delay before the next call.

        Raises:
            AwsError, ConnectError: As `Access.open` raises them, at once or after the last try.
        """
        try:
            return self._access.open()
        except ConnectError as opening:
            seconds = next(self._waits, None) if is_transient(opening.error) else None
            if seconds is None:
                raise
            logger.info("the cluster is not ready; trying again in %d s", seconds)
            return Delay(make_visible(opening.error.message).rstrip("."), seconds)
