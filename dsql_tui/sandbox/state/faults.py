"""Faults on request: armed by a test or a user, and taken where they take effect."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Literal, Protocol, TypeVar

from dsql_tui.sandbox.protocol.errors import ServerError, restarting_error, shutdown_error
from dsql_tui.sandbox.state.api_error import ApiError

DropMoment = Literal["before", "after"]
"""DropMoment the connection before the store gets the COMMIT, or after it has committed."""

Conflict = Literal["OC000", "OC001"]

_Armed = TypeVar("_Armed")


CATCH_UP = 0.5
"""Seconds in which a session without a transaction learns of a change of the schema."""


class Session(Protocol):
    """A session that can be dropped (a Relay), called on its own event loop."""

    def end(self, words: bytes = b"") -> None:
        """Close the connection after a last message, if any."""

    def cut_network(self, seconds: float) -> None:
        """Let nothing through any more, and reset the connection after so many seconds."""


class Sessions:
    """The open sessions, oldest first; any thread may drop them."""

    def __init__(self) -> None:
        self._open: dict[Session, asyncio.AbstractEventLoop] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._open)

    def add(self, session: Session) -> None:
        """Add a session, which runs on the current event loop."""
        with self._lock:
            self._open[session] = asyncio.get_running_loop()

    def remove(self, session: Session) -> None:
        """Remove a session; harmless when repeated."""
        with self._lock:
            self._open.pop(session, None)

    def drop_all(self, words: bytes = b"") -> int:
        """End all sessions after a last message, if any; return their number."""
        return self._detach(len(self), lambda session: session.end(words))

    def drop_newest(self, count: int) -> int:
        """End the newest sessions without a message; return their number."""
        return self._detach(count, lambda session: session.end())

    def cut_all_networks(self, seconds: float) -> int:
        """Cut all sessions off the network; return their number."""
        return self._detach(len(self), lambda session: session.cut_network(seconds))

    def _detach(self, count: int, action: Callable[[Session], None]) -> int:
        with self._lock:
            newest = list(self._open.items())[::-1][: max(count, 0)]
            for session, _ in newest:
                del self._open[session]
        for session, loop in newest:
            loop.call_soon_threadsafe(action, session)
        return len(newest)


class Faults:
    """The armed faults of a sandbox; its threads and its event loop share them."""

    def __init__(self) -> None:
        self.ignore_cancel = False
        """Cancel requests do nothing, as was seen on a real cluster."""
        self.delay = 0.0
        """Seconds by which each answer to a statement is delayed."""
        self.session_limit: float | None = None
        """Seconds that new sessions last, instead of the sandbox's limit."""
        self.token_clock = 0.0
        """Seconds by which the clock that checks tokens is ahead."""
        self.catch_up = CATCH_UP
        """Seconds in which a session without a transaction learns of a change of the schema."""
        self.sessions = Sessions()
        self._lock = threading.Lock()
        self._commits: deque[DropMoment] = deque()
        self._conflicts: deque[Conflict] = deque()
        self._openings: deque[ServerError] = deque()
        self._calls: deque[ApiError] = deque()
        self._restart_end = 0.0
        """The end of a restart, on the monotonic clock."""

    def take_drop(self) -> DropMoment | None:
        """Take the moment at which the current COMMIT drops the connection."""
        return self._take(self._commits)

    def take_conflict(self) -> Conflict | None:
        """Take the conflict that the current COMMIT ends with."""
        return self._take(self._conflicts)

    def take_opening_error(self) -> ServerError | None:
        """Take the error of the current opening."""
        return restarting_error() if self._restart_remaining() else self._take(self._openings)

    def take_call_error(self) -> ApiError | None:
        """Take the error of the current call of AWS's API."""
        return self._take(self._calls)

    def arm_drops(self, drops: Iterable[DropMoment]) -> None:
        """Arm a drop for each of the next COMMITs."""
        self._arm(self._commits, drops)

    def arm_conflicts(self, conflicts: Iterable[Conflict]) -> None:
        """Arm a conflict for each of the next COMMITs."""
        self._arm(self._conflicts, conflicts)

    def arm_opening_errors(self, errors: Iterable[ServerError]) -> None:
        """Arm an error for each of the next openings."""
        self._arm(self._openings, errors)

    def arm_call_errors(self, errors: Iterable[ApiError]) -> None:
        """Arm an error for each of the next calls of AWS's API."""
        self._arm(self._calls, errors)

    def restart(self, seconds: float) -> None:
        """End all sessions now, and refuse openings for so many seconds."""
        self._restart_end = monotonic() + seconds
        self.sessions.drop_all(shutdown_error().packet())

    def disarm(self) -> None:
        """Disarm all faults; open sessions keep the limit that they were opened with."""
        with self._lock:
            self._commits.clear()
            self._conflicts.clear()
            self._openings.clear()
            self._calls.clear()
        self.ignore_cancel = False
        self.delay = 0.0
        self.session_limit = None
        self.token_clock = 0.0
        self._restart_end = 0.0

    def state(self) -> dict[str, object]:
        """Return what is armed, in the form of JSON."""
        with self._lock:
            return {
                "commit": list(self._commits),
                "conflict": list(self._conflicts),
                "openings": [f"{error.sqlstate} {error}" for error in self._openings],
                "calls": [error.name for error in self._calls],
                "ignore_cancel": self.ignore_cancel,
                "delay": self.delay,
                "session_limit": self.session_limit,
                "token_clock": self.token_clock,
                "restart": round(self._restart_remaining(), 1),
                "sessions": len(self.sessions),
            }

    def _restart_remaining(self) -> float:
        """Return the seconds that a restart still takes."""
        return max(0.0, self._restart_end - monotonic())

    def _take(self, armed: deque[_Armed]) -> _Armed | None:
        with self._lock:
            return armed.popleft() if armed else None

    def _arm(self, armed: deque[_Armed], more: Iterable[_Armed]) -> None:
        with self._lock:
            armed.extend(more)
