"""The sessions of one store: which of them block each other, and which changed the schema."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, Protocol

from dsql_tui.sandbox.protocol import errors, extended, wire
from dsql_tui.sandbox.protocol.link import Link
from dsql_tui.sandbox.session.occ import ConflictTracker
from dsql_tui.sandbox.state.faults import Faults
from dsql_tui.sandbox.store import backend, superuser

_INTERVAL = 0.02
"""Seconds that a statement may wait for a lock before the monitor looks."""

_MAX_INTERVAL = 0.5
"""Seconds between two looks while a statement takes long."""

_READ_TIMEOUT = 10.0
"""Seconds in which the store must tell who waits; otherwise the monitor connects again."""

_MAX_CHANGES = 1000

_BLOCKED = b"""SELECT waiting.pid, blocker
FROM pg_catalog.pg_stat_activity AS waiting,
     pg_catalog.unnest(pg_catalog.pg_blocking_pids(waiting.pid)) AS blocker
WHERE waiting.wait_event_type = 'Lock'\0"""


class SchemaChange(NamedTuple):
    """A change of the schema that has been committed."""

    session: MonitoredSession
    names: frozenset[str]
    """The relations whose definition has changed."""
    time: float
    """The loop's time."""


class MonitoredSession(Protocol):
    """A session, as the others see it."""

    @property
    def busy_since(self) -> float | None:
        """The loop's time at which it began what it does; `None` while it is idle."""

    @property
    def conflicts(self) -> ConflictTracker:
        """The conflicts of its transaction."""

    @property
    def changes_schema(self) -> bool:
        """Its transaction changes the schema."""

    def yield_to(self, other: MonitoredSession, looked: float) -> None:
        """Let the other one, which waited at a time of the loop, go on if this one is idle."""


class LockMonitor:
    """The sessions of a store, watched for locks."""

    def __init__(self, socket: Path, faults: Faults) -> None:
        self._socket = socket
        self._faults = faults
        self._sessions: dict[int, MonitoredSession] = {}
        self._watch: asyncio.Task[None] | None = None
        self._changes: list[SchemaChange] = []
        self.has_deferrable: bool | None = None
        """There are constraints that can be deferred; `None` if nobody has looked yet."""
        self.schema_version = 0
        """The number of changes of the schema so far."""

    @property
    def catch_up(self) -> float:
        """The seconds in which a session without a transaction learns of a change."""
        return self._faults.catch_up

    def add(self, process: int, session: MonitoredSession) -> None:
        """Watch a session that has opened; `process` is PostgreSQL's."""
        self._sessions[process] = session
        if self._watch is None:
            self._watch = asyncio.get_running_loop().create_task(self._keep_watching())

    def remove(self, process: int) -> None:
        """Watch a session no longer."""
        self._sessions.pop(process, None)
        if not self._sessions and self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def record_change(self, session: MonitoredSession, names: frozenset[str]) -> None:
        """Note that a session has changed the definition of relations with these names."""
        now = asyncio.get_running_loop().time()
        self._changes.append(SchemaChange(session, names, now))
        del self._changes[:-_MAX_CHANGES]
        self.schema_version += 1

    def changes_since(self, version: int, session: MonitoredSession) -> Iterator[SchemaChange]:
        """Return the changes that other sessions have made since a version of the schema."""
        recent = self._changes[len(self._changes) - (self.schema_version - version) :]
        return (change for change in recent if change.session is not session)

    async def _keep_watching(self) -> None:
        """Look for locks while a statement takes its time, less often the longer it takes."""
        loop = asyncio.get_running_loop()
        looked = 0.0
        with closing(LockReader(self._socket)) as reader:
            # Until Python 3.12 `wait_for` may swallow a cancellation.
            while self._watch is asyncio.current_task():
                await asyncio.sleep(_INTERVAL)
                now = loop.time()
                since = [each.busy_since for each in self._sessions.values()]
                waits = [now - begin for begin in since if begin is not None]
                late = [wait for wait in waits if wait >= _INTERVAL / 2]
                if late and len(since) > 1 and now - looked >= min(min(late) / 2, _MAX_INTERVAL):
                    await self._check_locks(reader)
                    looked = loop.time()

    async def _check_locks(self, reader: LockReader) -> None:
        looked = asyncio.get_running_loop().time()
        began = {process: session.busy_since for process, session in self._sessions.items()}
        try:
            waits = await asyncio.wait_for(reader.read(), _READ_TIMEOUT)
        except (OSError, EOFError, asyncio.TimeoutError, errors.ServerError, wire.Malformed):
            reader.close()
            return
        for waiting, blocking in waits:
            waiter, holder = self._sessions.get(waiting), self._sessions.get(blocking)
            if waiter is None or holder is None or holder.busy_since is not None:
                continue
            # By the time of the answer, the statement that waited may be over.
            if waiter.busy_since is not None and waiter.busy_since == began.get(waiting):
                holder.yield_to(waiter, looked)


class LockReader:
    """A session of the sandbox with a store, opened when it is first needed."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._link: Link | None = None

    async def read(self) -> list[tuple[int, int]]:
        """Return pairs of processes: one that waits for a lock, and one that holds it.

        Raises:
            OSError, EOFError, errors.ServerError: the store does not answer.
        """
        if self._link is None:
            self._link = (await backend.open_backend(self._socket, superuser.STARTUP)).link
        self._link.transport.write(wire.message(b"Q", _BLOCKED))
        received = message = b""
        while message[:1] != b"Z":
            message = await self._link.message()
            received += message
        return [(int(row[0] or 0), int(row[1] or 0)) for row in extended.rows(received)]

    def close(self) -> None:
        """Close the session; the next `read` opens another."""
        if self._link is not None:
            self._link.close()
            self._link = None
