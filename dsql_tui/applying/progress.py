"""The progress of applying scripts, as values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dsql_tui.dsql.clock import format_duration
from dsql_tui.dsql.job import Job
from dsql_tui.results.text import pluralize
from dsql_tui.sql.migration_files.script import Script, Step


class ScriptBegun(NamedTuple):
    """A script begins, or continues."""

    script: Script
    applied: int
    """The number of its steps that were applied before."""

    @property
    def words(self) -> str:
        """The event as a line of text."""
        if self.applied:
            count = pluralize(self.applied, "transaction")
            return f"{self.script.name}: continues after {count}, applied before"
        return f"{self.script.name}: {pluralize(len(self.script.applied), 'step')}"


class StepBegun(NamedTuple):
    """A step is about to be sent."""

    script: Script
    step: Step

    @property
    def words(self) -> str:
        """The event as a line of text."""
        return f"  line {self.step.line} …"


class StepApplied(NamedTuple):
    """A step has taken effect, and the ledger says so."""

    script: Script
    step: Step
    tag: str
    """The command tag of its last statement, such as `INSERT 0 3`."""
    seconds: float

    @property
    def words(self) -> str:
        """The event as a line of text."""
        return f"  line {self.step.line}: {self.tag} · {format_duration(self.seconds)}"


class StepChecked(NamedTuple):
    """The outcome of a step was unknown and has been found out."""

    script: Script
    line: int
    number: int
    applied: bool
    reason: str
    """How it was found out, as a sentence."""

    @property
    def words(self) -> str:
        """The event as a line of text."""
        return f"{self.script.name}, line {self.line}: the outcome was unknown. {self.reason}"


class ScriptApplied(NamedTuple):
    """All steps of a script are applied."""

    script: Script

    @property
    def words(self) -> str:
        """The event as a line of text."""
        return f"{self.script.name} is applied."


class Delayed(NamedTuple):
    """The program waits before it tries again."""

    reason: str
    """The server's words."""
    seconds: float

    @property
    def words(self) -> str:
        """The event as a line of text."""
        return f"{self.reason.rstrip('.')}. Trying again in {format_duration(self.seconds)}."


class Noticed(NamedTuple):
    """The server has sent a message beside a result."""

    severity: str
    message: str

    @property
    def words(self) -> str:
        """The event as a line of text."""
        return f"{self.severity}: {self.message}"


class JobsAwaited(NamedTuple):
    """The program waits for jobs to end."""

    jobs: Sequence[Job]

    @property
    def words(self) -> str:
        """The event as a line of text."""
        return f"Waiting for {', '.join(job.title for job in self.jobs) or 'a job'}."


class JobEnded(NamedTuple):
    """A job has succeeded."""

    job: Job

    @property
    def words(self) -> str:
        """The event as a line of text."""
        return self.job.summary


Progress = (
    ScriptBegun
    | StepBegun
    | StepApplied
    | StepChecked
    | ScriptApplied
    | Delayed
    | Noticed
    | JobsAwaited
    | JobEnded
)
