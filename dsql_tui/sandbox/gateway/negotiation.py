"""The bytes before TLS: a request for TLS, its direct start, or a cancel request."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass

from dsql_tui.sandbox.protocol import errors, wire

_TLS_HELLO = 0x16


@dataclass(frozen=True, slots=True)
class TlsRequested:
    """TLS follows."""

    direct: bool
    """It began without a request; then it must name its protocol."""


@dataclass(frozen=True, slots=True)
class CancelRequested:
    """The client wants to cancel a statement; nothing else follows."""

    key: bytes


async def negotiate(client: socket.socket) -> TlsRequested | CancelRequested:
    """Answer the bytes that come before TLS.

    Exactly the bytes of each packet are read, so that nothing sent in the clear can pass for
    something sent in TLS (CVE-2021-23222).

    Raises:
        ServerError: the client wants to continue without TLS.
        EOFError: it hung up.
        wire.Malformed: it does not speak the protocol.
    """
    loop = asyncio.get_running_loop()
    while True:
        await _readable(client)
        if client.recv(1, socket.MSG_PEEK) == bytes((_TLS_HELLO,)):
            return TlsRequested(direct=True)
        size = wire.packet_size(await _read_exactly(client, 4), wire.STARTUP_MAX)
        # Read the whole packet, even to reject it: closing with unread bytes would lose the answer.
        body = await _read_exactly(client, size)
        code = wire.packet_code(body)
        if code == wire.SSL_REQUEST:
            await loop.sock_sendall(client, b"S")
            return TlsRequested(direct=False)
        if code == wire.CANCEL_REQUEST:
            return CancelRequested(body[4:])
        if code != wire.GSS_REQUEST:
            raise errors.missing_tls_error()
        await loop.sock_sendall(client, b"N")


async def _readable(client: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    news = asyncio.Event()
    loop.add_reader(client, news.set)
    try:
        await news.wait()
    finally:
        loop.remove_reader(client)


async def _read_exactly(client: socket.socket, count: int) -> bytes:
    loop = asyncio.get_running_loop()
    taken = b""
    while len(taken) < count:
        piece = await loop.sock_recv(client, count - len(taken))
        if not piece:
            raise EOFError
        taken += piece
    return taken
