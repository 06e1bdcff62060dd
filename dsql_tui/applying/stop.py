"""Stopping between steps, from any thread."""

from __future__ import annotations

from threading import Event

from dsql_tui.applying.errors import Stopped


class StopFlag:
    """Says that the user wants to stop."""

    def __init__(self) -> None:
        self._event = Event()

    def set(self) -> None:
        """Ask to stop; wakes up a wait."""
        self._event.set()

    def check(self) -> None:
        """Return, unless the user wants to stop.

        Raises:
            Stopped: The user wants to stop.
        """
        self.wait(0)

    def wait(self, seconds: float) -> None:
        """Wait for a number of seconds.

        Raises:
            Stopped: The user wants to stop.
        """
        if self._event.wait(seconds):
            raise Stopped("Stopped. Run apply again to continue there.")
