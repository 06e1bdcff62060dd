"""One end of a session as asyncio sees it: first it is asked for so many bytes, later it flows."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from dsql_tui.sandbox.protocol import wire

_HELD_MAX = 2 * wire.PASSWORD_MAX
"""Bytes that are kept for whoever asks, before the other side has to wait."""

_GOODBYE = 5.0
"""Seconds in which the last words must be taken."""


class Link(asyncio.Protocol):
    """A connection to a client or to a store."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._held = bytearray()
        self._news = asyncio.Event()
        self._over = False
        self.stuck = False
        """Is what we send not taken as fast?"""
        self._take: Callable[[bytes], None] | None = None
        self._end: Callable[[], None] | None = None
        self._other: Link | None = None
        self._abort: asyncio.TimerHandle | None = None

    async def exactly(self, count: int) -> bytes:
        """The next bytes, so many.

        Raises:
            EOFError: the connection ended before.
        """
        while len(self._held) < count:
            if self._over:
                raise EOFError
            self._news.clear()
            await self._news.wait()
        taken = bytes(self._held[:count])
        del self._held[:count]
        if not self._over:
            self.transport.resume_reading()
        return taken

    async def packet(self, most: int) -> bytes:
        """The next packet without a kind, after its length.

        Raises:
            EOFError: the connection ended before.
            wire.Malformed: it is longer than `most`.
        """
        return await self.exactly(wire.packet_size(await self.exactly(4), most))

    async def message(self, most: int = wire.MESSAGE_MAX) -> bytes:
        """The next message, whole.

        Raises:
            EOFError: the connection ended before.
            wire.Malformed: it is longer than `most`.
        """
        head = await self.exactly(5)
        size = int.from_bytes(head[1:], "big")
        if not 4 <= size <= most:
            raise wire.Malformed(f"a message of {size} bytes")
        return head + await self.exactly(size - 4)

    def flow(self, other: Link, take: Callable[[bytes], None], end: Callable[[], None]) -> None:
        """From now on hand over what comes, and wait where `other` cannot send it on as fast."""
        self._other, self._take, self._end = other, take, end
        if self._held:
            held = bytes(self._held)
            self._held.clear()
            take(held)
        self.transport.resume_reading()
        if self._over:
            end()

    def close(self, words: bytes = b"") -> None:
        """Say the last words and hang up, even where nobody listens."""
        if self._over or self._abort is not None:
            return
        if words:
            self.transport.write(words)
        self.transport.close()
        loop = asyncio.get_running_loop()
        self._abort = loop.call_later(_GOODBYE, self.transport.abort)

    def vanish(self, seconds: float) -> None:
        """Let nothing through any more, and reset the connection after so many seconds."""
        gone, self.transport = self.transport, _Nowhere()
        gone.set_protocol(asyncio.Protocol())
        asyncio.get_running_loop().call_later(seconds, _reset, gone)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: connected."""
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """asyncio: bytes have come."""
        if self._take is not None:
            self._take(data)
            return
        self._held += data
        if len(self._held) > _HELD_MAX:
            self.transport.pause_reading()
        self._news.set()

    def pause_writing(self) -> None:
        """asyncio: what we send is not taken as fast."""
        self.stuck = True
        if self._other is not None:
            self._other.transport.pause_reading()

    def resume_writing(self) -> None:
        """asyncio: it is taken again."""
        self.stuck = False
        if self._other is not None:
            self._other.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: the end, ours or theirs."""
        self._over = True
        self._news.set()
        if self._abort is not None:
            self._abort.cancel()
        if self._end is not None:
            self._end()


class _Nowhere(asyncio.Transport):
    """A way that leads to nobody."""

    def write(self, data: object) -> None:
        """asyncio: nobody hears it."""

    def pause_reading(self) -> None:
        """asyncio: nothing comes."""

    def resume_reading(self) -> None:
        """asyncio: nothing comes."""

    def close(self) -> None:
        """asyncio: nobody notices."""

    def abort(self) -> None:
        """asyncio: nobody notices."""


def _reset(transport: asyncio.Transport) -> None:
    """Hang up as a system does that knows nothing of the connection, unless it is over already."""
    with suppress(OSError):
        at_once = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    transport.abort()
