"""The history: every run, with what came of it, in one SQLite file that all consoles share."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dsql_tui.sql.secret import carries_secret
from dsql_tui.store.files import PRIVATE, PRIVATE_FOLDER

RUNS = 20_000
BYTES = 64 * 1024 * 1024
"""What the history holds at most; the oldest runs go first, and starred ones never."""
LONGEST = 1024 * 1024
"""Characters of a statement from which on it is not kept; cut off it would be another one."""
FOUND = 500
"""Runs that a search gives back at most."""

_PATIENCE = 5.0
"""Seconds to wait for another program that is writing."""
_WORD = re.compile(r"\w")
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
        said text not null,
        starred integer not null
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
    "pragma user_version = 1",
)
_PRUNE = """
delete from runs where id in (
    select id from (
        select id, row_number() over newest as place, sum(length(text)) over newest as size
        from runs where not starred window newest as (order by id desc)
    ) where place > ? or size > ?
)
"""

_FIELDS = ("at", "target", "role", "text", "elapsed", "rows", "outcome", "said", "starred")

Outcome = Literal["done", "refused", "unknown"]


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run that is over."""

    at: float
    """When it was sent, in seconds since the epoch."""
    target: str
    role: str
    text: str
    elapsed: float
    """Seconds."""
    rows: int | None
    """Rows that it returned or changed, where it did."""
    outcome: Outcome
    said: str
    """The command tag, or the refusal's SQLSTATE and words."""
    starred: bool = False
    id: int = 0
    """Its number in the history."""


class HistoryUnusable(Exception):
    """The history cannot be read or written; the text says why."""


class History:
    """Past runs. Every method opens the file for itself, so any thread and program may call it."""

    def __init__(self, path: Path, runs: int = RUNS, size: int = BYTES) -> None:
        self.path = path
        self.runs = runs
        self.size = size

    def add(self, run: PastRun) -> bool:
        """Keep a run; `False` where it is not to be kept: too long, or it may carry a secret.

        Raises:
            HistoryUnusable: it could not be written.
        """
        if len(run.text) > LONGEST or carries_secret(run.text):
            return False
        with self._opened() as database:
            database.execute(
                f"insert into runs ({', '.join(_FIELDS)}) values ({', '.join('?' * len(_FIELDS))})",
                [getattr(run, name) for name in _FIELDS],
            )
            database.execute(_PRUNE, (self.runs, self.size))
        return True

    def find(self, wanted: str = "", starred: bool = False) -> list[PastRun]:
        """The newest runs that have a word beginning with each of the wanted ones.

        A word of the form `target:prod` asks for runs on that target instead.

        Raises:
            HistoryUnusable: it could not be read.
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
        with self._opened() as database:
            rows = database.execute(
                f"select {', '.join(_FIELDS)}, id from runs"
                f" where {' and '.join(clauses)} order by id desc limit {FOUND}",
                values,
            )
            return [PastRun(*row) for row in rows]

    def star(self, number: int, starred: bool) -> None:
        """Keep a run for good, or no longer.

        Raises:
            HistoryUnusable: it could not be written.
        """
        with self._opened() as database:
            database.execute("update runs set starred = ? where id = ?", (starred, number))

    def delete(self, number: int) -> None:
        """Forget a run; its bytes are overwritten.

        Raises:
            HistoryUnusable: it could not be written.
        """
        with self._opened() as database:
            database.execute("delete from runs where id = ?", (number,))

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The file in a transaction, which others wait for; made where it is missing."""
        try:
            self.path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            self.path.touch(mode=PRIVATE)
            with contextlib.closing(
                sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
            ) as database:
                database.execute("pragma secure_delete = on")
                database.execute("begin immediate")
                if database.execute("pragma user_version").fetchone() == (0,):
                    for statement in _TABLES:
                        database.execute(statement)
                yield database
                database.execute("commit")
        except (sqlite3.Error, OSError) as error:
            raise HistoryUnusable(f"The history in {self.path} cannot be used: {error}.") from error
