"""Asynchronous jobs, as `sys.jobs` lists them.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-create-index-async.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dsql_tui.dsql.clock import format_countdown

JOB_COLUMN = "job_id"
"""The name of the only column of a statement that has started a job."""

_KINDS = {"INDEX_BUILD": "index build", "VALIDATE_CONSTRAINT": "validation"}
_RUNNING = ("submitted", "processing")


class Job(NamedTuple):
    """One row of `sys.jobs`."""

    identifier: str
    status: str
    """`submitted`, `processing`, `completed`, `failed` or `cancelled`."""
    details: str
    kind: str
    """`INDEX_BUILD`, `VALIDATE_CONSTRAINT`, `ANALYZE` or `DROP`."""
    object_id: str
    """The OID of the index, constraint or table."""
    object_name: str
    """Its name; empty if it no longer exists."""
    started: str
    """The time in UTC, `2026-10-01 14:10:05`."""
    seconds: float
    """The time since the start; of a job that has ended, its duration."""

    @property
    def running(self) -> bool:
        """True until the job has ended."""
        return self.status in _RUNNING

    @property
    def failed(self) -> bool:
        """True if the job has failed."""
        return self.status == "failed"

    @property
    def title(self) -> str:
        """The work and its object: `index build of shop.orders_placed`."""
        words = _KINDS.get(self.kind) or self.kind.replace("_", " ").lower() or "job"
        return f"{words} {f'of {self.object_name}' if self.object_name else self.identifier}"

    @property
    def summary(self) -> str:
        """A sentence about a job that has ended."""
        title = self.title[:1].upper() + self.title[1:]
        after = f" after {format_seconds(self.seconds)}" if self.seconds else ""
        details = f": {self.details.rstrip('.')}" if self.details else ""
        return f"{title} {self.status}{after}{details}."


def is_job_answer(columns: Sequence[str], tag: str) -> bool:
    """Return True if a statement with these columns and this command tag has started a job."""
    return list(columns) == [JOB_COLUMN] and tag != "" and not tag.startswith("SELECT")


def format_seconds(seconds: float) -> str:
    """Return a time in whole seconds: `7 s`, `1:05`, `2 h 05`."""
    whole = int(seconds)
    if whole >= 3600:
        return f"{whole // 3600} h {whole % 3600 // 60:02}"
    return format_countdown(whole) if whole >= 60 else f"{whole} s"
