"""A proxy before the sandbox that loses the request or the answer of a write.

It ends TLS itself, so that it knows where the messages of PostgreSQL's protocol begin.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import trustme

from dsql_tui.sandbox.gateway.certificates import ALPN
from dsql_tui.sandbox.ready import Ready

_WRITES = (b"insert", b"copy", b"commit", b"INSERT", b"COPY", b"COMMIT")
_TYPED_HEADER = 5
_STARTUP_HEADER = 4


@dataclass(frozen=True, slots=True)
class Loss:
    """What the proxy loses once: the statement of a write, or its answer."""

    what: Literal["request", "answer", "half", "ready", "nothing"]
    """The statement; the answer, all of it, from its middle on, or only the message that the
    session is ready again; or nothing, but the answer is late."""
    seconds: float = 0.0
    """Seconds until the connection is closed, or the late answer arrives."""


class Proxy:
    """A proxy between clients and a sandbox."""

    def __init__(self, ready: Ready, folder: Path) -> None:
        self.loss: Loss | None = None
        """What the next write loses."""
        self._ready = ready
        self._host = ready.clusters[0].endpoint
        authority = trustme.CA()
        self._root = folder / "proxy.pem"
        authority.cert_pem.write_to_path(self._root)
        self._to_clients = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._to_clients.set_alpn_protocols([ALPN])
        authority.issue_cert(self._host).configure_cert(self._to_clients)
        self._to_server = ssl.create_default_context(cafile=ready.sslrootcert)
        self._to_server.set_alpn_protocols([ALPN])

    @contextmanager
    def run(self) -> Iterator[Ready]:
        """Run in a thread; yield how to connect through the proxy."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        serving = asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._to_clients)
        server = asyncio.run_coroutine_threadsafe(serving, loop).result()
        port = server.sockets[0].getsockname()[1]
        try:
            yield replace(self._ready, hostaddr="127.0.0.1", port=port, sslrootcert=str(self._root))
        finally:
            asyncio.run_coroutine_threadsafe(_end(server), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    async def _serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        ways: list[asyncio.Task[None]] = []
        to_server: asyncio.StreamWriter | None = None
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                server, to_server = await asyncio.open_connection(
                    self._ready.hostaddr,
                    self._ready.port,
                    ssl=self._to_server,
                    server_hostname=self._host,
                )
                ways = [
                    asyncio.ensure_future(self._pass_requests(client, to_server)),
                    asyncio.ensure_future(self._pass_answers(server, to_client)),
                ]
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for writer in (to_client, to_server):
                if writer is not None:
                    writer.transport.abort()

    async def _pass_requests(
        self, client: asyncio.StreamReader, to_server: asyncio.StreamWriter
    ) -> None:
        header = await client.readexactly(_STARTUP_HEADER)
        size = int.from_bytes(header, "big") - _STARTUP_HEADER
        to_server.write(header + await client.readexactly(size))
        while True:
            message = await _read_message(client)
            if message[:1] in (b"P", b"Q") and any(word in message for word in _WRITES):
                loss = self._take("request")
                if loss:
                    to_server.transport.abort()
                    await asyncio.sleep(loss.seconds)
                    return
            to_server.write(message)
            await to_server.drain()

    async def _pass_answers(
        self, server: asyncio.StreamReader, to_client: asyncio.StreamWriter
    ) -> None:
        while True:
            message = await _read_message(server)
            is_end = message[:1] == b"C" and message[_TYPED_HEADER:].startswith(_WRITES)
            loss = self._take("answer", "half", "ready", "nothing") if is_end else None
            if loss is None:
                to_client.write(message)
                await to_client.drain()
                continue
            kept = {"ready": len(message), "half": len(message) // 2}.get(loss.what, 0)
            to_client.write(message[:kept])
            await asyncio.sleep(loss.seconds)
            if loss.what != "nothing":
                return
            to_client.write(message)

    def _take(self, *kinds: str) -> Loss | None:
        loss = self.loss
        if loss is None or loss.what not in kinds:
            return None
        self.loss = None
        return loss


async def _end(server: asyncio.Server) -> None:
    """End the server and its connections."""
    server.close()
    connections = asyncio.all_tasks() - {asyncio.current_task()}
    for connection in connections:
        connection.cancel()
    await asyncio.gather(*connections, return_exceptions=True)


async def _read_message(reader: asyncio.StreamReader) -> bytes:
    header = await reader.readexactly(_TYPED_HEADER)
    return header + await reader.readexactly(int.from_bytes(header[1:], "big") - 4)
