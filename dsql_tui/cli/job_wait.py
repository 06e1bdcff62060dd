"""Waiting in `exec` until the jobs that statements have started have ended."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

from dsql_tui.aws.errors import AwsError
from dsql_tui.cli.messages import Messages
from dsql_tui.cli.options import DONE, FAILED, TIMED_OUT, UNKNOWN
from dsql_tui.db.jobs import read_failure, read_jobs
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError, Session
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

    def wait(self, renew: Callable[[], Session], place: Place) -> int:
        """Wait for the jobs noted so far; return the exit code.

        Jobs that are not in `sys.jobs` belong to a transaction that was rolled back.

        Args:
            renew: Returns the session, or a new one if its end is near.
            place: The statement after which to wait.
        """
        started, self._started = set(self._started), []
        if not started:
            return DONE
        try:
            jobs, missing = self._wait(renew, started)
            for job in jobs:
                self._report(renew(), job, place)
        except (AwsError, CatalogError, ConnectError) as error:
            return self._report_unknown(started, f"sys.jobs cannot be read. {error}", place)
        except KeyboardInterrupt:
            self._messages.warn(f"Interrupted; {_name_jobs(started)} continues in the background.")
            raise
        if missing:
            return self._report_unknown(missing, "sys.jobs no longer lists it.", place)
        if any(job.running for job in jobs):
            return TIMED_OUT
        return DONE if all(job.status == "completed" for job in jobs) else FAILED

    def _wait(self, renew: Callable[[], Session], started: set[str]) -> tuple[list[Job], set[str]]:
        """Return the jobs when all have ended or the time is over, and those that vanished."""
        began, seen = monotonic(), set[str]()
        while True:
            jobs = [job for job in read_jobs(renew()) if job.identifier in started]
            running = [job for job in jobs if job.running]
            late = self._timeout is not None and monotonic() - began >= self._timeout
            if running and not seen:
                names = ", ".join(job.title for job in running)
                self._messages.say(make_visible(f"Waiting for {names}."))
            listed = {job.identifier for job in jobs}
            seen |= listed
            if late or not running:
                return jobs, seen - listed
            sleep(_POLL_INTERVAL)

    def _report_unknown(self, identifiers: set[str], reason: str, place: Place) -> int:
        words = f"The outcome of {_name_jobs(identifiers)} is unknown: {reason}"
        self._messages.warn(words, place)
        return UNKNOWN

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
