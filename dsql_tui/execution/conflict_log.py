"""The conflicts of a workbench: where they came from, and how they ended."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from dsql_tui.dsql.conflict import (
    CONFLICT_AGAIN,
    MAX_TEXT,
    Conflict,
    ConflictList,
    make_conflict,
)
from dsql_tui.dsql.limits import TRANSACTION_SECONDS
from dsql_tui.events import Run
from dsql_tui.execution.statement_facts import get_facts
from dsql_tui.sql.changed_tables import find_changed_tables, is_same_table

_MAX_CHANGES = 500


class Change(NamedTuple):
    """A statement of a console that changed rows."""

    console: str
    at: datetime
    statement: str
    tables: tuple[str, ...]


class ConflictLog:
    """The conflicts, oldest first, and the newest changes of each console."""

    def __init__(self, conflicts: ConflictList | None = None) -> None:
        """Create the log.

        Args:
            conflicts: The list that imports and scripts on the same cluster add to as well.
        """
        self._list = conflicts or ConflictList()
        self._changes: deque[Change] = deque(maxlen=_MAX_CHANGES)
        self._open: dict[str, Conflict] = {}
        """By console: the last conflict, whose transaction may be retried."""

    @property
    def conflicts(self) -> list[Conflict]:
        """The conflicts, oldest first."""
        return self._list.list_conflicts()

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
        text = run.statement[:MAX_TEXT]
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
            if change.console != conflict.source
            and since <= change.at <= conflict.at
            and any(is_same_table(one, two) for one in change.tables for two in conflict.tables)
        ]

    def _note_conflict(self, console: str, run: Run, lost: Sequence[str]) -> None:
        at = run.sent + timedelta(seconds=run.elapsed)
        conflict = make_conflict(console, run.error, lost, (), run.statement, at)
        statements, last = conflict.statements, self._open.get(console)
        if last and last.statements[: len(statements)] == statements[: len(last.statements)]:
            last.retries += 1
            last.repeated = 0
            last.outcome = CONFLICT_AGAIN
            return
        tables: dict[str, None] = {}
        for text in statements:
            if found_tables := find_changed_tables(text):
                tables |= dict.fromkeys(found_tables)
                conflict.statement = text
        conflict.tables = tuple(tables)
        self._list.add(conflict)
        self._open[console] = conflict

    def _follow(self, console: str, run: Run) -> None:
        """Follow a retry; it ends with its last statement, an error, or another statement."""
        conflict = self._open[console]
        if get_facts(run.statement).rolls_back:
            conflict.repeated = 0
            return
        known = conflict.statements[conflict.repeated :][:1]
        if known and run.statement[:MAX_TEXT] != known[0]:
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
