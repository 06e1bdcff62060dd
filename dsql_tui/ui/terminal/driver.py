"""The terminal driver, which survives any input and a terminal that goes away."""

from __future__ import annotations

import os
import signal
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from select import select
from typing import IO, Any, ClassVar, cast

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from dsql_tui.ui.terminal.emoji import hold_columns
from dsql_tui.ui.terminal.input_queue import InputQueue
from dsql_tui.ui.terminal.paste_parser import PasteParser

End = Callable[[signal.Signals], object]
"""Ends the program as a signal does."""

_CHUNK_SIZE = 4096
"""Bytes that are read at once."""
_POLL_INTERVAL = 0.1
"""Seconds between two checks whether an escape sequence, or the program, has ended."""


class TerminalDriver(LinuxDriver):
    """Textual's Linux driver, with four differences.

    Input that is not UTF-8 becomes replacement characters, where Textual would end the program. A
    lost terminal ends the program like SIGHUP: Textual's writer thread would die of the first
    failed write, and some thirty writes later the program would wait for that thread forever. Keys
    wait in a queue of their own, which is discarded at the end. Columns stay in place after emoji.
    """

    end: ClassVar[End]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._file = cast(Any, _TolerantFile(cast(IO[str], self._file)))
        self.input = InputQueue(self._app, self._loop)

    def write(self, data: str) -> None:
        """Write to the terminal."""
        super().write(hold_columns(data))

    def send_message(self, message: Message) -> None:
        """Send a message to the app; called in the thread that reads keys."""
        self.input.put(message)

    def run_input_thread(self) -> None:
        """Read keys until the screen is left or the terminal is gone."""
        parser = PasteParser()
        decode = getincrementaldecoder("utf-8")("replace").decode
        try:
            while not self.exit_event.is_set():
                if select([self.fileno], [], [], _POLL_INTERVAL)[0]:
                    data = os.read(self.fileno, _CHUNK_SIZE)
                    if not data:
                        raise OSError("end of input")
                    text = decode(data)  # empty before the last byte of a character
                    for message in parser.feed(text) if text else ():
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
        except OSError:
            self._loop.call_soon_threadsafe(type(self).end, signal.SIGHUP)


def terminal_driver(end: End) -> type[Driver]:
    """Return a driver class that calls `end` once the terminal is gone.

    Textual makes the driver itself, so it takes a class rather than a driver.
    """
    return type("TerminalDriver", (TerminalDriver,), {"end": staticmethod(end)})


class _TolerantFile:
    """A terminal to write to. Writes are dropped once it is gone."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()
