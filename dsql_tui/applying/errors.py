"""Why applying a script stopped."""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.applying.ledger import Entry
from dsql_tui.dsql.job import Job
from dsql_tui.execution.outcome import Outcome
from dsql_tui.sql.failed_jobs import Failure
from dsql_tui.sql.migration_files.script import Script, ScriptStatement


class ApplyError(Exception):
    """Applying stopped, and the ledger says where; the message is a sentence for the user."""


class ChangedScript(ApplyError):
    """A script has changed since it was applied; nothing was sent."""


class AlreadyRunning(ApplyError):
    """Another run of the program is applying the script."""


class LedgerError(ApplyError):
    """The ledger cannot be read or written."""

    def __init__(self, words: str, outcome: Outcome | None = None) -> None:
        super().__init__(words)
        self.outcome = outcome


class StepFailed(ApplyError):
    """The server refused a statement; nothing of its transaction is kept."""

    def __init__(self, script: Script, statement: ScriptStatement, outcome: Outcome) -> None:
        words = outcome.error.message if outcome.error else ""
        super().__init__(f"{script.name}, line {statement.line}: {words}")
        self.script = script
        self.statement = statement
        self.outcome = outcome


class JobFailed(ApplyError):
    """A job that a step has started has not succeeded."""

    def __init__(
        self,
        script: Script,
        line: int,
        job: Job,
        failure: Failure | None = None,
        columns: Sequence[str] = (),
        rows: Sequence[Sequence[str | None]] = (),
    ) -> None:
        """Keep what helps.

        Args:
            script: The script.
            line: The line of the step that started the job.
            job: The job.
            failure: The invalid object that it left, with the statements that help.
            columns: The columns of the rows.
            rows: Some rows that it failed for.
        """
        super().__init__(f"{script.name}, line {line}: {job.summary}")
        self.script = script
        self.line = line
        self.job = job
        self.failure = failure
        self.columns = columns
        self.rows = rows


class JobMissing(ApplyError):
    """The end of a job cannot be found out; its step is sent again by the next run."""

    def __init__(self, name: str, line: int, reason: str) -> None:
        super().__init__(
            f"{name}, line {line}: {reason}. Drop the object, then run apply again: it continues "
            "at this statement."
        )


class OutcomeUnknown(ApplyError):
    """A step may or may not have taken effect, and only the user can find out."""

    def __init__(self, name: str, line: int, reason: str, check: str | None) -> None:
        """Keep the facts.

        Args:
            name: The script.
            line: The line of the step.
            reason: Why the outcome is unknown, as a sentence.
            check: A query that may show the outcome.
        """
        super().__init__(f"{name}, line {line}: {reason}")
        self.check = check


class Stopped(ApplyError):
    """The user stopped the run; what was applied is in the ledger."""


def make_running_error(name: str, line: int) -> AlreadyRunning:
    """Return the error for a step that another run has applied in the meantime."""
    return AlreadyRunning(
        f"{name}, line {line}: another run has applied it in the meantime. Nothing was applied "
        "twice. Wait until the other one has ended."
    )


def make_change_error(name: str, entry: Entry) -> ChangedScript:
    """Return the error for a step that has changed since it was applied."""
    return ChangedScript(
        f"{name} has changed where it was applied already: statement {entry.statement}, applied on "
        f"{entry.ended or entry.began} UTC by {entry.writer}. Restore it; only what follows the "
        "statements that were applied may change."
    )
