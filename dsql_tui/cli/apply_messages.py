"""Messages of `apply` on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import singledispatchmethod

from dsql_tui.applying.errors import (
    ApplyError,
    ChangedScript,
    JobFailed,
    JobMissing,
    LedgerError,
    OutcomeUnknown,
    StepFailed,
    Stopped,
)
from dsql_tui.applying.progress import Progress, describe_progress
from dsql_tui.applying.unknown import Answer, UnknownStep
from dsql_tui.cli.messages import Messages
from dsql_tui.cli.options import CONFLICT, FAILED, INTERRUPTED, UNKNOWN, USAGE
from dsql_tui.events import ServerError
from dsql_tui.execution.outcome import Outcome
from dsql_tui.results.text import make_printable, make_visible
from dsql_tui.sql.risk.listing import show_statement

_AGAIN = "Correct the script, then run apply again: it continues at this statement."
_START_AGAIN = (
    "Correct the rows, and drop the object that is not valid. Then run apply again: it starts the "
    "job again."
)
_RESUME = "If it was executed, run apply again with --resume after; if not, with --resume from."


class ApplyMessages(Messages):
    """Says what happens, and why it stopped."""

    def tell(self, progress: Progress) -> None:
        """Say what happens, in a line."""
        self.say(make_visible(describe_progress(progress)))

    def ask(self, unknown: UnknownStep) -> Answer:
        """Return the answer of the user about a step of unknown outcome; empty without a terminal.

        `after` means that it was applied, `from` that it was not.
        """
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return ""
        lines = [
            f"{unknown.script}, line {unknown.line}: it is unknown whether this was executed:",
            show_statement(unknown.text) if unknown.text else "",
            f"To find out: {unknown.check}" if unknown.check else "",
        ]
        self.write("".join(f"{make_visible(line)}\n" for line in lines if line))
        self.write("Was it executed? [y/n; Enter stops here] ")
        answer = sys.stdin.readline().strip().lower()
        return "after" if answer in ("y", "yes") else "from" if answer in ("n", "no") else ""

    @singledispatchmethod
    def report(self, error: ApplyError) -> int:
        """Say why applying stopped; return the exit code."""
        self.warn(str(error))
        codes = {ChangedScript: USAGE, JobMissing: UNKNOWN, Stopped: INTERRUPTED}
        return codes.get(type(error), FAILED)

    @report.register
    def _(self, error: StepFailed) -> int:
        outcome, server = error.outcome, error.outcome.error
        assert server is not None
        line = error.statement.line
        if server.position:
            line += error.statement.text.count("\n", 0, server.position - 1)
        kind = "outcome unknown" if outcome.unknown else "error"
        place = f"{error.script.name}, line {line}"
        self.write(_join([f"dsql-tui: {_name(kind, server)}, {place}: {server.message}"]))
        again = outcome.unknown or outcome.cancelled or outcome.conflicted
        self.write(_join([*_explain(outcome), "" if again else _AGAIN]))
        if outcome.unknown:
            return UNKNOWN
        return CONFLICT if outcome.conflicted else INTERRUPTED if outcome.cancelled else FAILED

    @report.register
    def _(self, error: LedgerError) -> int:
        self.warn(str(error))
        self.write(_join(_explain(error.outcome) if error.outcome else []))
        unknown = error.outcome is not None and error.outcome.unknown
        return UNKNOWN if unknown else FAILED

    @report.register
    def _(self, error: OutcomeUnknown) -> int:
        self.warn(str(error))
        self.write(_join([f"To find out: {error.check}" if error.check else "", _RESUME]))
        return UNKNOWN

    @report.register
    def _(self, error: JobFailed) -> int:
        self.warn(str(error))
        if error.failure:
            words = f"{error.failure.explanation}\n{error.failure.query}\n{error.failure.removal}\n"
            self.write(make_printable(words))
        if error.rows:
            cells = [" | ".join(error.columns)]
            cells += [
                " | ".join("NULL" if cell is None else cell for cell in row) for row in error.rows
            ]
            self.write(_join(["The first rows:", *(f"  {each}" for each in cells)]))
        self.write(f"{_START_AGAIN if error.failure else _AGAIN}\n")
        return FAILED


def _name(kind: str, error: ServerError) -> str:
    return f"{kind} {error.sqlstate}" if error.sqlstate else kind


def _explain(outcome: Outcome) -> Iterator[str]:
    """Yield what the server and we know about an error."""
    error = outcome.error
    if error:
        yield error.detail or ""
        yield error.hint or ""
    yield outcome.meaning


def _join(lines: Iterable[str]) -> str:
    return "".join(f"{make_visible(line)}\n" for line in lines if line)
