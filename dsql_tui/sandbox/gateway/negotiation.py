"""The bytes before TLS: does this client ask for it, begin it at once, or want to cancel?"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass

from dsql_tui.sandbox.protocol import refusals, wire

_TLS_HELLO = 0x16


@dataclass(frozen=True, slots=True)
class Secured:
    """TLS comes next."""

    direct: bool
    """Without having asked: then it must name the protocol that it is for."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """A statement is to be cancelled; nothing else follows."""

    key: bytes


async def negotiate(client: socket.socket) -> Secured | Cancel:
    """Answer what comes in the clear.

    Exactly the bytes of each packet are taken, so that nothing sent in the clear can pass for
    something sent in TLS (CVE-2021-23222).

    Raises:
        Refusal: the client wants to go on in the clear.
        EOFError: it hung up.
        wire.Malformed: it does not speak the protocol.
    """
    loop = asyncio.get_running_loop()
    while True:
        await _readable(client)
        if client.recv(1, socket.MSG_PEEK) == bytes((_TLS_HELLO,)):
            return Secured(direct=True)
        size = wire.packet_size(await _exactly(client, 4), wire.STARTUP_MAX)
        # The whole packet, even of one refused: closing with bytes unread would lose our words.
        body = await _exactly(client, size)
        code = wire.packet_code(body)
        if code == wire.SSL_REQUEST:
            await loop.sock_sendall(client, b"S")
            return Secured(direct=False)
        if code == wire.CANCEL_REQUEST:
            return Cancel(body[4:])
        if code != wire.GSS_REQUEST:
            raise refusals.plain()
        await loop.sock_sendall(client, b"N")


async def _readable(client: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    news = asyncio.Event()
    loop.add_reader(client, news.set)
    try:
        await news.wait()
    finally:
        loop.remove_reader(client)


async def _exactly(client: socket.socket, count: int) -> bytes:
    loop = asyncio.get_running_loop()
    taken = b""
    while len(taken) < count:
        piece = await loop.sock_recv(client, count - len(taken))
        if not piece:
            raise EOFError
        taken += piece
    return taken
