"""Watching the asynchronous jobs of a cluster in a session of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Literal, TypeVar

from dsql_tui.aws.errors import AwsError
from dsql_tui.db.jobs import read_failure, read_jobs
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError, Session
from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.job import Job, is_job_answer
from dsql_tui.execution.activity import Note
from dsql_tui.execution.result import Result
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.text import decode_cell
from dsql_tui.sql.failed_jobs import Failure

T = TypeVar("T")

POLL_INTERVAL = 2.0
"""Seconds between two readings of `sys.jobs`; each costs a few thousandths of a DPU."""

_ERROR_INTERVAL = 15.0
_MAX_ERRORS = 8
"""Errors in a row after which watching ends."""

_UNSEEN_TIMEOUT = 600.0
"""Seconds until a job that `sys.jobs` never listed is forgotten: its transaction was rolled back.
A transaction lasts five minutes at most."""


_SEVERITIES: dict[str, Literal["information", "error"]] = {
    "completed": "information",
    "failed": "error",
}


class JobMonitor:
    """Reads the jobs of the cluster, and tells when a job of this program has ended."""

    def __init__(self, access: Access) -> None:
        self.tell: Callable[[Note], object] = lambda note: None
        """Shows a message."""
        self.changed: Callable[[], object] = lambda: None
        """Called when a job of this program has ended."""
        self.ours: set[str] = set()
        """The identifiers of the jobs that this program has started."""
        self._access = access
        self._waiting: dict[str, float] = {}
        """Our jobs that have not ended, with the time when they were noted."""
        self._seen: set[str] = set()
        """Our jobs that `sys.jobs` has listed."""
        self._session: Session | None = None
        self._turn = Lock()
        self._closed = False
        self._watching: asyncio.Task[None] | None = None

    def note(self, result: Result) -> None:
        """Watch the job that a statement has started, if any."""
        identifier = find_job(result)
        if identifier and identifier not in self.ours:
            self.ours.add(identifier)
            self._waiting[identifier] = monotonic()
            if self._watching is None or self._watching.done():
                self._watching = asyncio.create_task(self._watch())

    async def read(self) -> list[Job]:
        """Return the jobs that the role can see, and tell which of ours have ended.

        Raises:
            AwsError, CatalogError, ConnectError: They cannot be read.
        """
        jobs = await in_thread(lambda: self._run(read_jobs))
        listed = {job.identifier: job for job in jobs}
        self._seen.update(self.ours & listed.keys())
        for identifier in list(self._waiting):
            job = listed.get(identifier)
            if (job is None or not job.running) and self._has_ended(identifier, job):
                del self._waiting[identifier]
                self._tell_end(identifier, job)
        return jobs

    async def explain(self, job: Job) -> Failure | None:
        """Return the invalid object that a failed job left, if it still exists.

        Raises:
            AwsError, CatalogError, ConnectError: It cannot be read.
        """
        return await in_thread(lambda: self._run(lambda session: read_failure(session, job)))

    async def release(self) -> None:
        """Close the session, unless it is needed to watch a job."""
        if not self._waiting:
            await in_thread(self._close_session)

    async def close(self) -> None:
        """Stop watching, and close the session; a reading in progress closes it when it ends."""
        self._closed = True
        if self._watching is not None:
            self._watching.cancel()
        if (session := self._session) is not None:
            session.cut()
        await in_thread(self._close_idle_session)

    async def _watch(self) -> None:
        errors = 0
        while self._waiting:
            try:
                await self.read()
                errors = 0
            except (AwsError, CatalogError, ConnectError) as error:
                errors += 1
                if errors == _MAX_ERRORS:
                    self._waiting.clear()
                    words = f"sys.jobs cannot be read, so jobs are no longer watched. {error}"
                    self.tell(Note(words, "warning"))
            await asyncio.sleep(_ERROR_INTERVAL if errors else POLL_INTERVAL)
        await self.release()

    def _has_ended(self, identifier: str, job: Job | None) -> bool:
        known = job is not None or identifier in self._seen
        return known or monotonic() - self._waiting[identifier] > _UNSEEN_TIMEOUT

    def _tell_end(self, identifier: str, job: Job | None) -> None:
        if job is not None:
            self.tell(Note(job.summary, _SEVERITIES.get(job.status, "warning")))
            self.changed()
        elif identifier in self._seen:
            words = f"Job {identifier} is no longer in sys.jobs; how it ended is not known."
            self.tell(Note(words, "warning"))

    def _run(self, read: Callable[[Session], T]) -> T:
        """Call a function with the session, one at a time; open the session if needed."""
        with self._turn:
            if self._session is not None and self._session.clock.needs_renewal(read_clock()):
                self._drop_session()
            if self._session is None or self._session.lost:
                self._session = self._access.open()
            try:
                return read(self._session)
            finally:
                if self._closed:
                    self._drop_session()

    def _close_session(self) -> None:
        with self._turn:
            self._drop_session()

    def _close_idle_session(self) -> None:
        if self._turn.acquire(blocking=False):
            try:
                self._drop_session()
            finally:
                self._turn.release()

    def _drop_session(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


def find_job(result: Result) -> str | None:
    """Return the identifier of the job that a statement has started, if any."""
    table = result.table
    if result.error or table is None or len(table) != 1:
        return None
    if not is_job_answer([column.name for column in table.columns], result.tag or ""):
        return None
    return decode_cell(table.value(0, 0))
