"""One end of a session, for asyncio: it is read by the byte at first, and flows later."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from dsql_tui.sandbox.protocol import wire

_HELD_MAX = 2 * wire.PASSWORD_MAX
"""Bytes that are kept until they are read, before the other side has to wait."""

_GOODBYE = 5.0
"""Seconds in which the last message must be taken."""


class Link(asyncio.Protocol):
    """A connection to a client or to a store."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._held = bytearray()
        self._news = asyncio.Event()
        self._over = False
        self.stuck = False
        """The other side does not take what is sent as fast as it is sent."""
        self._take: Callable[[bytes], None] | None = None
        self._end: Callable[[], None] | None = None
        self._other: Link | None = None
        self._abort: asyncio.TimerHandle | None = None

    async def read_exactly(self, count: int) -> bytes:
        """Return the next bytes.

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
        """Return the next packet without a kind, after its length.

        Raises:
            EOFError: the connection ended before.
            wire.Malformed: it is longer than `most`.
        """
        return await self.read_exactly(wire.packet_size(await self.read_exactly(4), most))

    async def message(self, most: int = wire.MESSAGE_MAX) -> bytes:
        """Return the next message.

        Raises:
            EOFError: the connection ended before.
            wire.Malformed: it is longer than `most`.
        """
        head = await self.read_exactly(5)
        size = int.from_bytes(head[1:], "big")
        if not 4 <= size <= most:
            raise wire.Malformed(f"a message of {size} bytes")
        return head + await self.read_exactly(size - 4)

    def hand_over(self, protocol: asyncio.Protocol) -> None:
        """Let another protocol take everything that comes, and what has come."""
        self.transport.set_protocol(protocol)
        held, self._held = bytes(self._held), bytearray()
        protocol.data_received(held)

    def flow(self, other: Link, take: Callable[[bytes], None], end: Callable[[], None]) -> None:
        """Pass on everything from now on, and pause while `other` cannot send it as fast."""
        self._other, self._take, self._end = other, take, end
        if self._held:
            held = bytes(self._held)
            self._held.clear()
            take(held)
        self.transport.resume_reading()
        if self._over:
            end()

    def close(self, words: bytes = b"") -> None:
        """Send a last message and hang up, even if nobody reads it."""
        if self._over or self._abort is not None:
            return
        if words:
            self.transport.write(words)
        self.transport.close()
        loop = asyncio.get_running_loop()
        self._abort = loop.call_later(_GOODBYE, self.transport.abort)

    def cut_network(self, seconds: float) -> None:
        """Let nothing through any more, and reset the connection after so many seconds."""
        gone, self.transport = self.transport, _Nowhere()
        gone.set_protocol(asyncio.Protocol())
        asyncio.get_running_loop().call_later(seconds, _reset, gone)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport (asyncio)."""
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Handle bytes (asyncio)."""
        if self._take is not None:
            self._take(data)
            return
        self._held += data
        if len(self._held) > _HELD_MAX:
            self.transport.pause_reading()
        self._news.set()

    def pause_writing(self) -> None:
        """Pause the other side: this one does not take what is sent (asyncio)."""
        self.stuck = True
        if self._other is not None:
            self._other.transport.pause_reading()

    def resume_writing(self) -> None:
        """Resume the other side (asyncio)."""
        self.stuck = False
        if self._other is not None:
            self._other.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Handle the end of the connection (asyncio)."""
        self._over = True
        self._news.set()
        if self._abort is not None:
            self._abort.cancel()
        if self._end is not None:
            self._end()


class _Nowhere(asyncio.Transport):
    """A transport that leads nowhere."""

    def write(self, data: object) -> None:
        """Discard the data."""

    def pause_reading(self) -> None:
        """Do nothing."""

    def resume_reading(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""

    def abort(self) -> None:
        """Do nothing."""


def _reset(transport: asyncio.Transport) -> None:
    """Reset a connection, as a system does that does not know it, unless it is closed."""
    with suppress(OSError):
        at_once = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    transport.abort()
