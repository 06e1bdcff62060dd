"""The activity of a console, for the status bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from dsql_tui.dsql.clock import read_clock


class Note(NamedTuple):
    """A message to the user."""

    text: str
    severity: Literal["information", "warning", "error"]


class Activity:
    """The state of the run of a console."""

    def __init__(self, changed: Callable[[], object], tell: Callable[[Note], object]) -> None:
        """Create the activity of an idle console.

        Args:
            changed: Called when the activity changes.
            tell: Shows a note that belongs to no result.
        """
        self.changed = changed
        self.tell = tell
        self.began: float | None = None
        """The start of the run; `None` while nothing runs."""
        self.words = ""
        """A description of the current step; empty while nothing runs."""
        self.cancel_requested = False
        """True after the user has asked to cancel the run."""
        self.cancel_ignored = False
        """True if the server still runs a statement after a request to cancel it."""
        self.given_up = False
        """True if the user gave up the session and the statement that it runs."""

    @property
    def busy(self) -> bool:
        """True during a run, including the time to open a session for it."""
        return self.began is not None

    def start(self) -> None:
        """Start a run."""
        self.began = read_clock()

    def finish(self) -> None:
        """End the run."""
        self.began = None
        self.cancel_requested = self.cancel_ignored = self.given_up = False
        self.say("")

    def say(self, words: str) -> None:
        """Show what the run is doing."""
        self.words = words
        self.changed()
