"""What is to go wrong on request: armed by a test or by the curious, taken where it happens."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Literal, Protocol, TypeVar

from dsql_tui.sandbox.protocol.refusals import Refusal, restarting, shut_down
from dsql_tui.sandbox.world.fault import Fault

Drop = Literal["before", "after"]
"""The connection goes before the store has seen the COMMIT, or once it has done it."""

Conflict = Literal["OC000", "OC001"]

_Armed = TypeVar("_Armed")


class Session(Protocol):
    """What can be dropped: a Relay. Called on the session's own loop."""

    def end(self, words: bytes = b"") -> None:
        """Close the connection, with last words or none."""

    def vanish(self, seconds: float) -> None:
        """Let nothing through any more, and reset the connection after so many seconds."""


class Sessions:
    """The sessions that are open, oldest first; any thread may drop them."""

    def __init__(self) -> None:
        self._open: dict[Session, asyncio.AbstractEventLoop] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._open)

    def add(self, session: Session) -> None:
        """One has opened, on the running loop."""
        with self._lock:
            self._open[session] = asyncio.get_running_loop()

    def remove(self, session: Session) -> None:
        """It is over; harmless when repeated."""
        with self._lock:
            self._open.pop(session, None)

    def drop_all(self, words: bytes = b"") -> int:
        """End every one of them, with last words or none, and say how many there were."""
        return self._let_go(len(self), lambda session: session.end(words))

    def drop_newest(self, count: int) -> int:
        """End those that opened last without a word, and say how many there were."""
        return self._let_go(count, lambda session: session.end())

    def vanish_all(self, seconds: float) -> int:
        """Leave them all without the network, and say how many there were."""
        return self._let_go(len(self), lambda session: session.vanish(seconds))

    def _let_go(self, count: int, how: Callable[[Session], None]) -> int:
        with self._lock:
            newest = list(self._open.items())[::-1][: max(count, 0)]
            for session, _ in newest:
                del self._open[session]
        for session, loop in newest:
            loop.call_soon_threadsafe(how, session)
        return len(newest)


class Faults:
    """Everything that is armed in a sandbox; its threads and its loop share it."""

    def __init__(self) -> None:
        self.ignore_cancel = False
        """A request to cancel is taken and does nothing, as was seen on a real cluster."""
        self.delay = 0.0
        """Seconds that each answer to a statement is held back."""
        self.session_limit: float | None = None
        """Seconds that sessions opened from now on last, instead of the sandbox's own limit."""
        self.token_clock = 0.0
        """Seconds that the clock which tokens are checked by is ahead."""
        self.sessions = Sessions()
        self._lock = threading.Lock()
        self._commits: deque[Drop] = deque()
        self._conflicts: deque[Conflict] = deque()
        self._openings: deque[Refusal] = deque()
        self._calls: deque[Fault] = deque()
        self._back = 0.0
        """When a restart is over, on the monotonic clock."""

    def commit(self) -> Drop | None:
        """When the connection is to go at the COMMIT now under way; taken with that."""
        return self._take(self._commits)

    def conflict(self) -> Conflict | None:
        """The conflict that the COMMIT now under way is to end with; taken with that."""
        return self._take(self._conflicts)

    def opening(self) -> Refusal | None:
        """What the session that is being opened is refused with; taken with that."""
        return restarting() if self._away() else self._take(self._openings)

    def call(self) -> Fault | None:
        """What the call of AWS's API now under way fails with; taken with that."""
        return self._take(self._calls)

    def drop_at_commit(self, drops: Iterable[Drop]) -> None:
        """One for each of the next COMMITs."""
        self._arm(self._commits, drops)

    def inject(self, conflicts: Iterable[Conflict]) -> None:
        """One for each of the next COMMITs."""
        self._arm(self._conflicts, conflicts)

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """One for each of the next openings."""
        self._arm(self._openings, refusals)

    def fail(self, faults: Iterable[Fault]) -> None:
        """One for each of the next calls of AWS's API."""
        self._arm(self._calls, faults)

    def restart(self, seconds: float) -> None:
        """All sessions end at once, and for so many seconds nobody comes in."""
        self._back = monotonic() + seconds
        self.sessions.drop_all(shut_down().packet())

    def disarm(self) -> None:
        """Nothing goes wrong any more; open sessions keep the limit that they were opened with."""
        with self._lock:
            self._commits.clear()
            self._conflicts.clear()
            self._openings.clear()
            self._calls.clear()
        self.ignore_cancel = False
        self.delay = 0.0
        self.session_limit = None
        self.token_clock = 0.0
        self._back = 0.0

    def state(self) -> dict[str, object]:
        """What is armed and not yet taken, as JSON shows it."""
        with self._lock:
            return {
                "commit": list(self._commits),
                "conflict": list(self._conflicts),
                "openings": [f"{refusal.sqlstate} {refusal}" for refusal in self._openings],
                "calls": [fault.name for fault in self._calls],
                "ignore_cancel": self.ignore_cancel,
                "delay": self.delay,
                "session_limit": self.session_limit,
                "token_clock": self.token_clock,
                "restart": round(self._away(), 1),
                "sessions": len(self.sessions),
            }

    def _away(self) -> float:
        """Seconds that a restart still takes."""
        return max(0.0, self._back - monotonic())

    def _take(self, armed: deque[_Armed]) -> _Armed | None:
        with self._lock:
            return armed.popleft() if armed else None

    def _arm(self, armed: deque[_Armed], more: Iterable[_Armed]) -> None:
        with self._lock:
            armed.extend(more)
