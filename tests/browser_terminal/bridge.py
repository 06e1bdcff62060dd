"""A server of the page with xterm.js, and of a program in a pseudo-terminal for each page."""

from __future__ import annotations

import asyncio
import fcntl
import json
import mimetypes
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

_PAGE = Path(__file__).with_name("page.html")
_CHUNK_SIZE = 65536


class Bridge:
    """Runs a command for each WebSocket, and serves the files of the page."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], modules: Path
    ) -> None:
        """Create it.

        Args:
            command: The program.
            environment: Its environment variables.
            modules: The folder `node_modules` with the packages of xterm.js.
        """
        self._command = command
        self._environment = environment
        self._modules = modules

    async def serve(self, announce: asyncio.Future[int]) -> None:
        """Serve on a free port, which `announce` gets, until it is cancelled."""
        async with serve(
            self._run, "127.0.0.1", 0, process_request=self._answer, max_size=None
        ) as server:
            announce.set_result(next(iter(server.sockets)).getsockname()[1])
            await server.serve_forever()

    def _answer(self, _: ServerConnection, request: Request) -> Response | None:
        if request.path == "/pty":
            return None
        path = _PAGE if request.path == "/" else self._modules / request.path.lstrip("/")
        if not path.is_file():
            return Response(HTTPStatus.NOT_FOUND, "Not Found", Headers())
        body = path.read_bytes()
        kind = mimetypes.guess_type(path.name)[0] or "text/plain"
        headers = Headers({"Content-Type": kind, "Content-Length": str(len(body))})
        return Response(HTTPStatus.OK, "OK", headers, body)

    async def _run(self, page: ServerConnection) -> None:
        """Run the program, and pass keys and output between it and the page."""
        ours, theirs = pty.openpty()
        _set_size(ours, await page.recv())
        program = subprocess.Popen(
            ["setsid", "--ctty", *self._command],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=self._environment,
            cwd=self._environment["HOME"],
        )
        os.close(theirs)
        keys = asyncio.create_task(_pass_keys(ours, page))
        with suppress(ConnectionClosed):
            await _pass_output(ours, page)
            await page.send(str(await asyncio.to_thread(program.wait)))
        keys.cancel()
        os.close(ours)


async def _pass_output(terminal: int, page: ServerConnection) -> None:
    while True:
        try:
            data = await asyncio.to_thread(os.read, terminal, _CHUNK_SIZE)
        except OSError:  # the program has closed its side
            return
        await page.send(data)


async def _pass_keys(terminal: int, page: ServerConnection) -> None:
    async for message in page:
        keys = json.loads(message).get("keys")
        if keys is None:
            _set_size(terminal, message)
        else:
            await asyncio.to_thread(_write, terminal, keys.encode())


def _write(terminal: int, data: bytes) -> None:
    while data:
        data = data[os.write(terminal, data) :]


def _set_size(terminal: int, message: str | bytes) -> None:
    size = json.loads(message)
    packed = struct.pack("HHHH", size["rows"], size["columns"], 0, 0)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, packed)
