"""Sessions that come and go at any moment leave no session of ours with the store behind."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from dsql_tui.sandbox.protocol import wire
from dsql_tui.sandbox.session.arena import Arena
from dsql_tui.sandbox.session.claims import Claim

READY = wire.message(b"R", b"\0\0\0\0") + wire.message(b"Z", b"I")
TURNS = 12
"""Turns of the loop in which a cancellation can come."""


class Busy:
    """A session with a statement under way for a long time."""

    busy_since = -100.0
    changes_schema = False
    claim: Claim

    def give_way(self, other: object) -> None:
        """Nobody asks."""


class Store:
    """Greets whoever comes, and counts those who are still there."""

    def __init__(self) -> None:
        self.came = asyncio.Event()
        self.there = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.there += 1
        writer.write(READY)
        self.came.set()
        with suppress(ConnectionError):
            while await reader.read(1000):
                writer.write(wire.message(b"Z", b"I"))
        self.there -= 1
        writer.close()


async def test_a_watch_that_is_called_off_at_any_moment_leaves_nothing_open(
    tmp_path: Path,
) -> None:
    store = Store()
    async with await asyncio.start_unix_server(store, tmp_path / "socket"):
        arena = Arena(tmp_path / "socket")
        for turns in range(TURNS):
            store.came.clear()
            arena.enter(1, Busy())
            arena.enter(2, Busy())
            await asyncio.wait_for(store.came.wait(), 5)
            for _ in range(turns):
                await asyncio.sleep(0)
            arena.leave(1)
            arena.leave(2)

        async def emptied() -> None:
            while store.there:
                await asyncio.sleep(0.01)

        await asyncio.wait_for(emptied(), 5)
