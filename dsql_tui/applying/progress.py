"""The progress of applying scripts, as values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dsql_tui.dsql.job import Job
from dsql_tui.sql.migrations.script import Script, Step


class ScriptBegun(NamedTuple):
    """A script begins, or continues."""

    script: Script
    applied: int
    """The number of its steps that were applied before."""


class StepBegun(NamedTuple):
    """A step is about to be sent."""

    script: Script
    step: Step


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
    | StepBegun
    | StepApplied
    | StepChecked
    | ScriptApplied
    | Delayed
    | Noticed
    | JobsAwaited
    | JobEnded
)
