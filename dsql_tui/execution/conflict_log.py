"""The conflicts of the consoles of a workbench: where they came from, and how they ended."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from dsql_tui.dsql.limits import TRANSACTION_SECONDS
from dsql_tui.events import Run
from dsql_tui.execution.statement_facts import get_facts
from dsql_tui.sql.changed_tables import find_changed_tables, is_same_table

_CODE = re.compile(r"\bOC\d{3}\b")
_MAX_CONFLICTS = 500
_MAX_CHANGES = 500
_MAX_STATEMENTS = 100
"""Statements of a transaction that are kept."""
_MAX_TEXT = 2_000
"""Characters of a statement that are kept and looked at, for this is done on the event loop."""

NOT_RETRIED = "not retried"


@dataclass(eq=False)
class Conflict:
    """A transaction that lost a conflict, with its retries."""

    console: str
    """The number of the console."""
    at: datetime
    """When the server first reported it."""
    code: str
    """`OC000`, `OC001` or, if the server names none, the SQLSTATE."""
    statements: tuple[str, ...]
    """The first statements of the transaction."""
    count: int
    """The number of all its statements."""
    statement: str
    """The last statement that changes or locks rows; without one, that of the error."""
    tables: tuple[str, ...]
    """The tables that the transaction changes or locks, as they are written."""
    retries: int = 0
    outcome: str = NOT_RETRIED
    repeated: int = field(default=0, repr=False)
    """The statements of the current retry that have succeeded."""

    @property
    def done(self) -> bool:
        """True if a retry succeeded."""
        return self.outcome == "done"


class Change(NamedTuple):
    """A statement of a console that changed rows."""

    console: str
    at: datetime
    statement: str
    tables: tuple[str, ...]


class ConflictLog:
    """The conflicts, oldest first, and the newest changes of each console."""

    def __init__(self) -> None:
        self.conflicts: deque[Conflict] = deque(maxlen=_MAX_CONFLICTS)
        self._changes: deque[Change] = deque(maxlen=_MAX_CHANGES)
        self._open: dict[str, Conflict] = {}
        """By console: the last conflict, whose transaction may be retried."""

    def note(self, console: str, run: Run, lost: Sequence[str] = ()) -> None:
        """Note a run of a console.

        Args:
            console: The number of the console.
            run: The run, which has ended.
            lost: The statements of the transaction, if the run lost a conflict.
        """
        if lost:
            self._note_conflict(console, run, lost)
        elif console in self._open:
            self._follow(console, run)
        text = run.statement[:_MAX_TEXT]
        if run.error is None and (tables := find_changed_tables(text)):
            self._changes.append(Change(console, run.sent, text, tables))

    def find_rivals(self, conflict: Conflict) -> list[Change]:
        """Return the changes of other consoles that may have caused a conflict, newest first.

        They changed one of its tables in the time that the transaction may have lasted.
        """
        since = conflict.at - timedelta(seconds=TRANSACTION_SECONDS)
        return [
            change
            for change in reversed(self._changes)
            if change.console != conflict.console
            and since <= change.at <= conflict.at
            and any(is_same_table(one, two) for one in change.tables for two in conflict.tables)
        ]

    def _note_conflict(self, console: str, run: Run, lost: Sequence[str]) -> None:
        statements = tuple(text[:_MAX_TEXT] for text in lost[:_MAX_STATEMENTS])
        last = self._open.get(console)
        if last and last.statements[: len(statements)] == statements[: len(last.statements)]:
            last.retries += 1
            last.repeated = 0
            last.outcome = "conflict again"
            return
        message = run.error.message if run.error else ""
        found = _CODE.search(message)
        code = found[0] if found else (run.error and run.error.sqlstate) or ""
        at = run.sent + timedelta(seconds=run.elapsed)
        tables: dict[str, None] = {}
        last_change = run.statement[:_MAX_TEXT]
        for text in statements:
            if found_tables := find_changed_tables(text):
                tables |= dict.fromkeys(found_tables)
                last_change = text
        conflict = Conflict(console, at, code, statements, len(lost), last_change, tuple(tables))
        self.conflicts.append(conflict)
        self._open[console] = conflict

    def _follow(self, console: str, run: Run) -> None:
        """Follow a retry; it ends with its last statement, an error, or another statement."""
        conflict = self._open[console]
        if get_facts(run.statement).rolls_back:
            conflict.repeated = 0
            return
        known = conflict.statements[conflict.repeated :][:1]
        if known and run.statement[:_MAX_TEXT] != known[0]:
            del self._open[console]
        elif run.error is not None:
            conflict.retries += 1
            conflict.outcome = "unknown" if run.unknown else f"failed: {run.error.message}"
            del self._open[console]
        else:
            conflict.repeated += 1
            if conflict.repeated == conflict.count:
                conflict.retries += 1
                conflict.outcome = "done"
                del self._open[console]
