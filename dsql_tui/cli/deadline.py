"""How long a statement may take: cancelled from here, since Aurora DSQL has no setting for it."""

from __future__ import annotations

from threading import Timer
from types import TracebackType

from dsql_tui.db.session import Session

_GRACE = 5.0
"""Seconds that the server has to heed the cancelling, before the session is cut."""


class Deadline:
    """While it is entered, a time after which the session's statement is ended."""

    def __init__(self, session: Session, seconds: float | None) -> None:
        self.passed = False
        self._session = session
        self._timers: list[Timer] = []
        if seconds is not None:
            self._timers = [Timer(seconds, self._end), Timer(seconds + _GRACE, session.cut)]

    def __enter__(self) -> Deadline:
        for timer in self._timers:
            timer.daemon = True
            timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for timer in self._timers:
            timer.cancel()

    def _end(self) -> None:
        self.passed = True
        self._session.cancel()
