"""The terminal driver, which survives any input and a terminal that goes away."""

from __future__ import annotations

import os
import signal
import sys
import termios
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
from dsql_tui.ui.terminal.modes import LEAVE, SIZE_REPORTS_OFF
from dsql_tui.ui.terminal.paste_parser import PasteParser

End = Callable[[signal.Signals], object]
"""Ends the program as a signal does."""

_CHUNK_SIZE = 4096
"""Bytes that are read at once."""
_POLL_INTERVAL = 0.1
"""Seconds between two checks whether an escape sequence, or the program, has ended."""


class TerminalDriver(LinuxDriver):
    """Textual's Linux driver, with some differences.

    Input that is not UTF-8 becomes replacement characters, where Textual would end the program. A
    lost terminal ends the program like SIGHUP: Textual's writer thread would die of the first
    failed write, and some thirty writes later the program would wait for that thread forever. Keys
    wait in a queue of their own, which is discarded at the end. Columns stay in place after emoji.

    Stopping and continuing works however the process is stopped, and the terminal can be restored
    while it takes no output, or while the event loop does not run.
    """

    end: ClassVar[End]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._output = _TolerantFile(cast(IO[str], sys.__stdout__))
        self._file = cast(Any, self._output)
        self.input = InputQueue(self._app, self._loop)
        self._active = False
        """True while this program has the terminal."""
        self._stopping = False

    def start_application_mode(self) -> None:
        """Take over the terminal; in the background, the process is stopped instead."""
        self._writer_thread = None
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._active = self._writer_thread is not None

    def stop_application_mode(self) -> None:
        """Restore the terminal, unless that is done already."""
        if self._active:
            super().stop_application_mode()
            self.write(SIZE_REPORTS_OFF)
            self._active = False

    def restore(self) -> None:
        """Restore the terminal at once; may be called from any thread.

        Nothing more is drawn. If the terminal takes no output, its line is restored now, and its
        modes once it takes output again.
        """
        if not self._active:
            return
        self._active = False
        self._output.is_open = False
        with suppress(OSError, termios.error):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            os.write(self._output.fileno(), LEAVE.encode())

    def _sigtstp_application(self, *_: object) -> None:
        """Stop the process; the terminal is restored first, outside of the signal handler."""
        if self._auto_restart:
            self._loop.call_soon_threadsafe(self._stop_process)
        else:  # another program has the terminal
            os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        """Take over the terminal again after a SIGSTOP, which gave no time to restore it."""
        if self._auto_restart and not self._stopping:
            self._loop.call_soon_threadsafe(self._restart)

    def _stop_process(self) -> None:
        self._stopping = True
        self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)
        self._stopping = False
        self._resume()

    def _restart(self) -> None:
        if self._active:
            self.suspend_application_mode()
            self._resume()

    def _resume(self) -> None:
        while not self._active:  # in the background, each start stops the process
            self.resume_application_mode()
        self._app.refresh(layout=True)

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

    is_open = True
    """False once nothing may be written any more."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        if self.is_open:
            with suppress(OSError):
                self._file.write(text)
        return len(text)

    def flush(self) -> None:
        if self.is_open:
            with suppress(OSError):
                self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()
