"""The end of a store's jobs.

The states of jobs are in the store (`sys.sql`), and survive whatever happens to this process. Only
the end of a job needs a thread: it sleeps until the store announces a new job or the next is due.

Validating a constraint or building an index calls functions that clients have created. That runs in
a session of its own, as the table's owner. The session is opened as `WORKER`, a role without any
privilege, since SET ROLE can be undone: a session of the superuser would give its rights away.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg import errors, sql
from psycopg.rows import class_row

from dsql_tui.sandbox.store import superuser
from dsql_tui.sandbox.store.superuser import WORKER

_RECONNECT_DELAY = 0.2
"""Seconds until a lost session is opened again."""

_IDLE_TIMEOUT = 3600.0
"""Seconds until the thread looks for jobs unasked."""

_LOCK_TIMEOUT = "1s"
"""How long a job waits for a lock; it is tried again later."""

_WORK_TIMEOUT = "300s"
"""How long a client's functions may take in one job."""

_FORGET = """
    DELETE FROM pg_catalog.pg_dsql_job USING pg_catalog.pg_dsql_pace
    WHERE coalesce(finished, started) < clock_timestamp() - kept - submitted - processing
        AND (finished IS NOT NULL OR job_type = 'DROP')
"""

_DUE = """
    SELECT job.job_id, job.class_id = 'pg_class'::regclass AS builds_index, job.object_id,
           job.table_name, t.oid IS NOT NULL AS has_table, r.rolname AS owner,
           n.nspname AS schema, t.relname AS table, k.conname AS constraint_name,
           c.relname AS index_name, i.indisunique AS is_unique
    FROM pg_catalog.pg_dsql_job AS job CROSS JOIN pg_catalog.pg_dsql_pace
    LEFT JOIN pg_class AS t ON t.oid = job.table_id
    LEFT JOIN pg_namespace AS n ON n.oid = t.relnamespace
    LEFT JOIN pg_roles AS r ON r.oid = t.relowner
    LEFT JOIN pg_constraint AS k
        ON k.oid = job.object_id AND job.class_id = 'pg_constraint'::regclass
    LEFT JOIN pg_index AS i ON i.indexrelid = job.object_id AND job.class_id = 'pg_class'::regclass
    LEFT JOIN pg_class AS c ON c.oid = i.indexrelid
    WHERE finished IS NULL AND job_type <> 'DROP' AND (
        started + submitted + processing <= clock_timestamp()
        OR job.class_id = 'pg_class'::regclass AND i.indexrelid IS NULL
    )
"""
"""The jobs that are due, or have lost their index."""

_NEXT = """
    SELECT greatest(0.1, extract(epoch FROM min(started + submitted + processing)
                                            - clock_timestamp()))::float8
    FROM pg_catalog.pg_dsql_job, pg_catalog.pg_dsql_pace
    WHERE finished IS NULL AND job_type <> 'DROP'
"""

_FINISH = """
    UPDATE pg_catalog.pg_dsql_job SET status = %s, details = %s, finished = clock_timestamp()
    WHERE job_id = %s
"""

_MEMBERSHIPS = f"""
    SELECT roleid::regrole::text FROM pg_auth_members WHERE member = '{WORKER}'::regrole
"""


@dataclass(frozen=True, slots=True)
class JobTimes:
    """How long a job is in each of its states, in seconds."""

    submitted: float = 0.5
    """A cluster takes up to a minute to begin one."""
    processing: float = 1.5
    """A cluster takes 5 to 24 s even for an empty table."""
    kept: float = 1800.0
    """How long `sys.jobs` shows one that is over."""


class _Job(NamedTuple):
    """A job that is due, with the catalog's names for what it is about."""

    job_id: str
    builds_index: bool
    """As opposed to validating a constraint."""
    object_id: int
    table_name: str
    """As it was when the job began."""
    has_table: bool
    owner: str | None
    schema: str | None
    table: str | None
    constraint_name: str | None
    index_name: str | None
    is_unique: bool | None

    @property
    def has_object(self) -> bool:
        """Its index or constraint still exists."""
        return (self.index_name if self.builds_index else self.constraint_name) is not None


class _Outcome(NamedTuple):
    """How a job ended, as `sys.jobs` tells it."""

    status: str
    details: str | None = None


