"""The output of a command: standard output, a pager, or a file."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from dsql_tui.execution.output_file import open_result
from dsql_tui.results.formats.compression import Compressor, detect_format
from dsql_tui.results.text import make_printable

if TYPE_CHECKING:
    import subprocess

_MAX_IN_MEMORY = 8 * 1024 * 1024
"""Bytes that are held back in memory; more go to an unnamed file."""
_PART_SIZE = 64 * 1024


class PagerLeft(Exception):
    """The user has left the pager."""


class Output(Protocol):
    """Takes the bytes of a format."""

    def write(self, data: bytes, /) -> object:
        """Write bytes.

        Raises:
            BrokenPipeError: the reader has gone.
        """

    def finish_result(self) -> object:
        """Finish a result: write what is still held."""


class Screen:
    """A terminal, protected from control characters in the data.

    Each result that does not fit goes to a pager of its own, as in psql.
    """

    def __init__(self, terminal: BinaryIO, paging: bool) -> None:
        self.columns, self._lines = shutil.get_terminal_size()
        self._terminal = terminal
        self._paging = paging and bool(find_pager())
        self._pager: subprocess.Popen[bytes] | None = None
        self._kept: list[bytes] | None = [] if self._paging else None
        """The result as long as it fits the screen; `None` once it does not."""

    def write(self, data: bytes) -> None:
        """Show bytes, now or once it is known whether the result fits."""
        shown = make_printable(data.decode("utf-8", "replace")).encode()
        if self._kept is None:
            self._show(shown)
            return
        self._kept.append(shown)
        if sum(part.count(b"\n") for part in self._kept) >= self._lines - 1:
            # Lazily, because most results are short.
            import subprocess

            self._pager = subprocess.Popen(
                find_pager(), stdin=subprocess.PIPE, env={"LESS": "FRX", **os.environ}
            )
            self._release()

    def finish_result(self) -> None:
        """Show the result, and wait until the user leaves the pager."""
        self._release()
        self._end()

    def close(self) -> None:
        """Show what is held, however the result ended."""
        with suppress(PagerLeft):
            self.finish_result()

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
        """Wait for the pager, and start the next result."""
        pager, self._pager = self._pager, None
        self._kept = [] if self._paging else None
        if pager and pager.stdin:
            with suppress(BrokenPipeError):
                pager.stdin.close()
            while pager.returncode is None:
                # Ctrl+C also goes to the pager, which stays: leave the terminal to it.
                with suppress(KeyboardInterrupt):
                    pager.wait()


def find_pager() -> list[str]:
    """Return the command of the pager in `PAGER`, or of less; empty without either."""
    named = os.environ.get("PAGER")
    if named is not None:
        return shlex.split(named)
    found = shutil.which("less")
    return [found] if found else []


class HeldOutput:
    """Holds bytes back until it is known whether their transaction is kept."""

    def __init__(self, output: Output) -> None:
        # Lazily, because most commands hold nothing back.
        from tempfile import SpooledTemporaryFile

        self._output = output
        self._kept = SpooledTemporaryFile(max_size=_MAX_IN_MEMORY)  # noqa: SIM115 - it lives as long as this

    def write(self, data: bytes) -> None:
        """Hold bytes."""
        self._kept.write(data)

    def release(self) -> None:
        """Write all that is held."""
        self._kept.seek(0)
        with suppress(PagerLeft):
            while part := self._kept.read(_PART_SIZE):
                self._output.write(part)
            self._output.finish_result()
        self.drop()

    def finish_result(self) -> None:
        """Hold the result until `release`."""

    def drop(self) -> None:
        """Drop all that is held."""
        self._kept.seek(0)
        self._kept.truncate()

    def close(self) -> None:
        """Close the temporary file."""
        self._kept.close()


class _CompressedFile:
    """A file that is compressed while it is written."""

    def __init__(self, file: BinaryIO, compressor: Compressor) -> None:
        self._file, self._compressor = file, compressor

    def write(self, data: bytes) -> None:
        self._file.write(self._compressor.compress(data))

    def finish_result(self) -> None:
        """Do nothing: the file is written as a whole."""

    def finish(self) -> None:
        self._file.write(self._compressor.flush())


class _Pipe:
    """Standard output; a reader may wait for each result."""

    def write(self, data: bytes) -> None:
        sys.stdout.buffer.write(data)

    def finish_result(self) -> None:
        sys.stdout.buffer.flush()


@contextmanager
def open_output(path: Path | None, paging: bool) -> Iterator[Output]:
    """Open the output: a file, written as a whole or left unchanged, or standard output.

    Raises:
        OSError: the file cannot be written.
        MissingLibrary: the library for its compression is not installed.
    """
    if path is not None:
        # Lazily, because most results are not for a file.
        from dsql_tui.store.files import open_atomic

        compressor = detect_format(path)[1].make_compressor()
        with open_atomic(path) as file:
            goal = _CompressedFile(file, compressor)
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


def get_terminal_width() -> int | None:
    """Return the columns of the terminal; `None` if standard output is not one."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def write_file(path: Path, text: str) -> str:
    """Write a file; return the reason if that is not possible."""
    try:
        with open_result(str(path)) as file:
            file.write(text.encode())
    except OSError as error:
        return f"{path} cannot be written: {error.strerror}."
    return ""
