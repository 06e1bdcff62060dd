"""Waiting until the jobs of steps have ended."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

from dsql_tui.applying.errors import JobFailed, JobMissing
from dsql_tui.applying.ledger import Entry
from dsql_tui.applying.ledger_writer import LedgerWriter
from dsql_tui.applying.progress import JobEnded, JobsAwaited, Progress
from dsql_tui.applying.transactions import TransactionSender
from dsql_tui.db.jobs import read_failure, read_jobs
from dsql_tui.db.queries import CatalogError, Row, fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.dsql.job import Job
from dsql_tui.events import Described
from dsql_tui.sql.failed_jobs import Failure
from dsql_tui.sql.migration_files.probes import Probe
from dsql_tui.sql.migration_files.script import Script

_POLL_INTERVAL = 1.0
"""Seconds between two readings of `sys.jobs`."""
_RENEW_INTERVAL = 60.0
"""Seconds between two notes in the ledger that a job is waited for."""
_UNSEEN_TIMEOUT = 10.0
"""Seconds for a job to appear in `sys.jobs`."""
_MAX_ROWS = 5
"""Rows to show that a job failed for."""


class StartedJob(NamedTuple):
    """A job that a step has started."""

    script: Script
    entry: Entry
    """The row of the step; its job is empty if the answer with the identifier was lost."""
    probe: Probe | None = None


class JobWait:
    """Waits for jobs, and records their end in the ledger."""

    def __init__(
        self,
        sender: TransactionSender,
        writer: LedgerWriter,
        tell: Callable[[Progress], object],
        pause: Callable[[float], object],
    ) -> None:
        self._sender = sender
        self._writer = writer
        self._tell = tell
        self._pause = pause
        self._waiting: list[StartedJob] = []

    def add(self, started: StartedJob) -> None:
        """Note a job to wait for, which the ledger has as `waiting`."""
        self._waiting.append(started)

    def clear(self) -> None:
        """Forget the jobs of a run that stopped; the ledger has them."""
        self._waiting.clear()

    def wait(self) -> None:
        """Wait until all jobs have ended.

        Raises:
            JobFailed: One has failed; the others were waited for too.
            JobMissing: The end of one cannot be found out.
        """
        failed: Exception | None = None
        began, told = monotonic(), False
        renewed = began
        while self._waiting:
            jobs = {job.identifier: job for job in self._sender.read(read_jobs)}
            for started in list(self._waiting):
                try:
                    ended = self._check(started, jobs, monotonic() - began)
                except (JobFailed, JobMissing) as error:
                    failed, ended = failed or error, True
                if ended:
                    self._waiting.remove(started)
            if self._waiting and not told:
                told = True
                known = [jobs[each.entry.job] for each in self._waiting if each.entry.job in jobs]
                self._tell(JobsAwaited(known))
            if self._waiting and monotonic() - renewed >= _RENEW_INTERVAL:
                renewed = monotonic()
                self._writer.renew(self._waiting[0].entry)
            if self._waiting:
                self._pause(_POLL_INTERVAL)
        if failed:
            raise failed

    def _check(self, started: StartedJob, jobs: dict[str, Job], waited: float) -> bool:
        """Return True if a job has succeeded.

        Raises:
            JobFailed: It has failed, or was cancelled.
            JobMissing: It cannot be found.
        """
        entry = started.entry
        job = jobs.get(entry.job)
        if job is None:
            return self._check_object(started, jobs, waited)
        if job.running:
            return False
        if job.status == "completed":
            self._writer.write(entry._replace(outcome="done"))
            self._tell(JobEnded(job))
            return True
        self._writer.write(entry._replace(outcome="failed", error=job.summary))
        failure, columns, rows = self._explain(job)
        raise JobFailed(started.script, entry.line, job, failure, columns, rows)

    def _check_object(self, started: StartedJob, jobs: dict[str, Job], waited: float) -> bool:
        """Find out from its object how a job ended that is not in `sys.jobs`."""
        entry, probe = started.entry, started.probe
        if probe and probe.complete and self._sender.ask(probe.complete):
            self._writer.write(entry._replace(outcome="done"))
            return True
        if waited < _UNSEEN_TIMEOUT or any(job.running for job in jobs.values()):
            return False
        missing = f"its job {entry.job} is not in sys.jobs" if entry.job else "it has no job"
        reason = f"{missing}, and its object is not valid"
        if not probe or not probe.complete:
            reason = f"{missing}, so its end is unknown"
        self._writer.write(entry._replace(outcome="failed", error=reason))
        raise JobMissing(started.script.name, entry.line, reason)

    def _explain(self, job: Job) -> tuple[Failure | None, list[str], list[Row]]:
        """Return the invalid object of a failed job, and some rows that it failed for."""
        columns: list[str] = []
        rows: list[Row] = []
        failure: Failure | None = None
        with suppress(CatalogError):
            session = self._sender.open()
            failure = read_failure(session, job) if job.failed else None
            if failure:
                columns, rows = _read_rows(session, failure.query.rstrip(";"))
        return failure, columns, rows


def _read_rows(session: Session, query: str) -> tuple[list[str], list[Row]]:
    """Return the columns of a query, and its first rows."""
    columns: list[str] = []
    events = []
    for event in session.run(f"select * from ({query}) as rows limit {_MAX_ROWS}"):
        if isinstance(event, Described):
            columns = [column.name for column in event.columns]
        events.append(event)
    return columns, fetch_rows(events)
