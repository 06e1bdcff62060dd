"""PostgreSQL's protocol inside a WebSocket, as AWS's connector for Postgres.js uses it.

The client opens `wss://HOST/` and sends what it would send inside TLS. Each message of the server
is a WebSocket message of its own, because the connector looks at the first byte of each.

https://github.com/awslabs/aurora-dsql-connectors/tree/main/node/postgres-js
"""

from __future__ import annotations

import asyncio
from typing import Any

from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

from dsql_tui.sandbox.protocol import wire
from dsql_tui.sandbox.protocol.link import Link


async def accept(outer: Link) -> Link:
    """Take over a connection whose client asks for a WebSocket; return the link inside it.

    Raises:
        EOFError: the client hung up, or asked for something else.
    """
    inner = Link()
    endpoint = _Endpoint(outer.transport, inner)
    inner.connection_made(_WebSocketTransport(endpoint))
    outer.hand_over(endpoint)
    await endpoint.opened
    return inner


class _Endpoint(asyncio.Protocol):
    """The server's end of a WebSocket: bytes of the network in, payloads to a link out."""

    def __init__(self, transport: asyncio.Transport, inner: Link) -> None:
        self.transport = transport
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._inner = inner
        self._protocol = ServerProtocol(max_size=wire.MESSAGE_MAX)
        self._unsent = bytearray()

    def send(self, data: bytes) -> None:
        """Send bytes of the server, as soon as their message is whole."""
        self._unsent += data
        begin = 0
        while len(self._unsent) >= begin + 5:
            end = begin + 1 + int.from_bytes(self._unsent[begin + 1 : begin + 5], "big")
            if end > len(self._unsent):
                break
            if self._protocol.state is State.OPEN:
                self._protocol.send_binary(bytes(self._unsent[begin:end]))
            begin = end
        del self._unsent[:begin]
        self._flush()

    def close(self) -> None:
        """Say goodbye and hang up."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(1000)
            self._flush()
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Handle bytes of the client (asyncio)."""
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Request):
                self._protocol.send_response(self._protocol.accept(event))
                if self._protocol.state is State.OPEN and not self.opened.done():
                    self.opened.set_result(None)
            elif isinstance(event, Frame) and event.opcode in (Opcode.BINARY, Opcode.CONT):
                self._inner.data_received(bytes(event.data))
        self._flush()

    def pause_writing(self) -> None:
        """Pause the session (asyncio)."""
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Resume the session (asyncio)."""
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Handle the end of the connection (asyncio)."""
        if not self.opened.done():
            self.opened.set_exception(EOFError())
        self._inner.connection_lost(exc)

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self.transport.write(data)
            else:
                # The WebSocket is closed, or was never one.
                self.transport.close()


class _WebSocketTransport(asyncio.Transport):
    """The transport of a link inside a WebSocket."""

    def __init__(self, endpoint: _Endpoint) -> None:
        super().__init__()
        self._endpoint = endpoint

    def write(self, data: Any) -> None:
        """Send bytes."""
        self._endpoint.send(data)

    def pause_reading(self) -> None:
        """Pause the client."""
        self._endpoint.transport.pause_reading()

    def resume_reading(self) -> None:
        """Resume the client."""
        self._endpoint.transport.resume_reading()

    def close(self) -> None:
        """Say goodbye and hang up."""
        self._endpoint.close()

    def abort(self) -> None:
        """Hang up."""
        self._endpoint.transport.abort()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Let another protocol take what comes."""
        self._endpoint.transport.set_protocol(protocol)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return what is known about the connection."""
        return self._endpoint.transport.get_extra_info(name, default)
