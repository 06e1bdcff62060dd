"""How an app ends and stops in a terminal."""

from __future__ import annotations

import os
import signal
from functools import partial
from typing import Any

from rich.console import RenderableType
from textual.app import App

from dsql_tui.clipboard import is_in_screen
from dsql_tui.execution.threads import call_after
from dsql_tui.ui.terminal.driver import TerminalDriver

_RESTORE_TIMEOUT = 1.5
"""Seconds after which the terminal is restored, although the program has not ended yet."""
_END_TIMEOUT = 10.0
"""Seconds after a signal within which the program ends, also if it waits for a server."""


class TerminalApp(App[None]):
    """Restores the terminal in time, whatever the app still waits for."""

    ended_by: signal.Signals | None = None
    """The signal that ended the program, if one did."""

    def run(self, **options: Any) -> None:
        """Run the app, without the mouse in GNU screen.

        While a program uses the mouse, GNU screen 4.9 holds back the Escape key until the next one.
        """
        super().run(mouse=not is_in_screen(os.environ), **options)

    def exit(
        self,
        result: None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """End the program, and discard the input that is waiting."""
        super().exit(result, return_code, message)
        if isinstance(self._driver, TerminalDriver):
            self._driver.input.clear()
            call_after(_RESTORE_TIMEOUT, self._driver.restore)

    def end(self, number: signal.Signals) -> None:
        """End the program as this signal does; may be called from a signal handler.

        Raises:
            SystemExit: The app does not run.
        """
        self.ended_by = number
        call_after(_END_TIMEOUT, partial(os._exit, 128 + number))
        if isinstance(self._driver, TerminalDriver):
            call_after(_RESTORE_TIMEOUT, self._driver.restore)
        loop = self._loop
        if loop is None or loop.is_closed():
            raise SystemExit(128 + number)
        loop.call_soon_threadsafe(partial(self.exit, return_code=128 + number))

    def action_suspend_process(self) -> None:
        """Stop the process, unless nobody could continue it."""
        # Imported here, because the first frame does without it.
        from dsql_tui.ui.terminal.suspend import has_job_control

        if has_job_control():
            super().action_suspend_process()
        else:
            self.notify("There is no shell to return to. Press Ctrl+Q to quit.", markup=False)
