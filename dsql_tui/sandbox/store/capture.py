"""Changes of rows, captured in a store for its streams and delivered once they are committed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import class_row

from dsql_tui.sandbox.store import superuser

_INTERVAL = 0.1
"""Seconds between two looks for changes."""

_ATTEMPTS = 30
"""The attempts to begin, while clients hold locks on their tables."""

_TAKE = """
    DELETE FROM pg_catalog.pg_dsql_change
    RETURNING place, tx::text, op, (extract(epoch FROM moment) * 1000000)::bigint AS moment,
              schema_name, table_name, old_key, new_key, after
"""

_END = """
DROP EVENT TRIGGER IF EXISTS dsql_capture;
DO $$
DECLARE
    captured regclass;
BEGIN
    PERFORM set_config('lock_timeout', '2s', true);
    FOR captured IN SELECT tgrelid FROM pg_trigger WHERE tgname = 'dsql_capture' LOOP
        EXECUTE format('DROP TRIGGER dsql_capture ON %s', captured);
    END LOOP;
END $$;
DELETE FROM pg_catalog.pg_dsql_change;
"""


class Change(NamedTuple):
    """A change of a row; keys and rows are JSON."""

    place: int
    """Its place among all changes."""
    tx: str
    op: str
    """INSERT, UPDATE or DELETE."""
    moment: int
    """Microseconds since 1970."""
    schema_name: str
    table_name: str
    old_key: str | None
    new_key: str | None
    after: str | None


class Capture(threading.Thread):
    """Captures the changes of one store until it is stopped."""

    def __init__(self, socket: Path, deliver: Callable[[Sequence[Change]], None]) -> None:
        """Prepare the thread; `deliver` gets the changes of whole transactions."""
        super().__init__(name=f"capture of {socket.parent.name}", daemon=True)
        self._socket = socket
        self._deliver = deliver
        self._ending = threading.Event()

    def begin(self) -> None:
        """Capture from now on."""
        script = files("dsql_tui.sandbox.store").joinpath("capture.sql").read_text(encoding="utf-8")
        for attempt in range(_ATTEMPTS):
            try:
                self._run(script)
                break
            except psycopg.errors.LockNotAvailable:
                if attempt == _ATTEMPTS - 1:
                    raise
        self.start()

    def stop(self) -> None:
        """Stop, and wait until that is done."""
        self._ending.set()
        self.join()
        with suppress(psycopg.Error):
            self._run(_END)

    def run(self) -> None:
        """Deliver changes once they are committed."""
        while not self._ending.is_set():
            # The store ends with the sandbox, or starts again.
            with (
                suppress(psycopg.OperationalError),
                psycopg.connect(**superuser.parameters(self._socket)) as session,
            ):
                while not self._ending.wait(_INTERVAL):
                    self._take(session)
            self._ending.wait(_INTERVAL)

    def _run(self, script: str) -> None:
        with psycopg.connect(**superuser.parameters(self._socket)) as session:
            session.execute(script.encode())

    def _take(self, session: psycopg.Connection[Any]) -> None:
        # A change is forgotten only after it is delivered.
        with session.transaction():
            changes = session.cursor(row_factory=class_row(Change)).execute(_TAKE).fetchall()
            if changes:
                self._deliver(sorted(changes))
