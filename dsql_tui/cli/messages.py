"""Messages of `exec` on standard error."""

from __future__ import annotations

import sys
from contextlib import suppress

from dsql_tui.cli.attempt import Attempt, explain
from dsql_tui.dsql.conflict import ConflictList
from dsql_tui.events import Notice, ServerError
from dsql_tui.execution.interpreter import Interpreter
from dsql_tui.execution.steps import Execute, Place
from dsql_tui.results.text import make_visible


class Messages:
    """Writes sentences; the quiet one writes only what went wrong."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet

    def say(self, sentence: str) -> None:
        """Say how it goes."""
        if not self._quiet:
            self.write(f"{sentence}\n")

    def warn(self, sentence: str, place: Place | None = None) -> None:
        """Say what went wrong, and where."""
        where = f"{place.words}: " if place else ""
        self.write(f"dsql-tui: {make_visible(where + sentence)}\n")

    def summarize_conflicts(self, conflicts: ConflictList) -> None:
        """Say how many transactions lost a conflict, if any were retried."""
        if words := conflicts.summarize():
            self.say(words)

    def notice(self, notice: Notice) -> None:
        """Say what the server said beside a result."""
        self.say(f"{make_visible(notice.severity)}: {make_visible(notice.message)}")

    def error(self, attempt: Attempt, execute: Execute, interpreter: Interpreter) -> None:
        """Say where a statement failed, what the server said and what it means."""
        error = attempt.outcome.error
        assert error is not None
        place, position = execute.place, error.position
        if position and not execute.internal:
            original = interpreter.original_position(execute.statement, execute.written, position)
            place = place._replace(start=place.start + original - 1)
        kind = "outcome unknown" if attempt.outcome.unknown else "error"
        state = f" {error.sqlstate}" if error.sqlstate else ""
        lines = [
            f"dsql-tui: {kind}{state}, {place.words}: {error.message}",
            error.detail,
            error.hint,
            *_describe_context(error),
            *explain(attempt, execute.statement.text),
        ]
        self.write("".join(f"{make_visible(line)}\n" for line in lines if line))

    def write(self, text: str) -> None:
        """Write a text as it is."""
        with suppress(OSError):  # where the terminal is gone, nobody reads it
            print(text, end="", file=sys.stderr, flush=True)  # noqa: T201


def _describe_context(error: ServerError) -> list[str]:
    """Return the place of an error, such as the line of a function, one line for each call."""
    return [f"Context: {line}" for line in (error.context or "").splitlines()]
