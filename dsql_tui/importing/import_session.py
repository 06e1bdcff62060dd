"""A session of an import, which is replaced when it is lost or near its cutoff."""

from __future__ import annotations

import logging
from threading import Event

from dsql_tui.db.session import ConnectError, Session
from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.connect_retry import RETRY_DELAYS, is_transient
from dsql_tui.dsql.state import State
from dsql_tui.importing.account import Stopped
from dsql_tui.opening import Access

logger = logging.getLogger(__name__)

_MAX_IDLE = 0.5
"""Seconds after which a session is checked for the server's last words, which takes 1 ms."""
_CANCEL_TIMEOUT = 0.3
"""Seconds to send a cancel request."""


class ImportSession:
    """A session; `prepare` and `pause` belong to one thread, the other methods to any."""

    def __init__(self, access: Access, stop: Event, session: Session | None = None) -> None:
        """Create it.

        Args:
            access: Opens sessions, each with a new token.
            stop: Is set when the import stops.
            session: The first session; `None` opens one when it is needed.
        """
        self.access = access
        self._stop = stop
        self._session = session
        self._prepared = read_clock()

    def prepare(self) -> Session:
        """Return a session that is open, outside a transaction and not near its cutoff; blocks.

        Raises:
            Stopped: The import was stopped meanwhile.
            AwsError, ConnectError: There is none.
        """
        old, before = self._session, self._prepared
        self._prepared = read_clock()
        if old is not None:
            if _is_usable(old, self._prepared - before):
                return old
            logger.info("session %d is replaced", old.number)
            old.close()
        self._session = self._open()
        return self._session

    def pause(self, seconds: float) -> None:
        """Wait.

        Raises:
            Stopped: The import was stopped meanwhile.
        """
        if self._stop.wait(seconds):
            raise Stopped

    def cancel(self) -> None:
        """Ask the server to cancel what is running; blocks for a short time."""
        if self._session is not None:
            self._session.cancel(_CANCEL_TIMEOUT)

    def cut(self) -> None:
        """End the link at once."""
        if self._session is not None:
            self._session.cut()

    def close(self) -> None:
        """End the session."""
        if self._session is not None:
            self._session.close()

    def _open(self) -> Session:
        for delay in RETRY_DELAYS:
            if session := self._try_open():
                return session
            self.pause(delay)
        return self.access.open()

    def _try_open(self) -> Session | None:
        """Open a session; `None` if a later try may succeed."""
        try:
            return self.access.open()
        except ConnectError as error:
            if not is_transient(error.error):
                raise
            return None


def _is_usable(session: Session, idle: float) -> bool:
    """Return whether a session can be used that was last prepared so many seconds ago."""
    return (
        not session.lost
        and session.state is State.IDLE
        and not session.clock.needs_renewal(read_clock())
        and (idle < _MAX_IDLE or session.read_last_words() is None)
    )
