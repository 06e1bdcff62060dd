"""The terminal, which may go away at any moment."""

from __future__ import annotations

import signal
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, cast

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from dsql_tui.ui.app import DsqlTui


class TerminalDriver(LinuxDriver):
    """Textual's own, but a terminal that is gone ends the program as SIGHUP does.

    Textual's writing thread would die of it, and some thirty writes later the program would wait
    for that thread for ever, deaf to every signal.
    """

    def __init__(self, app: DsqlTui, **options: Any) -> None:
        super().__init__(app, **options)
        self._end = app.end
        self._file = cast(Any, _Lasting(cast(IO[str], self._file)))

    def run_input_thread(self) -> None:
        """Textual: read keys until the screen is left, or the terminal is gone."""
        try:
            super().run_input_thread()
        except OSError:
            self._app.call_later(self._end, signal.SIGHUP)


class _Lasting:
    """Where to write to a terminal. What comes once that is gone is dropped."""

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
