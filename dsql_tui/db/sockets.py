"""Waiting for a socket, and counting the bytes that it has received."""

from __future__ import annotations

import os
import select
import socket
import struct
from contextlib import suppress
from time import monotonic

READ, WRITE = 1, 2

_BYTES_RECEIVED = struct.Struct("=128xQ")
"""`tcpi_bytes_received` in Linux's `struct tcp_info`."""


def wait(fileno: int, events: int, deadline: float | None = None) -> int:
    """Wait for a socket, and return which of the events have come.

    Args:
        fileno: The file descriptor of the socket.
        events: `READ`, `WRITE`, or both.
        deadline: A time of `time.monotonic`; `None` waits forever.

    Raises:
        TimeoutError: The deadline has passed, even if there is an event.
    """
    left = None if deadline is None else deadline - monotonic()
    poll = select.poll()
    poll.register(
        fileno, (select.POLLIN if events & READ else 0) | (select.POLLOUT if events & WRITE else 0)
    )
    found = [] if left is not None and left <= 0 else poll.poll(left and left * 1000)
    if not found:
        raise TimeoutError
    mask = found[0][1]
    if mask & (select.POLLERR | select.POLLHUP | select.POLLNVAL):
        return events  # Reading or writing then tells what is wrong.
    return (READ if mask & select.POLLIN else 0) | (WRITE if mask & select.POLLOUT else 0)


class SocketMonitor:
    """A second handle of libpq's socket."""

    def __init__(self, fileno: int) -> None:
        self._socket = socket.socket(fileno=os.dup(fileno))

    def count_received_bytes(self) -> int:
        """Return the bytes received so far; 0 if the system does not tell."""
        option = getattr(socket, "TCP_INFO", None)
        if option is not None:
            with suppress(OSError, struct.error):
                info = self._socket.getsockopt(socket.IPPROTO_TCP, option, _BYTES_RECEIVED.size)
                return int(_BYTES_RECEIVED.unpack(info)[0])
        return 0

    def shut_down(self) -> None:
        """End the link from any thread, and close this handle.

        libpq notices it when it reads or writes.
        """
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self.close()

    def close(self) -> None:
        """Close this handle; libpq's stays open."""
        self._socket.close()
