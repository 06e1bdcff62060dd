"""Servers at the address of a cluster that are not Aurora DSQL."""

from __future__ import annotations

import contextlib
import datetime
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import trustme

Serve = Callable[[socket.socket], object]


@contextmanager
def listen(serve: Serve) -> Iterator[int]:
    """Serve each connection to a free local port, then close it; yields the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_serve, args=(server, serve), daemon=True).start()
        yield server.getsockname()[1]
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)


def _serve(server: socket.socket, serve: Serve) -> None:
    while True:
        try:
            link, _ = server.accept()
        except OSError:
            return
        with link, contextlib.suppress(OSError):
            serve(link)


def answer_http(link: socket.socket) -> None:
    """Answer as a server that does not know TLS."""
    link.recv(1024)
    link.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


class Tls:
    """A TLS server that closes each connection after the handshake."""

    def __init__(self, folder: Path, name: str, days: int = 30, alpn: bool = True) -> None:
        authority = trustme.CA()
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
        self.root = folder / "root.pem"
        authority.cert_pem.write_to_path(self.root)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if alpn:
            self._context.set_alpn_protocols(["postgresql"])
        authority.issue_cert(name, not_after=end).configure_cert(self._context)

    def __call__(self, link: socket.socket) -> None:
        with self._context.wrap_socket(link, server_side=True) as secured:
            secured.recv(1024)
