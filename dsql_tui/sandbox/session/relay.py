"""A session that is open: its two connections, what flows between them, and its clock."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from dsql_tui.dsql import limits
from dsql_tui.sandbox.protocol import wire
from dsql_tui.sandbox.protocol.link import Link
from dsql_tui.sandbox.session.arena import Arena
from dsql_tui.sandbox.session.commits import Dropped
from dsql_tui.sandbox.session.dialogue import Dialogue
from dsql_tui.sandbox.session.inbox import Inbox
from dsql_tui.sandbox.session.session import Session
from dsql_tui.sandbox.store.backend import Backend
from dsql_tui.sandbox.world.faults import Faults
from dsql_tui.sandbox.world.meters import Count


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a session lasts, in seconds."""

    session: float = limits.SESSION
    grace: float = limits.TRANSACTION
    """What a transaction under way is given beyond that."""


class Relay:
    """A session between a client and a store, until either hangs up or its time is over.

    At the cutoff the connection is closed without a word. Nobody has published what a cluster
    sends then; those who met it report the bare end of the connection.
    """

    def __init__(
        self,
        client: Link,
        backend: Backend,
        clock: Clock,
        arena: Arena,
        faults: Faults,
        count: Count,
    ) -> None:
        self._client = client
        self._store = backend.link
        self._process = int.from_bytes(backend.key[:4], "big")
        self._clock = clock
        self._arena = arena
        self._dialogue = Dialogue(self._store, client)
        self._inbox = Inbox(client, self._store)
        self._session = Session(self._dialogue, self._inbox, arena, faults, count, self._rested)
        self._overdue = False

    async def run(self) -> None:
        """Answer the client until the session ends."""
        timer = asyncio.get_running_loop().call_later(self._clock.session, self._time_is_up)
        self._arena.enter(self._process, self._session)
        self._store.flow(self._client, self._dialogue.hear, self.end)
        self._client.flow(self._store, self._ask, self.end)
        try:
            with suppress(EOFError, Dropped):
                await self._session.run()
        finally:
            timer.cancel()
            self._session.end()
            self._arena.leave(self._process)
            self.end()

    def end(self, words: bytes = b"") -> None:
        """Close both ends, with last words or none; what has been sent before is delivered."""
        self._client.close(words)
        self._store.close()
        self._inbox.end()
        self._dialogue.end()

    def vanish(self, seconds: float) -> None:
        """Leave the client without the network, and the store without its client in the end."""
        self._client.vanish(seconds)
        asyncio.get_running_loop().call_later(seconds, self.end)

    def _ask(self, data: bytes) -> None:
        try:
            self._inbox.put(data)
        except wire.Malformed:
            # A cluster closes the connection at a message that is too long, without a word.
            self.end()

    def _time_is_up(self) -> None:
        self._overdue = True
        if self._session.at_rest:
            self.end()
        else:
            asyncio.get_running_loop().call_later(self._clock.grace, self.end)

    def _rested(self) -> None:
        if self._overdue:
            self.end()
