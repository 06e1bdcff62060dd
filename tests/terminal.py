"""A terminal of our own: a program in a pty, and what its screen shows."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import termios
from collections.abc import Callable, Mapping, Sequence
from select import select
from time import monotonic
from types import TracebackType

import pyte


class Terminal:
    """Runs `command` in a pty; reads what it draws only while something is waited for."""

    def __init__(
        self,
        command: Sequence[str],
        columns: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
        folder: str | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.drawn = b""
        """Every byte that the program has written."""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            _set_size(0, columns, rows)  # before the program can ask
            if folder:
                os.chdir(folder)
            # Not `execvp`: readline, which pytest loads, has put a size of its own into what
            # this process hands down, where `os.environ` does not show it.
            terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.execvpe(command[0], list(command), {**os.environ, **terminal, **(environment or {})})

    def resize(self, columns: int, rows: int) -> None:
        """Change the terminal's size, which the program is told."""
        _set_size(self._fd, columns, rows)
        self.screen.resize(rows, columns)

    @property
    def text(self) -> str:
        """What the screen shows, a line each."""
        return "\n".join(self.screen.display)

    def press(self, keys: str) -> None:
        """Send keys, as the terminal encodes them."""
        os.write(self._fd, keys.encode())

    def echo(self, keys: str, wanted: bytes, timeout: float = 30) -> float:
        """Send keys; the seconds until the program writes `wanted`.

        Raises:
            AssertionError: it did not within `timeout` seconds, or the program ended.
        """
        before, began, left = len(self.drawn), monotonic(), keys.encode()
        while monotonic() < began + timeout:  # a program that draws all the time is never silent
            writing = [self._fd] if left else []
            readable, writable, _ = select([self._fd], writing, [], 1.0)
            if writable:  # a pty takes a few kilobytes at a time
                left = left[os.write(self._fd, left[:1024]) :]
            if readable:
                data = os.read(self._fd, 65536)
                took = monotonic() - began
                self.drawn += data
                self._stream.feed(data)
                if wanted in self.drawn[before:]:
                    return took
        raise AssertionError(f"never written: {wanted!r}\n{self.text}")

    def rest(self, seconds: float) -> None:
        """Read what comes for so long."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            self._read(left)

    def wait(self, wanted: str | Callable[[str], bool], timeout: float = 30) -> str:
        """Read until the screen shows `wanted`, and return what it shows.

        Raises:
            AssertionError: it did not within `timeout` seconds, or the program ended.
        """
        shown = wanted if callable(wanted) else (lambda text: wanted in text)
        end = monotonic() + timeout
        while not shown(self.text):
            if monotonic() > end or not self._read(0.2):
                raise AssertionError(f"never shown: {wanted}\n{self.text}")
        return self.text

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def finish(self, timeout: float = 20) -> int:
        """Read until the program has ended; its exit code, negative for a signal."""
        end = monotonic() + timeout
        while self._read(0.2):
            if monotonic() > end:
                raise AssertionError(f"still running\n{self.text}")
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def hang_up(self) -> int:
        """Go away as a window does that is closed; the program's exit code, once it has ended."""
        os.close(self._fd)
        self._fd = os.open(os.devnull, os.O_RDONLY)
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)

    def _read(self, patience: float) -> bool:
        """Take in what has come; `False` once the program's side is closed."""
        if not select([self._fd], [], [], patience)[0]:
            return True
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # what Linux answers when the other side is gone
            return False
        self.drawn += data
        self._stream.feed(data)
        return bool(data)


def _set_size(terminal: int, columns: int, rows: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