class Jobs(threading.Thread):
    """Ends the jobs of one store for as long as it runs."""

    def __init__(self, socket: Path, job_times: JobTimes, runs: Callable[[], bool]) -> None:
        """Prepare the thread; `runs` tells whether the store is still running."""
        super().__init__(name=f"jobs of {socket.parent.name}", daemon=True)
        self._socket = socket
        self._job_times = job_times
        self._runs = runs

    def run(self) -> None:
        """End jobs when they are due."""
        while self._runs():
            # The store ends, or starts again after one of its processes was killed.
            with suppress(psycopg.OperationalError), self._open() as session:
                self._drive(session)
            time.sleep(_RECONNECT_DELAY)

    def _open(self, user: str = superuser.SUPERUSER) -> psycopg.Connection[Any]:
        return psycopg.connect(**superuser.parameters(self._socket, user))

    def _drive(self, session: psycopg.Connection[Any]) -> None:
        session.execute(
            "UPDATE pg_catalog.pg_dsql_pace SET submitted = %s * interval '1 s',"
            " processing = %s * interval '1 s', kept = %s * interval '1 s'",
            (self._job_times.submitted, self._job_times.processing, self._job_times.kept),
        )
        # A client may hold a lock for as long as its transaction is open.
        session.execute(f"SET lock_timeout = '{_LOCK_TIMEOUT}'")
        session.execute("LISTEN pg_dsql_job")
        while True:
            session.execute(_FORGET)
            for job in session.cursor(row_factory=class_row(_Job)).execute(_DUE).fetchall():
                if outcome := self._finish(session, job):
                    session.execute(_FINISH, (*outcome, job.job_id))
            (due,) = session.execute(_NEXT).fetchone() or (None,)
            # In a transaction of its own: who hears of the end must see it in the catalog.
            session.execute("SELECT pg_catalog.pg_dsql_announce()")
            for _ in session.notifies(timeout=due or _IDLE_TIMEOUT, stop_after=1):
                pass

    def _finish(self, session: psycopg.Connection[Any], job: _Job) -> _Outcome | None:
        """Do what is left of a job; return `None` if it has to be tried again."""
        if not job.has_object:
            if job.has_table:
                return _Outcome("cancelled")
            return _Outcome("completed", f'relation "{job.table_name}" does not exist')
        try:
            if job.builds_index and not job.is_unique:
                session.execute(
                    "UPDATE pg_dsql_index SET indisvalid = true WHERE indexrelid = %s",
                    (job.object_id,),
                )
            else:
                self._work(session, job)
        except (errors.LockNotAvailable, errors.DeadlockDetected):
            return None
        except errors.UniqueViolation:
            words = "found duplicate key(s) while validating index uniqueness"
            return _Outcome("failed", words)
        except psycopg.Error as error:
            if session.closed or self._is_stale(session, job):
                return None
            return _Outcome("failed", error.diag.message_primary or str(error))
        return _Outcome("completed")

    def _is_stale(self, session: psycopg.Connection[Any], job: _Job) -> bool:
        """Return whether the catalog has changed since the job was read from it."""
        jobs = session.cursor(row_factory=class_row(_Job)).execute(_DUE).fetchall()
        return job not in jobs

    def _work(self, session: psycopg.Connection[Any], job: _Job) -> None:
        """Validate a constraint or build a unique index, as the table's owner."""
        table = sql.Identifier(job.schema or "", job.table or "")
        with self._open_worker(session, job.owner or "") as worker, worker.transaction():
            if job.builds_index:
                index = sql.Identifier(job.schema or "", job.index_name or "")
                worker.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE NOWAIT").format(table))
                worker.execute(sql.SQL("REINDEX INDEX {}").format(index))
            else:
                name = sql.Identifier(job.constraint_name or "")
                worker.execute(sql.SQL("ALTER TABLE {} VALIDATE CONSTRAINT {}").format(table, name))

    @contextmanager
    def _open_worker(
        self, session: psycopg.Connection[Any], owner: str
    ) -> Iterator[psycopg.Connection[Any]]:
        """Open a session that is a member of one role only, and acts as it."""
        worker, role = sql.Identifier(WORKER), sql.Identifier(owner)
        self._revoke_memberships(session)
        session.execute(sql.SQL("GRANT {} TO {}").format(role, worker))
        try:
            with self._open(WORKER) as opened:
                opened.execute(f"SET lock_timeout = '{_LOCK_TIMEOUT}'")
                opened.execute(f"SET statement_timeout = '{_WORK_TIMEOUT}'")
                opened.execute(sql.SQL("SET ROLE {}").format(role))
                yield opened
        finally:
            self._revoke_memberships(session)

    def _revoke_memberships(self, session: psycopg.Connection[Any]) -> None:
        """Leave the worker without any role, also after an earlier job was killed."""
        for (role,) in session.execute(_MEMBERSHIPS).fetchall():
            session.execute(f"REVOKE {role} FROM {WORKER}")
