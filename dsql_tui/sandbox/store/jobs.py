"""When the jobs of a store come to their end.

Their states are in the store (`sys.sql`), and survive whatever happens to this process. Only the
end of one needs somebody who does it: a thread with a session of its own, which sleeps until the
store tells of a new job, or the next one is due.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from dsql_tui.sandbox.store.postgres import PORT, SUPERUSER

_AGAIN = 0.2
"""Seconds until a session that was lost is opened anew."""

_LONG = 3600.0
"""Seconds that are as good as for ever: the store wakes us."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a job is in each of its states, in seconds."""

    submitted: float = 0.5
    """A cluster takes up to a minute to begin one."""
    processing: float = 1.5
    """A cluster takes 5 to 24 s even for an empty table."""
    kept: float = 1800.0
    """How long `sys.jobs` shows one that is over."""


class Jobs(threading.Thread):
    """Ends the jobs of one store for as long as it runs."""

    def __init__(self, socket: Path, pace: Pace, runs: Callable[[], bool]) -> None:
        """`runs` says whether the store still does."""
        super().__init__(name=f"jobs of {socket.parent.name}", daemon=True)
        self._socket = socket
        self._pace = pace
        self._runs = runs

    def run(self) -> None:
        """End jobs as they are due."""
        while self._runs():
            # The store ends, or starts again after one of its processes was killed.
            with suppress(psycopg.OperationalError), self._open() as session:
                self._attend(session)
            time.sleep(_AGAIN)

    def _open(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self._socket.parent),
            port=PORT,
            user=SUPERUSER,
            dbname="postgres",
            autocommit=True,
            options="-c default_transaction_isolation=read\\ committed",
        )

    def _attend(self, session: psycopg.Connection[Any]) -> None:
        session.execute(
            "UPDATE pg_sandbox.pace SET submitted = %s * interval '1 s',"
            " processing = %s * interval '1 s', kept = %s * interval '1 s'",
            (self._pace.submitted, self._pace.processing, self._pace.kept),
        )
        session.execute('LISTEN "pg_sandbox.job"')
        while True:
            (due,) = session.execute("SELECT pg_sandbox.finish_due()").fetchone() or (None,)
            # In a transaction of its own: whoever hears of the end is to see it in the catalog.
            session.execute("SELECT pg_sandbox.announce()")
            for _ in session.notifies(timeout=_LONG if due is None else due, stop_after=1):
                pass
