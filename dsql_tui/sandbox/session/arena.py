"""The sessions of one store: who stands in whose way, and who has changed the schema."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
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
        self._monitor: Link | None = None
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
            self._rest()

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
        while True:
            await asyncio.sleep(_PERIOD)
            now = loop.time()
            since = [each.busy_since for each in self._sessions.values()]
            waits = [now - begin for begin in since if begin is not None]
            late = [wait for wait in waits if wait >= _PERIOD / 2]
            if late and len(since) > 1 and now - looked >= min(min(late) / 2, 0.5):
                try:
                    await self._look()
                except (OSError, EOFError, refusals.Refusal):
                    self._rest()
                looked = loop.time()

    async def _look(self) -> None:
        for waiting, blocking in await self._waiting():
            waiter, holder = self._sessions.get(waiting), self._sessions.get(blocking)
            if waiter and holder and holder.busy_since is None:
                holder.give_way(waiter)

    async def _waiting(self) -> list[tuple[int, int]]:
        """Whose process waits for whose."""
        if self._monitor is None:
            user = {"user": SUPERUSER, "database": "postgres"}
            self._monitor = (await backend.open_backend(self._socket, user)).link
        self._monitor.transport.write(wire.message(b"Q", _WAITING))
        told = message = b""
        while message[:1] != b"Z":
            message = await self._monitor.message()
            told += message
        return [(int(row[0] or 0), int(row[1] or 0)) for row in extended.rows(told)]

    def _rest(self) -> None:
        if self._monitor is not None:
            self._monitor.close()
            self._monitor = None
