"""The messages that a client has sent and that are not handled yet."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from dsql_tui.sandbox.protocol import wire
from dsql_tui.sandbox.protocol.link import Link

_QUERY = ord("Q")

_MAX_WAITING = 1024 * 1024
"""Bytes that may wait before the client is no longer read."""


class Inbox:
    """A queue of whole messages; only the data of a COPY comes in pieces, under the kind 0."""

    def __init__(self, client: Link, store: Link) -> None:
        self._client = client
        self._store = store
        self._cutter = wire.Cutter(b"QPBDECSHFcfX", wire.MESSAGE_MAX)
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._size = 0
        self._waiter: asyncio.Future[None] | None = None
        self._closed = False
        self._interruptions: list[Callable[[], Awaitable[None]]] = []
        self._fast_path: Callable[[bytes], bool] | None = None
        self._paused = False
        """Messages must wait until the Query on the fast path is answered."""

    @property
    def is_empty(self) -> bool:
        """No message waits."""
        return not self._waiting

    def put(self, data: bytes) -> None:
        """Add bytes from the client.

        Raises:
            wire.Malformed: a message is too long.
        """
        try:
            for kind, piece in self._cutter.cut(data):
                if kind == _QUERY and self._take_fast_path(piece):
                    continue
                self._waiting.append((kind, piece))
                self._size += len(piece)
        finally:
            if self._size > _MAX_WAITING:
                self._client.transport.pause_reading()
            if not self._paused:
                self._wake()

    def set_fast_path(self, fast_path: Callable[[bytes], bool]) -> None:
        """Offer each Query that is next in line to a function first, which may handle it.

        This saves a turn of the event loop.
        """
        self._fast_path = fast_path

    def resume(self) -> None:
        """Resume once the Query on the fast path is answered."""
        self._paused = False
        if self._waiting or self._interruptions:
            self._wake()

    def interrupt(self, work: Callable[[], Awaitable[None]]) -> None:
        """Let the session do something while it waits for the client."""
        self._interruptions.append(work)
        self._wake()

    def close(self) -> None:
        """Stop waiting for messages: there will be none."""
        self._closed = True
        self._wake()

    async def take(self) -> tuple[int, bytes]:
        """Return the next message with its kind.

        Raises:
            EOFError: there will be none.
        """
        while self._paused or not self._waiting:
            if self._closed:
                raise EOFError
            if self._interruptions:
                await self._interruptions.pop(0)()
                continue
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        kind, piece = self._waiting.popleft()
        before, self._size = self._size, self._size - len(piece)
        if before > _MAX_WAITING >= self._size and not self._store.stuck:
            self._client.transport.resume_reading()
        return kind, piece

    def _take_fast_path(self, message: bytes) -> bool:
        if self._paused or self._waiting or self._fast_path is None:
            return False
        self._paused = self._fast_path(message)
        return self._paused

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
