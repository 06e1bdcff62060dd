"""The lock monitor leaves no session with the store open, whenever it is stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from dsql_tui.sandbox.protocol import wire
from dsql_tui.sandbox.session import lock_monitor
from dsql_tui.sandbox.session.lock_monitor import LockMonitor
from dsql_tui.sandbox.session.occ import ConflictTracker
from dsql_tui.sandbox.state.faults import Faults

READY = wire.message(b"R", b"\0\0\0\0") + wire.message(b"Z", b"I")
TURNS = 12
"""Turns of the event loop in which a cancellation can come."""


class BusySession:
    """A session whose statement has been running for a long time."""

    busy_since = -100.0
    changes_schema = False
    conflicts: ConflictTracker

    def yield_to(self, other: object, looked: float) -> None:
        """Do nothing."""


class FakeStore:
    """A server that greets every client and counts those that are connected."""

    def __init__(self) -> None:
        self.connected = asyncio.Event()
        self.connections = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(READY)
        self.connected.set()
        with suppress(ConnectionError):
            while await reader.read(1000):
                writer.write(wire.message(b"Z", b"I"))
        self.connections -= 1
        writer.close()


async def test_a_watch_that_is_cancelled_at_any_moment_leaves_nothing_open(
    tmp_path: Path,
) -> None:
    store = FakeStore()
    async with await asyncio.start_unix_server(store, tmp_path / "socket"):
        monitor = LockMonitor(tmp_path / "socket", Faults())
        for turns in range(TURNS):
            store.connected.clear()
            monitor.add(1, BusySession())
            monitor.add(2, BusySession())
            await asyncio.wait_for(store.connected.wait(), 5)
            for _ in range(turns):
                await asyncio.sleep(0)
            monitor.remove(1)
            monitor.remove(2)

        async def wait_until_empty() -> None:
            while store.connections:
                await asyncio.sleep(0.01)

        await asyncio.wait_for(wait_until_empty(), 5)


class IdleSession(BusySession):
    """A session that is idle in a transaction, and notes for whom it yields."""

    def __init__(self) -> None:
        self.busy_since = None  # type: ignore[assignment]
        self.yielded_to: list[object] = []

    def yield_to(self, other: object, looked: float) -> None:
        """Note the other session."""
        self.yielded_to.append(other)


class BlockedReader:
    """A reader that finds session 1 waiting for session 2, while something happens."""

    def __init__(self, happens: Callable[[], None]) -> None:
        self._happens = happens

    async def read(self) -> list[tuple[int, int]]:
        self._happens()
        return [(1, 2)]


@pytest.mark.parametrize("since", [-100.0, None, -1.0])
async def test_nobody_yields_to_a_statement_that_is_over(
    tmp_path: Path, since: float | None
) -> None:
    monitor = LockMonitor(tmp_path / "socket", Faults())
    waiter, holder = BusySession(), IdleSession()
    monitor.add(1, waiter)
    monitor.add(2, holder)
    reader = BlockedReader(lambda: setattr(waiter, "busy_since", since))
    await monitor._check_locks(reader)  # type: ignore[arg-type]
    monitor.remove(1)
    monitor.remove(2)
    assert holder.yielded_to == ([waiter] if since == -100.0 else [])


class SilentReader:
    """A reader whose store does not answer, or not with messages of the protocol."""

    def __init__(self, error: Exception | None) -> None:
        self._error = error
        self.is_closed = False

    async def read(self) -> list[tuple[int, int]]:
        if self._error is not None:
            raise self._error
        await asyncio.Event().wait()
        return []

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("error", [None, wire.Malformed(), EOFError()])
async def test_a_store_that_does_not_answer_is_asked_in_another_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    monkeypatch.setattr(lock_monitor, "_READ_TIMEOUT", 0.01)
    reader = SilentReader(error)
    await LockMonitor(tmp_path / "socket", Faults())._check_locks(reader)  # type: ignore[arg-type]
    assert reader.is_closed
