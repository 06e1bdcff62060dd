"""What a client has sent and nobody has taken yet."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from dsql_tui.sandbox.protocol import wire
from dsql_tui.sandbox.protocol.link import Link

_QUERY = ord("Q")

_HELD_MAX = 1024 * 1024
"""Bytes that wait before the client has to."""


class Inbox:
    """Whole messages; only the data of a COPY comes in pieces, under the kind 0."""

    def __init__(self, client: Link, store: Link) -> None:
        self._client = client
        self._store = store
        self._cutter = wire.Cutter(b"QPBDECSHFcfX", wire.MESSAGE_MAX)
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._size = 0
        self._news: asyncio.Future[None] | None = None
        self._over = False
        self._interposed: list[Callable[[], Awaitable[None]]] = []
        self._quick: Callable[[bytes], bool] | None = None
        self._held = False
        """Must what has come wait until the last Query is answered?"""

    @property
    def empty(self) -> bool:
        """Is nothing there to be taken?"""
        return not self._waiting

    def put(self, data: bytes) -> None:
        """The client has sent something.

        Raises:
            wire.Malformed: a message is too long.
        """
        try:
            for kind, piece in self._cutter.cut(data):
                if kind == _QUERY and self._is_done_at_once(piece):
                    continue
                self._waiting.append((kind, piece))
                self._size += len(piece)
        finally:
            if self._size > _HELD_MAX:
                self._client.transport.pause_reading()
            if not self._held:
                self._wake()

    def at_once(self, quick: Callable[[bytes], bool]) -> None:
        """Let a Query that nothing stands before be offered to this first: it saves a turn."""
        self._quick = quick

    def go_on(self) -> None:
        """What was done at once is answered."""
        self._held = False
        if self._waiting or self._interposed:
            self._wake()

    def interpose(self, work: Callable[[], Awaitable[None]]) -> None:
        """Something that whoever waits for the client is to do meanwhile."""
        self._interposed.append(work)
        self._wake()

    def end(self) -> None:
        """Nothing will come any more."""
        self._over = True
        self._wake()

    async def take(self) -> tuple[int, bytes]:
        """The next message with its kind.

        Raises:
            EOFError: there is none, and will be none.
        """
        while self._held or not self._waiting:
            if self._over:
                raise EOFError
            if self._interposed:
                await self._interposed.pop(0)()
                continue
            self._news = asyncio.get_running_loop().create_future()
            await self._news
        kind, piece = self._waiting.popleft()
        before, self._size = self._size, self._size - len(piece)
        if before > _HELD_MAX >= self._size and not self._store.stuck:
            self._client.transport.resume_reading()
        return kind, piece

    def _is_done_at_once(self, message: bytes) -> bool:
        if self._held or self._waiting or self._quick is None:
            return False
        self._held = self._quick(message)
        return self._held

    def _wake(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)
