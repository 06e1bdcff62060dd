"""The history of runs, in one SQLite file that all consoles share."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import time_ns
from typing import Any, Literal, get_args

from dsql_tui.sql.secret import contains_secret
from dsql_tui.store.files import make_private_folder, open_private

MAX_RUNS = 20_000
"""Runs kept; the oldest go first, starred ones never."""
MAX_BYTES = 64 * 1024 * 1024
"""Characters of all statements kept."""
MAX_STATEMENT = 1024 * 1024
"""Characters of a statement; a longer one is not kept, since a part of it would be misleading."""
MAX_FOUND = 500
"""Runs that a search returns."""

_LOCK_TIMEOUT = 5.0
"""Seconds to wait for another process that is writing."""
_MAX_INTEGER = 2**63 - 1
"""The largest integer of SQLite."""
_MAX_TIME = 253_402_300_799
"""The end of the year 9999, in seconds since the epoch."""
_DAMAGED = ("not a database", "malformed")
"""SQLite's words for a damaged file."""
_WORD = re.compile(r"\w")
_VERSION = 3
_TABLES = (
    """
    create table runs (
        id integer primary key,
        at real not null,
        target text not null,
        role text not null,
        text text not null,
        elapsed real not null,
        rows integer,
        outcome text not null,
        message text not null,
        starred integer not null,
        dpu real
    )
    """,
    "create virtual table words using fts5 (text, content='runs', content_rowid='id')",
    """
    create trigger added after insert on runs begin
        insert into words (rowid, text) values (new.id, new.text);
    end
    """,
    """
    create trigger removed after delete on runs begin
        insert into words (words, rowid, text) values ('delete', old.id, old.text);
    end
    """,
    f"pragma user_version = {_VERSION}",
)
_ADD_DPU = ("alter table runs add column dpu real", f"pragma user_version = {_VERSION}")
_UPGRADES = {
    0: _TABLES,
    1: (
        "alter table runs rename column said to message",
        "update runs set outcome = 'failed' where outcome = 'refused'",
        *_ADD_DPU,
    ),
    2: _ADD_DPU,
}
"""By version of the file: the statements that bring it to the current version."""
_PRUNE = """
delete from runs where id in (
    select id from (
        select id, row_number() over newest as place, sum(length(text)) over newest as size
        from runs where not starred window newest as (order by id desc)
    ) where place > ? or size > ?
)
"""

_FIELDS = (
    "at",
    "target",
    "role",
    "text",
    "elapsed",
    "rows",
    "outcome",
    "message",
    "starred",
    "dpu",
)

Outcome = Literal["done", "failed", "unknown"]


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run that has ended."""

    at: float
    """The time it was sent, in seconds since the epoch."""
    target: str
    role: str
    text: str
    elapsed: float
    """Seconds."""
    rows: int | None
    """Rows returned or changed, if any."""
    outcome: Outcome
    message: str
    """The command tag, or the error's SQLSTATE and message."""
    starred: bool = False
    dpu: float | None = None
    """The DPU that the server reported; `None` if it reported none."""
    id: int = 0
    """Its number in the history."""


class HistoryError(Exception):
    """The history cannot be read or written; the message says why."""


