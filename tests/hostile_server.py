"""A TLS server with a trusted certificate that misbehaves in the PostgreSQL protocol.

https://www.postgresql.org/docs/current/protocol-message-formats.html
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Literal

import trustme

IDENTIFIER = "abcdefghijklmnopqrstuvwxyz"
HOST = f"{IDENTIFIER}.dsql.us-east-1.on.aws"
MB = 1_000_000

AUTHENTICATION_OK = 0
CLEARTEXT = 3
SASL = 10
IDLE, IN_TRANSACTION, FAILED = b"I", b"T", b"E"


def message(kind: bytes, payload: bytes = b"", length: int | None = None) -> bytes:
    """Return a message; `length` overrides the true one."""
    return kind + struct.pack(">i", len(payload) + 4 if length is None else length) + payload


def ready(status: bytes = IDLE) -> bytes:
    """Return ReadyForQuery."""
    return message(b"Z", status)


def authentication(kind: int, payload: bytes = b"") -> bytes:
    """Return an authentication request."""
    return message(b"R", struct.pack(">i", kind) + payload)


def parameter(name: bytes, value: bytes) -> bytes:
    """Return ParameterStatus."""
    return message(b"S", name + b"\0" + value + b"\0")


def complete(tag: bytes) -> bytes:
    """Return CommandComplete."""
    return message(b"C", tag + b"\0")


def fields(**given: bytes) -> bytes:
    """Return the fields of an error or a notice, by their one-letter codes."""
    return b"".join(code.encode() + value + b"\0" for code, value in given.items()) + b"\0"


def error(text: bytes = b"no", **more: bytes) -> bytes:
    """Return ErrorResponse."""
    return message(b"E", fields(**{"S": b"ERROR", "V": b"ERROR", "C": b"42601", "M": text, **more}))


def notice(text: bytes = b"hello", **more: bytes) -> bytes:
    """Return NoticeResponse."""
    return message(b"N", fields(**{"S": b"NOTICE", "V": b"NOTICE", "C": b"0", "M": text, **more}))


def description(*names: bytes, binary: bool = False, oid: int = 25) -> bytes:
    """Return RowDescription."""
    columns = b"".join(
        name + b"\0" + struct.pack(">ihihih", 0, 0, oid, -1, -1, int(binary)) for name in names
    )
    return message(b"T", struct.pack(">h", len(names)) + columns)


def row(*cells: bytes | None) -> bytes:
    """Return DataRow."""
    parts = (
        struct.pack(">i", -1) if cell is None else struct.pack(">i", len(cell)) + cell
        for cell in cells
    )
    return message(b"D", struct.pack(">h", len(cells)) + b"".join(parts))


def copy_out(binary: bool = False) -> bytes:
    """Return CopyOutResponse for one column."""
    return message(b"H", struct.pack(">bhh", int(binary), 1, int(binary)))


PARSED = message(b"1") + message(b"2")
"""ParseComplete and BindComplete."""


class Peer:
    """The client at the other end."""

    def __init__(self, link: ssl.SSLSocket, stopped: Event) -> None:
        self._link = link
        self._stopped = stopped

    def send(self, *data: bytes) -> None:
        """Send messages."""
        self._link.sendall(b"".join(data))

    def flood(self, make: Callable[[int], bytes]) -> None:
        """Send messages without end."""
        for start in count(0, 64):
            self.send(*(make(number) for number in range(start, start + 64)))

    def send_large(self, kind: bytes, head: bytes, size: int, tail: bytes = b"") -> None:
        """Send one message whose payload is `head`, `size` letters, and `tail`."""
        self.send(kind + struct.pack(">i", 4 + len(head) + size + len(tail)) + head)
        part = b"x" * MB
        for _ in range(size // MB):
            self.send(part)
        self.send(part[: size % MB], tail)

    def drip(self, data: bytes, seconds: float = 1.0) -> None:
        """Send one byte at a time."""
        for byte in data:
            self.send(bytes((byte,)))
            self._stopped.wait(seconds)

    def be_silent(self) -> None:
        """Say nothing until the client closes the link."""
        while self._link.recv(65536):
            pass

    def read_startup(self) -> bytes:
        """Read the startup message."""
        (length,) = struct.unpack(">i", self._read(4))
        return self._read(length - 4)

    def read(self) -> tuple[bytes, bytes]:
        """Read a message: its type and payload."""
        kind = self._read(1)
        (length,) = struct.unpack(">i", self._read(4))
        return kind, self._read(length - 4)

    def read_query(self) -> str:
        """Read the messages up to Sync, and return the SQL.

        Raises:
            ConnectionError: The client has said good-bye.
        """
        sql = ""
        while True:
            kind, payload = self.read()
            if kind == b"P":
                sql = payload.split(b"\0")[1].decode()
            elif kind == b"X":
                raise ConnectionError
            elif kind == b"S":
                return sql

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            part = self._link.recv(size - len(data))
            if not part:
                raise ConnectionError
            data += part
        return data


Behaviour = Callable[[Peer], object]


def log_in(peer: Peer, before_ready: bytes = b"", after_ready: bytes = b"") -> None:
    """Ask for the token, accept it, and be ready."""
    peer.send(authentication(CLEARTEXT))
    peer.read()
    peer.send(
        authentication(AUTHENTICATION_OK),
        parameter(b"client_encoding", b"UTF8"),
        parameter(b"server_version", b"16.13"),
        message(b"K", struct.pack(">ii", 1, 2)),
        before_ready,
        ready(),
        after_ready,
    )


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """Something that a server may do, and what the client makes of it."""

    name: str
    act: Behaviour
    at: Literal["login", "query"] = "query"
    endless: bool = False
    """True if nothing ends it but a limit, a time-out or Ctrl+C."""


class HostileServer:
    """Serves each client with one misbehaviour."""

    def __init__(self, folder: Path, misbehaviour: Misbehaviour, names: tuple[str, ...]) -> None:
        authority = trustme.CA()
        self.root = folder / "root.pem"
        authority.cert_pem.write_to_path(self.root)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.set_alpn_protocols(["postgresql"])
        authority.issue_cert(*names).configure_cert(self._context)
        self._misbehaviour = misbehaviour
        self._stopped = Event()
        self.begun = Event()
        """Set when the misbehaviour begins."""
        self.port = 0

    def behave(self, misbehaviour: Misbehaviour) -> None:
        """Serve the following clients with another misbehaviour."""
        self._misbehaviour = misbehaviour

    @contextmanager
    def serve(self) -> Iterator[HostileServer]:
        """Listen until the block is left."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port = server.getsockname()[1]
            Thread(target=self._accept, args=(server,), daemon=True).start()
            try:
                yield self
            finally:
                self._stopped.set()
                with contextlib.suppress(OSError):
                    server.shutdown(socket.SHUT_RDWR)

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                link, _ = server.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(link,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with (
            plain,
            contextlib.suppress(OSError),
            self._context.wrap_socket(plain, server_side=True) as link,
        ):
            self._talk(Peer(link, self._stopped))

    def _talk(self, peer: Peer) -> None:
        misbehaviour = self._misbehaviour
        startup = peer.read_startup()
        if startup[:4] == struct.pack(">i", 80877102):  # A request to cancel.
            return
        if misbehaviour.at == "login":
            self.begun.set()
            misbehaviour.act(peer)
            return
        log_in(peer)
        while True:
            peer.read_query()
            self.begun.set()
            misbehaviour.act(peer)
