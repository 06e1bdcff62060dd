"""Addresses of a host name, where libpq is not to choose among them itself."""

from __future__ import annotations

import socket


def ipv4_address(host: str) -> str:
    """An IPv4 address of `host`.

    Raises:
        OSError: it has none, or the name is not known.
    """
    found = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_STREAM)
    return str(found[0][4][0])
