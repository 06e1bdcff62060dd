"""An open session: its two connections, what flows between them, and its time limit."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from dsql_tui.dsql import limits
from dsql_tui.dsql.releases import NEWEST
from dsql_tui.sandbox.protocol import wire
from dsql_tui.sandbox.protocol.link import Link
from dsql_tui.sandbox.session.backend_channel import BackendChannel
from dsql_tui.sandbox.session.inbox import Inbox
from dsql_tui.sandbox.session.lock_monitor import LockMonitor
from dsql_tui.sandbox.session.session import Session
from dsql_tui.sandbox.session.transaction_end import Dropped
from dsql_tui.sandbox.state.faults import Faults
from dsql_tui.sandbox.state.metrics import Count
from dsql_tui.sandbox.store.backend import Backend


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long a session lasts, in seconds."""

    session: float = limits.SESSION_SECONDS
    grace: float = limits.TRANSACTION_SECONDS
    """The time that an open transaction gets beyond that."""


class Relay:
    """A session between a client and a store, until either hangs up or its time is over.

    At the cutoff the connection is closed without a message. What a cluster sends then is not
    published; users report the bare end of the connection.
    """

    def __init__(
        self,
        client: Link,
        backend: Backend,
        time_limit: TimeLimit,
        monitor: LockMonitor,
        faults: Faults,
        count: Count,
        release: str = NEWEST,
    ) -> None:
        self._client = client
        self._store = backend.link
        self._process = int.from_bytes(backend.key[:4], "big")
        self._time_limit = time_limit
        self._monitor = monitor
        self._channel = BackendChannel(self._store, client)
        self._inbox = Inbox(client, self._store)
        self._session = Session(
            self._channel, self._inbox, monitor, faults, count, self._end_if_overdue, release
        )
        self._overdue = False

    async def run(self) -> None:
        """Answer the client until the session ends."""
        timer = asyncio.get_running_loop().call_later(self._time_limit.session, self._cut_off)
        self._monitor.add(self._process, self._session)
        self._store.flow(self._client, self._channel.receive, self.end)
        self._client.flow(self._store, self._receive, self.end)
        try:
            with suppress(EOFError, Dropped):
                await self._session.run()
        finally:
            timer.cancel()
            self._session.end()
            self._monitor.remove(self._process)
            self.end()

    def end(self, last_message: bytes = b"") -> None:
        """Close both connections; what was sent before is delivered."""
        self._client.close(last_message)
        self._store.close()
        self._inbox.close()
        self._channel.close()

    def cut_network(self, seconds: float) -> None:
        """Cut the client off silently, and end the store's session after so many seconds."""
        self._client.cut_network(seconds)
        asyncio.get_running_loop().call_later(seconds, self.end)

    def _receive(self, data: bytes) -> None:
        try:
            self._inbox.put(data)
        except wire.Malformed:
            # A cluster closes the connection at a message that is too long, without a word.
            self.end()

    def _cut_off(self) -> None:
        self._overdue = True
        if self._session.is_at_rest:
            self.end()
        else:
            asyncio.get_running_loop().call_later(self._time_limit.grace, self.end)

    def _end_if_overdue(self) -> None:
        if self._overdue:
            self.end()
