"""The options of a console for running statements."""

from __future__ import annotations

from dataclasses import dataclass

_WORDS = {
    "manual_commit": (
        "Autocommit: each statement is its own transaction.",
        "Manual commit: a transaction begins with the next statement, and ends when you commit "
        "or roll back.",
    ),
    "continue_on_error": (
        "A script stops at the first error.",
        "A script continues on error.",
    ),
    "retry_conflicts": (
        "Conflicts are retried only when you ask for it.",
        "Conflicts are retried automatically; the same statements are sent again.",
    ),
    "read_only": (
        "This console may change data.",
        "This console is read-only: statements that may change data are not sent.",
    ),
}
"""The sentence for each option when it is off, and when it is on."""


@dataclass(slots=True)
class RunOptions:
    """The options of one console."""

    manual_commit: bool = False
    """True to begin a transaction automatically and end it only on request."""
    continue_on_error: bool = False
    """True to run the rest of a script after a statement fails."""
    retry_conflicts: bool = False
    """True to retry a transaction automatically after a conflict."""
    read_only: bool = False
    """True to block statements that may change data."""

    @property
    def summary(self) -> str:
        """The options for the status bar."""
        mode = "manual commit" if self.manual_commit else "autocommit"
        return f"{mode} · continue on error" if self.continue_on_error else mode

    def switch(self, name: str) -> str:
        """Turn an option on or off; return a sentence that describes the new state."""
        on = not getattr(self, name)
        setattr(self, name, on)
        return _WORDS[name][on]
