"""The sessions of one store: who stands in whose way, and who has changed the schema."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Protocol

from dsql_tui.sandbox.protocol import extended, refusals, wire
from dsql_tui.sandbox.protocol.link import Link
from dsql_tui.sandbox.session.claims import Claim
from dsql_tui.sandbox.store import backend
from dsql_tui.sandbox.store.postgres import SUPERUSER

_PERIOD = 0.02
"""Seconds that a statement may wait for a lock before we look."""

_CHANGES_MAX = 1000

_WAITING = b"""SELECT waiting.pid, blocker
FROM pg_stat_activity AS waiting, unnest(pg_blocking_pids(waiting.pid)) AS blocker
WHERE waiting.wait_event_type = 'Lock'\0"""


class Contender(Protocol):
    """A session, as the others see it."""

    @property
    def busy_since(self) -> float | None:
        """Since when something is under way, by the loop's clock."""

    @property
    def claim(self) -> Claim:
        """What its transaction has done."""

    @property
    def changes_schema(self) -> bool:
        """Is its transaction changing the schema?"""

    def give_way(self, other: Contender) -> None:
        """Let the other one pass, if nothing is under way here."""


class Arena:
    """What the sessions of a store have to do with one another."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._sessions: dict[int, Contender] = {}
        self._watch: asyncio.Task[None] | None = None
        self._changes: list[tuple[Contender, frozenset[str]]] = []
        self.version = 0
        """How often the schema has changed."""

    def enter(self, process: int, session: Contender) -> None:
        """A session has opened; `process` is PostgreSQL's."""
        self._sessions[process] = session
        if self._watch is None:
            self._watch = asyncio.get_running_loop().create_task(self._keep_watch())

    def leave(self, process: int) -> None:
        """It is over."""
        self._sessions.pop(process, None)
        if not self._sessions and self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def changed(self, session: Contender, names: frozenset[str]) -> None:
        """A session has changed relations of these names."""
        self._changes.append((session, names))
        del self._changes[:-_CHANGES_MAX]
        self.version += 1

    def changes(self, since: int, session: Contender) -> frozenset[str]:
        """The relations that others have changed since that version."""
        recent = self._changes[len(self._changes) - (self.version - since) :]
        names: Iterable[frozenset[str]] = (names for who, names in recent if who is not session)
        return frozenset().union(*names)

    async def _keep_watch(self) -> None:
        """Look for locks whenever something takes its time, less often the longer it takes."""
        loop = asyncio.get_running_loop()
        looked = 0.0
        with closing(Monitor(self._socket)) as monitor:
            # Until Python 3.12 `wait_for` may keep a cancellation to itself.
            while self._watch is asyncio.current_task():
                await asyncio.sleep(_PERIOD)
                now = loop.time()
                since = [each.busy_since for each in self._sessions.values()]
                waits = [now - begin for begin in since if begin is not None]
                late = [wait for wait in waits if wait >= _PERIOD / 2]
                if late and len(since) > 1 and now - looked >= min(min(late) / 2, 0.5):
                    await self._look(monitor)
                    looked = loop.time()

    async def _look(self, monitor: Monitor) -> None:
        try:
            waits = await monitor.waits()
        except (OSError, EOFError, refusals.Refusal):
            monitor.close()
            return
        for waiting, blocking in waits:
            waiter, holder = self._sessions.get(waiting), self._sessions.get(blocking)
            if waiter and holder and holder.busy_since is None:
                holder.give_way(waiter)


class Monitor:
    """A session of our own with a store, opened when it is first asked."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._link: Link | None = None

    async def waits(self) -> list[tuple[int, int]]:
        """Whose process waits for whose.

        Raises:
            OSError, EOFError, refusals.Refusal: the store does not answer.
        """
        if self._link is None:
            user = {"user": SUPERUSER, "database": "postgres"}
            self._link = (await backend.open_backend(self._socket, user)).link
        self._link.transport.write(wire.message(b"Q", _WAITING))
        told = message = b""
        while message[:1] != b"Z":
            message = await self._link.message()
            told += message
        return [(int(row[0] or 0), int(row[1] or 0)) for row in extended.rows(told)]

    def close(self) -> None:
        """End it; the next question opens another."""
        if self._link is not None:
            self._link.close()
            self._link = None
