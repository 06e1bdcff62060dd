"""The ledger: a table in the cluster that says what has been applied.

A row for a script has the statement number 0. A row for a step has the number of its first
statement; if the rows of a COPY need several transactions, each has a row with its part. A row is
written in the transaction of its step where Aurora DSQL allows that. Otherwise it is written before
the step as `started`, and changed after it.
"""

from __future__ import annotations

import getpass
import os
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Literal, NamedTuple

from dsql_tui.db.queries import CatalogError, fetch_catalog_rows
from dsql_tui.db.session import Session
from dsql_tui.dsql.sqlstate import UNDEFINED_SCHEMA, UNDEFINED_TABLE
from dsql_tui.dsql.transcript import SentStatement
from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.migration_files.script import LEDGER_NAME
from dsql_tui.sql.names import quote_name

LedgerOutcome = Literal["started", "waiting", "done", "failed"]
"""`started`: sent, or about to be; `waiting`: its job has not ended."""

_COLUMNS = (
    "file",
    "statement",
    "part",
    "line",
    "outcome",
    "checksum",
    "job",
    "probe",
    "error",
    "run",
    "process",
    "role",
    "person",
    "began",
    "ended",
)

_CREATE = """\
CREATE TABLE IF NOT EXISTS {table} (
    file text NOT NULL,
    statement integer NOT NULL,
    part integer NOT NULL,
    line integer NOT NULL,
    outcome text NOT NULL,
    checksum text NOT NULL,
    job text NOT NULL,
    probe text NOT NULL,
    error text NOT NULL,
    run text NOT NULL,
    process text NOT NULL,
    role text NOT NULL,
    person text NOT NULL,
    began timestamptz NOT NULL,
    ended timestamptz,
    PRIMARY KEY (file, statement, part)
)"""

_SELECT = """\
select file, statement, part, line, outcome, checksum, job, probe, error, run, process, role,
    person, to_char(began at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
    coalesce(to_char(ended at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), ''),
    floor(extract(epoch from clock_timestamp() - coalesce(ended, began)))::bigint
from {table} where {where} order by file, statement, part"""


class Entry(NamedTuple):
    """A row of the ledger."""

    file: str
    statement: int
    """The number of the first statement of a step; 0 for the whole script."""
    part: int = 0
    """The number of the transaction, if the rows of a COPY need several; otherwise 0."""
    line: int = 0
    outcome: LedgerOutcome = "started"
    checksum: str = ""
    job: str = ""
    """The identifier of the job that the step has started."""
    probe: str = ""
    """A query that shows whether the step took effect; empty unless it was false before."""
    error: str = ""
    run: str = ""
    """Identifies the run of the program that wrote the row."""
    process: str = ""
    """The computer and the process of that run."""
    role: str = ""
    """The database role."""
    person: str = ""
    """The user of the computer."""
    began: str = ""
    """The time in UTC, `2026-10-01 14:10:05`."""
    ended: str = ""
    """The time of its end; while it waits for its job, when that was last seen to run."""
    age: int = 0
    """Seconds since it was known to run, by the clock of the cluster."""

    @property
    def key(self) -> tuple[str, int, int]:
        """The key of the row."""
        return self.file, self.statement, self.part

    @property
    def writer(self) -> str:
        """The role and the person that applied it."""
        return f"{self.role} ({self.person})"


class Ledger:
    """The statements that read and write the ledger; it sends only those that read."""

    def __init__(self, schema: str, run: str) -> None:
        """Describe the ledger of a schema.

        Args:
            schema: The name of the schema.
            run: Identifies this run of the program.
        """
        self.table = f"{quote_name(schema)}.{LEDGER_NAME}"
        """The name, quoted as SQL needs it."""
        self.run = run
        host = socket.gethostname()
        self.process = f"{host}:{os.getpid()}"
        self._person = f"{_get_user()}@{host}"

    @property
    def creation(self) -> str:
        """The statement that creates the table."""
        return _CREATE.format(table=self.table)

    def read(self, session: Session, file: str | None = None) -> list[Entry]:
        """Return the rows of scripts, or all rows of one; none if there is no ledger. Blocks.

        Raises:
            CatalogError: The server refused the query.
        """
        where = "statement = 0" if file is None else f"file = {quote_literal(file)}"
        query = _SELECT.format(table=self.table, where=where)
        try:
            rows = fetch_catalog_rows(session, query, expected=len(_COLUMNS) + 1)
        except CatalogError as failed:
            if failed.error.sqlstate in (UNDEFINED_TABLE, UNDEFINED_SCHEMA):
                return []
            raise
        return [_make_entry(row) for row in rows]

    def write(self, entry: Entry) -> SentStatement:
        """Return the statement that writes a row, unless that row is done.

        Its command tag is `INSERT 0 1`, or `INSERT 0 0` if the row is done.
        """
        ended = "now()" if entry.outcome in ("done", "failed") else "null"
        values = [
            quote_literal(entry.file),
            str(entry.statement),
            str(entry.part),
            str(entry.line),
            *map(quote_literal, (entry.outcome, entry.checksum, entry.job, entry.probe)),
            quote_literal(entry.error),
            *map(quote_literal, (self.run, self.process)),
            "current_user",
            quote_literal(self._person),
            "now()",
            ended,
        ]
        kept = ("file", "statement", "part", *(("began",) if entry.outcome != "started" else ()))
        changed = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in kept)
        return SentStatement(
            f"insert into {self.table} as ledger ({', '.join(_COLUMNS)}) values "
            f"({', '.join(values)}) on conflict (file, statement, part) do update set {changed} "
            "where ledger.outcome <> 'done'"
        )

    def reopen(self, entry: Entry) -> SentStatement:
        """Return the statement that starts a script again that is done."""
        return SentStatement(
            f"update {self.table} set outcome = 'started', checksum = "
            f"{quote_literal(entry.checksum)}, run = {quote_literal(self.run)}, process = "
            f"{quote_literal(self.process)}, began = now(), ended = null "
            f"where file = {quote_literal(entry.file)} and statement = 0"
        )

    def renew(self, entry: Entry) -> SentStatement:
        """Return the statement that notes that the job of a row is still waited for."""
        return SentStatement(
            f"update {self.table} set ended = now() where file = {quote_literal(entry.file)} "
            f"and statement = {entry.statement} and part = {entry.part} and outcome = 'waiting'"
        )

    def forget(self, entries: Sequence[Entry]) -> SentStatement:
        """Return the statement that deletes rows of one script."""
        keys = ", ".join(f"({each.statement}, {each.part})" for each in entries)
        return SentStatement(
            f"delete from {self.table} where file = {quote_literal(entries[0].file)} "
            f"and (statement, part) in ({keys})"
        )


def index_entries(entries: Iterable[Entry]) -> dict[tuple[int, int], Entry]:
    """Return the rows of one script by the number of the statement and of the part."""
    return {(each.statement, each.part): each for each in entries}


def is_running(entry: Entry, process: str) -> bool | None:
    """Return whether the process that wrote a row still runs; `None` if that cannot be known.

    Args:
        entry: The row.
        process: The computer and the process of this run.
    """
    host, _, number = entry.process.rpartition(":")
    if entry.process == process:
        return False
    if host != process.rpartition(":")[0] or not number.isdecimal():
        return None
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _make_entry(row: Sequence[str | None]) -> Entry:
    file, statement, part, line, outcome, *texts, age = (cell or "" for cell in row)
    numbers = (int(statement), int(part), int(line))
    return Entry(file, *numbers, outcome, *texts, int(age))  # type: ignore[arg-type,call-arg]


def _get_user() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return str(os.getuid())