class History:
    """The past runs. Each method opens the file, so any thread and process may call it."""

    def __init__(self, path: Path, runs: int = MAX_RUNS, size: int = MAX_BYTES) -> None:
        self.path = path
        self.runs = runs
        self.size = size

    def add(self, run: PastRun) -> bool:
        """Add a run; return `False` if it is too long to be kept or may contain a secret.

        Raises:
            HistoryError: The file cannot be written.
        """
        return self.add_all([run])[0]

    def add_all(self, runs: Sequence[PastRun]) -> list[bool]:
        """Add runs at once; for each, return what `add` does.

        Raises:
            HistoryError: The file cannot be written; no run was added.
        """
        kept = [len(run.text) <= MAX_STATEMENT and not contains_secret(run.text) for run in runs]
        rows = [
            [_to_column(getattr(run, name)) for name in _FIELDS]
            for run, keep in zip(runs, kept, strict=True)
            if keep
        ]
        if rows:
            with self._open() as database:
                database.executemany(
                    f"insert into runs ({', '.join(_FIELDS)}) "
                    f"values ({', '.join('?' * len(_FIELDS))})",
                    rows,
                )
                database.execute(_PRUNE, (self.runs, self.size))
        return kept

    def find(self, wanted: str = "", starred: bool = False, by_dpu: bool = False) -> list[PastRun]:
        """Return the newest runs that contain words beginning with each of the wanted words.

        A word such as `target:prod` selects runs on that target instead. With `by_dpu`, the runs
        that cost the most come first, and then the newest of those whose DPU are unknown.

        Raises:
            HistoryError: The file cannot be read.
        """
        clauses, values = ["1"], []
        words = [word for word in wanted.split() if _WORD.search(word)]
        for word in [word for word in words if word.startswith("target:")]:
            words.remove(word)
            clauses.append("instr(lower(target), ?)")
            values.append(word.removeprefix("target:").lower())
        if words:
            clauses.append("id in (select rowid from words where words match ?)")
            values.append(" ".join('"' + word.replace('"', '""') + '"*' for word in words))
        if starred:
            clauses.append("starred")
        order = "dpu is null, dpu desc, id desc" if by_dpu else "id desc"
        with self._open() as database:
            rows = database.execute(
                f"select {', '.join(_FIELDS)}, id from runs"
                f" where {' and '.join(clauses)} order by {order} limit {MAX_FOUND}",
                values,
            )
            return [PastRun(*row) for row in rows if _is_valid(row)]

    def list_runs(self, targets: Collection[str]) -> list[PastRun]:
        """Return all runs on targets with these names, the newest first.

        Raises:
            HistoryError: The file cannot be read.
        """
        with self._open() as database:
            rows = database.execute(
                f"select {', '.join(_FIELDS)}, id from runs"
                f" where target in ({', '.join('?' * len(targets))}) order by id desc",
                list(targets),
            )
            return [PastRun(*row) for row in rows if _is_valid(row)]

    def star(self, number: int, starred: bool) -> None:
        """Keep a run for good, or no longer.

        Raises:
            HistoryError: The file cannot be written.
        """
        with self._open() as database:
            database.execute("update runs set starred = ? where id = ?", (starred, number))

    def delete(self, number: int) -> None:
        """Delete a run and overwrite its bytes.

        Raises:
            HistoryError: The file cannot be written.
        """
        with self._open() as database:
            database.execute("delete from runs where id = ?", (number,))

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the file in a transaction that excludes other writers; create it if missing."""
        try:
            self._create()
            with contextlib.closing(
                sqlite3.connect(self.path, timeout=_LOCK_TIMEOUT, isolation_level=None)
            ) as database:
                database.execute("pragma secure_delete = on")
                database.execute("begin immediate")
                _upgrade(database)
                yield database
                database.execute("commit")
        except (sqlite3.Error, OSError) as error:
            raise self._explain(error) from error

    def _create(self) -> None:
        make_private_folder(self.path.parent)
        if not self.path.exists():
            os.close(open_private(self.path, os.O_RDWR))

    def _explain(self, error: Exception) -> HistoryError:
        """Return the error for the user; a damaged file is set aside for a new one to begin."""
        if not any(words in str(error) for words in _DAMAGED):
            return HistoryError(f"The history in {self.path} cannot be used: {error}.")
        damaged = self.path.with_name(f"{self.path.name}.damaged-{time_ns() // 10**9}")
        try:
            self.path.rename(damaged)
        except OSError:
            return HistoryError(f"The history in {self.path} is damaged: {error}.")
        return HistoryError(
            f"The history was damaged ({error}). It was moved to {damaged}, and a new one begins."
        )


def _upgrade(database: sqlite3.Connection) -> None:
    (version,) = database.execute("pragma user_version").fetchone()
    if version > _VERSION:
        raise sqlite3.DatabaseError(f"a newer dsql-tui wrote it (version {version})")
    for statement in _UPGRADES.get(version, ()):
        database.execute(statement)


def _to_column(value: Any) -> Any:
    """Return a value that SQLite can store."""
    if isinstance(value, int) and value > _MAX_INTEGER:
        return None
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _is_valid(row: tuple[Any, ...]) -> bool:
    """Return whether the columns of a row have their types, which SQLite does not ensure."""
    at, target, role, text, elapsed, rows, outcome, message, _, dpu, *_ = row
    return (
        all(isinstance(each, str) for each in (target, role, text, message))
        and all(isinstance(each, float) for each in (at, elapsed))
        and 0 <= at < _MAX_TIME
        and isinstance(rows, int | None)
        and isinstance(dpu, float | None)
        and outcome in get_args(Outcome)
    )
