"""The changes of rows that are not sent yet; each action can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from dsql_tui.dsql import limits
from dsql_tui.sql.edits.base_table import BaseTable, NotEditable
from dsql_tui.sql.edits.values import DEFAULT, Default, Value

Kind = Literal["update", "insert", "delete"]
Raw = bytes | None
Read = Mapping[int, Raw]
"""The values of a row as they were read, by the number of the column."""


class NewRow(NamedTuple):
    """The identity of a row that is to be inserted."""

    serial: int


RowId = tuple[Raw, ...] | NewRow
"""The key of a row as it was read, or a new row."""


class Problem(NamedTuple):
    """The reason why the server or the check refused a change."""

    text: str
    columns: frozenset[int] = frozenset()
    """The columns that it is about; empty for the whole row."""
    stale: bool = False
    """True if another session has changed the row since it was read."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """The pending change of one row."""

    kind: Kind
    read: Read
    """The row as it was read; empty for a new row."""
    values: Mapping[int, Value] = field(default_factory=dict)
    """The new values by the number of the column."""
    problem: Problem | None = None

    @property
    def size(self) -> int:
        """The bytes of the row that is written, as far as they are known; without indexes."""
        if self.kind == "delete":
            return 0
        written = {**{n: value or b"" for n, value in self.read.items()}, **self.values}
        return sum(map(_measure, written.values()))


class Step(NamedTuple):
    """An action, as the changes that it replaced."""

    before: tuple[tuple[RowId, RowChange | None], ...]


class Totals(NamedTuple):
    """The number of pending changes of each kind, and the bytes that they write."""

    updates: int = 0
    inserts: int = 0
    deletes: int = 0
    size: int = 0

    @property
    def rows(self) -> int:
        """The number of rows that change."""
        return self.updates + self.inserts + self.deletes

    @property
    def fits(self) -> bool:
        """True if the changes fit into one transaction of Aurora DSQL."""
        return self.rows <= limits.TRANSACTION_ROWS and self.size <= limits.TRANSACTION_BYTES


class PendingChanges:
    """The pending changes of the rows of one result, in the order in which they began."""

    def __init__(self, base: BaseTable) -> None:
        self.base = base
        self.changes: dict[RowId, RowChange] = {}
        self.uncertain = False
        """True if the outcome of the last sending is unknown."""
        self.sending = False
        """True while the changes are being sent, so that none is added or undone."""
        self.changed: Callable[[], object] = lambda: None
        """Called after every change."""
        self._steps: list[Step] = []
        self._new_rows = 0
        self._totals: Totals | None = Totals()
        self._sorted: list[NewRow] | None = []

    def __len__(self) -> int:
        return len(self.changes)

    @property
    def new_rows(self) -> list[NewRow]:
        """The rows to insert, in the order in which they were added."""
        if self._sorted is None:
            self._sorted = sorted(row for row in self.changes if isinstance(row, NewRow))
        return self._sorted

    @property
    def totals(self) -> Totals:
        """The number of changes and their size."""
        if self._totals is None:
            kinds = [change.kind for change in self.changes.values()]
            self._totals = Totals(
                kinds.count("update"),
                kinds.count("insert"),
                kinds.count("delete"),
                sum(change.size for change in self.changes.values()),
            )
        return self._totals

    def value(self, row: RowId, number: int) -> Value:
        """Return the pending value of a cell.

        Raises:
            KeyError: The cell has none.
        """
        change = self.changes[row]
        if change.kind == "insert":
            return change.values.get(number, DEFAULT)
        return change.values[number]

    def edit(self, cells: Iterable[tuple[RowId, Read, int]], value: Value) -> None:
        """Set cells to a value, as one action.

        Args:
            cells: The row of each cell, the values that were read of the row, and the number of
                the column.
            value: The new value.

        Raises:
            NotEditable: A row is to be deleted, or the column cannot be written.
        """
        after: dict[RowId, RowChange | None] = {}
        for row, read, number in cells:
            change = after.get(row, self.changes.get(row))
            if change is None or (change.problem and change.problem.stale):
                # A row that another session changed counts as read again: the user was told.
                change = RowChange("update", read, change.values if change else {})
            after[row] = self._set(change, number, value)
        self._apply(after)

    def add(self, values: Mapping[int, Value]) -> NewRow:
        """Add a row; columns without a value get their default."""
        self._new_rows += 1
        row = NewRow(self._new_rows)
        self._apply({row: RowChange("insert", {}, dict(values))})
        return row

    def delete(self, rows: Iterable[tuple[RowId, Read]]) -> None:
        """Mark rows for deletion; if all of them are marked, keep them. New rows are dropped."""
        rows = list(rows)
        kept = all(self._is_deleted(row) for row, _ in rows)
        self._apply(
            {
                row: None
                if kept or isinstance(row, NewRow)
                else RowChange("delete", self._find_read(row, read))
                for row, read in rows
            }
        )

    def revert(self, rows: Iterable[RowId] | None = None) -> None:
        """Remove the changes of rows, or all, as one action."""
        found = list(self.changes if rows is None else rows)
        self._apply({row: None for row in found if row in self.changes})

    def undo(self) -> tuple[RowId, ...]:
        """Undo the last action; return its rows.

        Raises:
            NotEditable: The changes are being sent.
        """
        self._check_idle()
        if not self._steps:
            return ()
        step = self._steps.pop()
        for row, change in step.before:
            self._put(row, change)
        self._note()
        return tuple(row for row, _ in step.before)

    def settle(self, rows: Iterable[RowId]) -> None:
        """Remove changes that are done; they can no longer be undone."""
        done = set(rows)
        for row in done:
            self._put(row, None)
        kept = (tuple(each for each in step.before if each[0] not in done) for step in self._steps)
        self._steps = [Step(before) for before in kept if before]
        self._note()

    def mark(self, problems: Mapping[RowId, Problem]) -> None:
        """Replace all problems."""
        for row, change in list(self.changes.items()):
            problem = problems.get(row)
            if change.problem != problem:
                self.changes[row] = replace(change, problem=problem)
        self.changed()

    def _set(self, change: RowChange, number: int, value: Value) -> RowChange | None:
        column = self.base.column(number)
        if change.kind == "delete":
            raise NotEditable("This row is marked for deletion. Keep it first, to edit it.")
        if column.fixed:
            raise NotEditable(f"The server fills “{column.name}”, so it cannot be edited.")
        values = {each: old for each, old in change.values.items() if each != number}
        if change.kind == "insert":
            if value is not DEFAULT:
                values[number] = value
        elif isinstance(value, Default) or _encode(value) != change.read[number]:
            values[number] = value
        elif not values:
            return None
        return replace(change, values=values, problem=None)

    def _is_deleted(self, row: RowId) -> bool:
        change = self.changes.get(row)
        return change is not None and change.kind == "delete"

    def _find_read(self, row: RowId, read: Read) -> Read:
        change = self.changes.get(row)
        stale = change is not None and change.problem is not None and change.problem.stale
        return read if change is None or stale else change.read

    def _apply(self, after: Mapping[RowId, RowChange | None]) -> None:
        """Put changes in place as one action.

        Raises:
            NotEditable: The changes are being sent.
        """
        self._check_idle()
        before = tuple((row, self.changes.get(row)) for row in after)
        if all(change == after[row] for row, change in before):
            return
        self._steps.append(Step(before))
        for row, change in after.items():
            self._put(row, change)
        self._note()

    def _check_idle(self) -> None:
        if self.sending:
            raise NotEditable("The changes are being sent. Wait until that has ended.")

    def _put(self, row: RowId, change: RowChange | None) -> None:
        self._sorted = None
        if change is None:
            self.changes.pop(row, None)
        else:
            self.changes[row] = change

    def _note(self) -> None:
        self._totals = None
        self.uncertain = self.uncertain and bool(self.changes)
        self.changed()


def _encode(value: str | None) -> Raw:
    return None if value is None else value.encode("utf-8", "surrogatepass")


def _measure(value: Value | bytes) -> int:
    if isinstance(value, bytes):
        return len(value)
    return len(value.encode("utf-8", "replace")) if isinstance(value, str) else 0
