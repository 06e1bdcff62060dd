"""Output to a terminal, in which control characters are made visible.

Names and texts from servers, AWS and files are in most of what a command prints. So the streams
themselves replace control characters, and no command has to remember to.
"""

from __future__ import annotations

import codecs
import io
import sys
from typing import BinaryIO, TextIO

from dsql_tui.results.text import make_printable


class PrintableBuffer(io.BufferedIOBase):
    """A binary stream that replaces control characters, but for tabs and line ends."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def write(self, data: object, /) -> int:
        """Write UTF-8 text with its control characters replaced."""
        text = self._decoder.decode(bytes(data))  # type: ignore[call-overload]
        self._stream.write(make_printable(text).encode(self._encoding, "replace"))
        return len(data)  # type: ignore[arg-type]

    def write_raw(self, sequence: str) -> None:
        """Write a control sequence of the program itself."""
        self._stream.write(sequence.encode())

    def writable(self) -> bool:
        """Return true."""
        return True

    def isatty(self) -> bool:
        """Return true if the stream is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """Return the stream's file descriptor."""
        return self._stream.fileno()

    def flush(self) -> None:
        """Flush the stream, unless it is closed."""
        # Python 3.13 reports what a wrapper that is no longer used raises here.
        if not self._stream.closed:
            self._stream.flush()

    def close(self) -> None:
        """Flush the stream, and leave it open."""
        self.flush()


def guard_streams(stdout: bool) -> None:
    """Guard standard error, and standard output if `stdout` is true and it is a terminal."""
    if not isinstance(getattr(sys.stderr, "buffer", None), PrintableBuffer):
        sys.stderr = _guard(sys.stderr)
    if stdout and sys.stdout.isatty():
        sys.stdout = _guard(sys.stdout)


def write_control(stream: TextIO, sequence: str) -> None:
    """Write a control sequence of the program itself, such as a colour."""
    buffer = getattr(stream, "buffer", None)
    if isinstance(buffer, PrintableBuffer):
        stream.flush()
        buffer.write_raw(sequence)
    else:
        stream.write(sequence)


def _guard(stream: TextIO) -> TextIO:
    buffer = getattr(stream, "buffer", None)
    if buffer is None:  # A stream of the tests, or none.
        return stream
    stream.flush()
    guarded = PrintableBuffer(buffer, stream.encoding)
    return io.TextIOWrapper(
        guarded,  # type: ignore[type-var]
        encoding="utf-8",
        errors="replace",
        newline="",
        line_buffering=True,
        write_through=True,
    )
