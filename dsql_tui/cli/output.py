"""Where the data of a command goes: to standard output, through a pager, or into a file."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from dsql_tui.results.formats.packing import Packer, named
from dsql_tui.results.text import harmless

if TYPE_CHECKING:
    import subprocess

_IN_MEMORY = 8 * 1024 * 1024
"""Bytes that are kept back in memory; more go to a file without a name."""
_PART = 64 * 1024


class PagerLeft(Exception):
    """Whoever reads has seen enough."""


class Output(Protocol):
    """Takes the bytes of a format."""

    def write(self, data: bytes, /) -> object:
        """Pass them on.

        Raises:
            BrokenPipeError: whoever was to read them has gone.
        """

    def settle(self) -> object:
        """A result is complete: pass on what is still here."""


class Screen:
    """A terminal, which nothing from outside controls.

    A result that does not fit it goes to a pager, each to one of its own, as in psql.
    """

    def __init__(self, terminal: BinaryIO, paging: bool) -> None:
        self.columns, self._lines = shutil.get_terminal_size()
        self._terminal = terminal
        self._paging = paging and bool(pager())
        self._pager: subprocess.Popen[bytes] | None = None
        self._kept: list[bytes] | None = [] if self._paging else None
        """What there is of a result as long as it fits the screen; `None` once it does not."""

    def write(self, data: bytes) -> None:
        """Show it, now or once it is known whether all of it fits."""
        shown = harmless(data.decode("utf-8", "replace")).encode()
        if self._kept is None:
            self._show(shown)
            return
        self._kept.append(shown)
        if sum(part.count(b"\n") for part in self._kept) >= self._lines - 1:
            # Lazily, because most results are short.
            import subprocess

            self._pager = subprocess.Popen(
                pager(), stdin=subprocess.PIPE, env={"LESS": "FRX", **os.environ}
            )
            self._release()

    def settle(self) -> None:
        """Show what was kept, and wait until the pager has been left."""
        self._release()
        self._end()

    def close(self) -> None:
        """Settle what is there, however it ended."""
        with suppress(PagerLeft):
            self.settle()

    def _release(self) -> None:
        kept, self._kept = self._kept or [], None
        self._show(b"".join(kept))

    def _show(self, data: bytes) -> None:
        if self._pager is None or self._pager.stdin is None:
            self._terminal.write(data)
            self._terminal.flush()
            return
        try:
            self._pager.stdin.write(data)
            self._pager.stdin.flush()
        except BrokenPipeError:
            self._end()
            raise PagerLeft from None

    def _end(self) -> None:
        """Wait for the pager, and begin with the next result anew."""
        pager, self._pager = self._pager, None
        self._kept = [] if self._paging else None
        if pager and pager.stdin:
            with suppress(BrokenPipeError):
                pager.stdin.close()
            while pager.returncode is None:
                # Ctrl+C is also the pager's, which stays: nobody wants its terminal meanwhile.
                with suppress(KeyboardInterrupt):
                    pager.wait()


def pager() -> list[str]:
    """The command of the pager that the environment names, or of less; empty without either."""
    named = os.environ.get("PAGER")
    if named is not None:
        return shlex.split(named)
    found = shutil.which("less")
    return [found] if found else []


class Held:
    """Keeps what is written back until it is clear whether that stays."""

    def __init__(self, output: Output) -> None:
        # Lazily, because most commands hold nothing back.
        from tempfile import SpooledTemporaryFile

        self._output = output
        self._kept = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it lives as long as this

    def write(self, data: bytes) -> None:
        """Keep it."""
        self._kept.write(data)

    def release(self) -> None:
        """Write all that was kept."""
        self._kept.seek(0)
        with suppress(PagerLeft):
            while part := self._kept.read(_PART):
                self._output.write(part)
            self._output.settle()
        self.drop()

    def settle(self) -> None:
        """Nothing is passed on yet."""

    def drop(self) -> None:
        """Forget all that was kept."""
        self._kept.seek(0)
        self._kept.truncate()

    def close(self) -> None:
        """Let go of what holds it."""
        self._kept.close()


class _Packed:
    """A file that is packed while it is written."""

    def __init__(self, file: BinaryIO, packer: Packer) -> None:
        self._file, self._packer = file, packer

    def write(self, data: bytes) -> None:
        self._file.write(self._packer.compress(data))

    def settle(self) -> None:
        """The file is passed on as a whole."""

    def finish(self) -> None:
        self._file.write(self._packer.flush())


class _Pipe:
    """Standard output, where somebody may wait for each result."""

    def write(self, data: bytes) -> None:
        sys.stdout.buffer.write(data)

    def settle(self) -> None:
        sys.stdout.buffer.flush()


@contextmanager
def output(path: Path | None, paging: bool) -> Iterator[Output]:
    """Where to write: a file, whole or not at all, or else standard output.

    Raises:
        OSError: the file cannot be written.
        Missing: what its name says that it is packed with is not installed.
    """
    if path is not None:
        # Lazily, because most results are not for a file.
        from dsql_tui.store.files import whole

        packed = named(path)[1].packer()
        with whole(path) as file:
            goal = _Packed(file, packed)
            yield goal
            goal.finish()
    elif sys.stdout.isatty():
        screen = Screen(sys.stdout.buffer, paging)
        try:
            yield screen
        finally:
            screen.close()
    else:
        yield _Pipe()
        sys.stdout.buffer.flush()


def terminal_width() -> int | None:
    """How many characters a line of standard output has, `None` where it is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
