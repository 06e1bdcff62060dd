"""A program in a pseudo-terminal, and the text on its screen."""

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
from typing import Any

import pyte


class Terminal:
    """A program in a pseudo-terminal; its output is read only while a method waits for it."""

    def __init__(
        self,
        command: Sequence[str],
        columns: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
        folder: str | None = None,
        answers: Mapping[bytes, bytes] | None = None,
    ) -> None:
        self._answers = answers or {}
        """What the terminal answers to queries of the program."""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.drawn = b""
        """Everything that the program has written."""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            _set_size(0, columns, rows)  # before the program can ask
            if folder:
                os.chdir(folder)
            # Not `execvp`: readline, which pytest loads, has set a size in the environment of the
            # process, which `os.environ` does not show.
            terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.execvpe(command[0], list(command), {**os.environ, **terminal, **(environment or {})})

    @property
    def settings(self) -> list[Any]:
        """The settings of the line, as `termios.tcgetattr` returns them."""
        return termios.tcgetattr(self._fd)

    def send(self, data: bytes) -> None:
        """Send bytes, and read what is drawn meanwhile: a pty takes a few kilobytes at a time."""
        while data:
            readable, writable, _ = select([self._fd], [self._fd], [])
            if writable:
                data = data[os.write(self._fd, data[:1024]) :]
            if readable:
                self._read(0)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal; the program gets a signal."""
        _set_size(self._fd, columns, rows)
        self.screen.resize(rows, columns)
        if self.drawn.rpartition(b"\x1b[?2048")[2].startswith(b"h"):  # it wants reports
            cell = 10  # pixels
            self.press(f"\x1b[48;{rows};{columns};{rows * cell};{columns * cell}t")

    @property
    def text(self) -> str:
        """The text on the screen, with a line for each row."""
        # Not `Screen.display`, which fails where half of a wide character was overwritten.
        columns, rows = range(self.screen.columns), range(self.screen.lines)
        lines = [self.screen.buffer[row] for row in rows]
        return "\n".join("".join(line[column].data for column in columns) for line in lines)

    def press(self, keys: str) -> None:
        """Send keys, encoded as a terminal does."""
        os.write(self._fd, keys.encode())

    def echo(self, keys: str, wanted: bytes, timeout: float = 30) -> float:
        """Send keys; return the seconds until the program writes `wanted`.

        Raises:
            AssertionError: It did not within `timeout` seconds, or the program ended.
        """
        before, began, left = len(self.drawn), monotonic(), keys.encode()
        while monotonic() < began + timeout:  # a program may draw without a pause
            writing = [self._fd] if left else []
            readable, writable, _ = select([self._fd], writing, [], 1.0)
            if writable:  # a pty takes a few kilobytes at a time
                left = left[os.write(self._fd, left[:1024]) :]
            if readable:
                data = os.read(self._fd, 65536)
                took = monotonic() - began
                self._draw(data)
                if wanted in self.drawn[before:]:
                    return took
        raise AssertionError(f"never written: {wanted!r}\n{self.text}")

    def rest(self, seconds: float) -> None:
        """Read output for some seconds."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            self._read(left)

    def wait(self, wanted: str | Callable[[str], bool], timeout: float = 30) -> str:
        """Read until the screen shows `wanted`, and return its text.

        Raises:
            AssertionError: It did not within `timeout` seconds, or the program ended.
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
        """Read until the program ends; return its exit code, negative for a signal.

        Raises:
            AssertionError: It still runs after `timeout` seconds.
        """
        end = monotonic() + timeout
        while self._read(0.2):
            if monotonic() > end:
                raise AssertionError(f"still running\n{self.text}")
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def hang_up(self) -> int:
        """Close the terminal, as closing its window does; return the exit code of the program."""
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

    def _read(self, timeout: float) -> bool:
        """Read available output; return False when the program has closed its side."""
        if not select([self._fd], [], [], timeout)[0]:
            return True
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # On Linux: the other side is closed.
            return False
        self._draw(data)
        return bool(data)

    def _draw(self, data: bytes) -> None:
        """Draw what the program has written, and answer its queries."""
        self.drawn += data
        self._stream.feed(data)
        for query, answer in self._answers.items():
            if query in data:
                os.write(self._fd, answer)


def _set_size(terminal: int, columns: int, rows: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
