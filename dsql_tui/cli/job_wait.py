"""Waiting in `exec` until the jobs that statements have started have ended."""

from __future__ import annotations

from time import monotonic, sleep

from dsql_tui.cli.messages import Messages
from dsql_tui.cli.options import DONE, FAILED, TIMED_OUT
from dsql_tui.db.jobs import read_failure, read_jobs
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import Session
from dsql_tui.dsql.job import Job, is_job_answer
from dsql_tui.events import Finished
from dsql_tui.execution.steps import Place
from dsql_tui.results.row_stream import RowStream
from dsql_tui.results.text import make_printable, make_visible

_POLL_INTERVAL = 1.0
"""Seconds between two readings of `sys.jobs`."""


class JobWait:
    """Notes the jobs of statements, and waits for them outside a transaction.

    `CALL sys.wait_for_job` would be limited to the five minutes of a transaction.
    """

    def __init__(self, messages: Messages, timeout: float | None) -> None:
        """Prepare to wait.

        Args:
            messages: Writes what happens.
            timeout: Seconds that a wait may take; `None` without a limit.
        """
        self._messages = messages
        self._timeout = timeout
        self._started: list[str] = []

    def note(self, stream: RowStream) -> None:
        """Note the job that a statement has started, if any."""
        names = [column.name for column in stream.columns]
        tag = stream.ending.tag if isinstance(stream.ending, Finished) else ""
        if is_job_answer(names, tag) and stream.kept:
            self._started.append(str(stream.kept[0][0]))

    def wait(self, session: Session, place: Place) -> int:
        """Wait for the jobs noted so far; return the exit code.

        Jobs that are not in `sys.jobs` belong to a transaction that was rolled back.
        """
        started, self._started = set(self._started), []
        if not started:
            return DONE
        try:
            jobs = self._wait(session, started)
            for job in jobs:
                self._report(session, job, place)
        except CatalogError as failed:
            self._messages.warn(f"sys.jobs cannot be read: {failed}", place)
            return FAILED
        except KeyboardInterrupt:
            self._messages.warn(f"Interrupted; {_name_jobs(started)} continues in the background.")
            raise
        if any(job.running for job in jobs):
            return TIMED_OUT
        return DONE if all(job.status == "completed" for job in jobs) else FAILED

    def _wait(self, session: Session, started: set[str]) -> list[Job]:
        """Return the jobs when all have ended, or the time is over."""
        began, told = monotonic(), False
        while True:
            jobs = [job for job in read_jobs(session) if job.identifier in started]
            running = [job for job in jobs if job.running]
            late = self._timeout is not None and monotonic() - began >= self._timeout
            if late or not running:
                return jobs
            if not told:
                names = ", ".join(job.title for job in running)
                self._messages.say(make_visible(f"Waiting for {names}."))
                told = True
            sleep(_POLL_INTERVAL)

    def _report(self, session: Session, job: Job, place: Place) -> None:
        if job.running:
            words = f"The {job.title} took longer than --timeout allows; it continues."
            self._messages.warn(words, place)
        elif job.status == "completed":
            self._messages.say(make_visible(job.summary))
        else:
            self._messages.warn(job.summary, place)
            if failure := read_failure(session, job) if job.failed else None:
                words = f"{failure.explanation}\n{failure.query}\n{failure.removal}\n"
                self._messages.write(make_printable(words))


def _name_jobs(identifiers: set[str]) -> str:
    return f"job {', '.join(sorted(identifiers))}"
