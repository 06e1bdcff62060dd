"""Ending a statement from here: after --timeout, or at Ctrl+C.

Aurora DSQL has no setting for the time of a statement, so it is cancelled. A server may ignore
that; the session is then cut, and what became of the statement is not known.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from threading import Timer
from types import FrameType, TracebackType

from dsql_tui.cli.interrupts import interrupt
from dsql_tui.db.session import Session
from dsql_tui.dsql.state import State
from dsql_tui.events import Event

CANCEL_TIMEOUT = 5.0
"""Seconds for the server to end a statement that took too long, before the session is cut."""
INTERRUPT_TIMEOUT = 1.0
"""Seconds for the same after Ctrl+C, when somebody waits."""


class Deadline:
    """Watches one statement while it is entered."""

    def __init__(self, session: Session, timeout: float | None) -> None:
        self.late = False
        """True once the time-out has passed."""
        self.interrupted = False
        """True once Ctrl+C was pressed."""
        self.began = False
        """True once the first event of the statement was awaited."""
        self._session = session
        self._timeout = timeout
        self._timers: list[Timer] = []
        self._waiting = self._consuming = False
        """Whether an event is awaited, or is being used."""
        self._handler: object = None

    @property
    def has_expired(self) -> bool:
        """True if the statement was ended from here."""
        return self.late or self.interrupted

    def watch(self, events: Iterator[Event]) -> Iterator[Event]:
        """Yield events; Ctrl+C while one is awaited cancels, and its outcome still arrives."""
        self.began = True
        try:
            while True:
                self._waiting, self._consuming = True, False
                event = next(events, None)
                self._waiting = False
                if event is None:
                    return
                self._consuming = True
                yield event
        finally:
            self._waiting = self._consuming = False
            if close := getattr(events, "close", None):
                close()

    def cancel(self) -> None:
        """Cancel the statement at Ctrl+C; at the second one, cut the session."""
        if self.interrupted:
            self._start(0, self._session.cut)
            return
        self.interrupted = True
        self._start(0, self._session.cancel)
        self._start(INTERRUPT_TIMEOUT, self._session.cut)

    def __enter__(self) -> Deadline:
        if self._timeout is not None:
            self._start(self._timeout, self._expire)
            self._start(self._timeout + CANCEL_TIMEOUT, self._session.cut)
        if threading.current_thread() is threading.main_thread():
            self._handler = signal.signal(signal.SIGINT, self._on_interrupt)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._handler is not None:
            signal.signal(signal.SIGINT, self._handler)  # type: ignore[arg-type]
        for timer in self._timers:
            timer.cancel()

    def _start(self, seconds: float, function: object) -> None:
        timer = Timer(seconds, function)  # type: ignore[arg-type]
        timer.daemon = True
        self._timers.append(timer)
        timer.start()

    def _expire(self) -> None:
        self.late = True
        self._session.cancel()

    def _on_interrupt(self, number: int, frame: FrameType | None) -> None:
        """Cancel; where nothing runs at the server, or rows are being written, raise.

        The second Ctrl+C never raises: the outcome of the statement still arrives.
        """
        reads = self._waiting and self._session.state is not State.RUNNING
        if not self.interrupted and (not self.began or reads or self._consuming):
            interrupt(number, frame)
        else:
            self.cancel()
