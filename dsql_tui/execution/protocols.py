"""The interfaces of the console that the script runner uses."""

from __future__ import annotations

from typing import Protocol

from dsql_tui.execution.result import Result
from dsql_tui.sql.statements import Statement


class ResultSink(Protocol):
    """The place for the results of a run, one for each statement."""

    def begin(self) -> None:
        """Start a run."""

    def next(self, statement: Statement) -> Result:
        """Return the result to fill for the next statement."""

    def again(self, result: Result, cap: int | None) -> Result:
        """Return a result that replaces one, to run its statement again with another row cap."""


class ScriptView(Protocol):
    """The text of a script, with a mark for an error."""

    @property
    def text(self) -> str:
        """The script."""

    def mark_error(self, offset: int, length: int | None = None) -> None:
        """Mark `length` characters, or by default the word, at an offset counted from 0."""

    def clear_error(self) -> None:
        """Remove the error mark."""

    def reveal(self, offset: int) -> None:
        """Scroll to the character at an offset, counted from 0."""


class ConsoleActions(Protocol):
    """The actions of backslash commands on a console."""

    def expand_rows(self, mode: str) -> None:
        """Show rows as lists: `on`, `off`, `auto` or `toggle`."""

    async def ask(self, text: str) -> str | None:
        """Ask for a line of text; return `None` without an answer."""

    async def edit(self) -> None:
        """Open the script in the user's editor."""

    def keep_history(self, written: str, text: str, shown: str) -> None:
        """Keep a statement in the history if the user keeps the script text that runs it.

        Args:
            written: The script text that runs the statement, such as a backslash command.
            text: The statement.
            shown: The text for the history.
        """
