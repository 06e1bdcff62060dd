"""The events of applying scripts, and the line of text about each."""

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
    total: int
    """The number of its transactions."""
    applied: int
    """The number of those that were applied before."""


class StepApplied(NamedTuple):
    """A step has taken effect, and the ledger says so."""

    script: Script
    step: Step
    tag: str
    """The command tag of its last statement, such as `INSERT 0 3`."""
    seconds: float


class StepChecked(NamedTuple):
    """The outcome of a step was unknown and has been found out."""

    script: Script
    line: int
    number: int
    applied: bool
    reason: str
    """How it was found out, as a sentence."""


class ScriptApplied(NamedTuple):
    """All steps of a script are applied."""

    script: Script


class Delayed(NamedTuple):
    """The program waits before it tries again."""

    reason: str
    """The server's words."""
    seconds: float


class Noticed(NamedTuple):
    """The server has sent a message beside a result."""

    severity: str
    message: str


class JobsAwaited(NamedTuple):
    """The program waits for jobs to end."""

    jobs: Sequence[Job]


class JobEnded(NamedTuple):
    """A job has succeeded."""

    job: Job


Progress = (
    ScriptBegun
    | StepApplied
    | StepChecked
    | ScriptApplied
    | Delayed
    | Noticed
    | JobsAwaited
    | JobEnded
)


def describe_progress(progress: Progress) -> str:
    """Return a line about what happens."""
    match progress:
        case ScriptBegun(script, total, applied):
            before = f"; {applied:,} applied before" if applied else ""
            return f"{script.name}: {pluralize(total, 'transaction')}{before}"
        case StepApplied(_, step, tag, seconds):
            return f"  line {step.line}: {tag} · {format_duration(seconds)}"
        case StepChecked(script, line, reason=reason):
            return f"{script.name}, line {line}: the outcome was unknown. {reason}"
        case ScriptApplied(script):
            return f"{script.name} is applied."
        case Delayed(reason, seconds):
            return f"{reason.rstrip('.')}. Trying again in {format_duration(seconds)}."
        case Noticed(severity, message):
            return f"{severity}: {message}"
        case JobsAwaited(jobs):
            return f"Waiting for {', '.join(job.title for job in jobs) or 'a job'}."
        case JobEnded(job):
            return job.summary
