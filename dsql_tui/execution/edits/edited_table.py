"""The rows of a result with their pending changes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from dsql_tui.events import Chunk
from dsql_tui.results.table import Table
from dsql_tui.sql.edits.base_table import NotEditable
from dsql_tui.sql.edits.pending import NewRow, PendingChanges, Problem, Read, RowId
from dsql_tui.sql.edits.values import Default, Value

Mark = Literal["", "changed", "default", "new", "deleted", "refused"]
"""How a cell differs from what was read: `default` is a new value that the server chooses."""


class EditedTable(Table):
    """A table that shows pending changes; new rows follow the others."""

    def __init__(self, received: Table, pending: PendingChanges) -> None:
        super().__init__(received.columns)
        self.received = received
        """The rows as they were read."""
        self.pending = pending
        self.size = received.size
        self._places: dict[RowId, int] = {}
        """The row at which each identity was found last."""
        self.drawn_rows = len(received)
        """The number of rows when they were drawn last."""

    def __len__(self) -> int:
        return len(self.received) + len(self.pending.new_rows)

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows as they were read."""
        return self.received.chunks()

    def value(self, row: int, column: int) -> bytes | None:
        """Return a cell with its pending value; a default that is not known yet is NULL."""
        value = self._pending_value(row, column)
        if isinstance(value, bytes):
            return value
        return value.encode() if isinstance(value, str) else None

    def row_id(self, row: int) -> RowId:
        """Return the identity of a row.

        Raises:
            NotEditable: The row has no key, as on the empty side of an outer join.
        """
        if row >= len(self.received):
            return self.pending.new_rows[row - len(self.received)]
        key = self._read_key(row)
        if None in key:
            base = self.pending.base
            names = ", ".join(base.column(number).name for number in base.key)
            raise NotEditable(
                f"There is no row of {base.table.title} here: its key ({names}) is NULL, as on the "
                "empty side of an outer join."
            )
        self._places[key] = row
        return key

    def read(self, row: int) -> Read:
        """Return the table's columns of a row as they were read; nothing for a new row."""
        if row >= len(self.received):
            return {}
        base = self.pending.base
        return {n: self.received.value(row, base.place_of(n)) for n in base.numbers}

    def mark(self, row: int, column: int) -> Mark:
        """Return how a cell differs from what was read."""
        change = self.pending.changes.get(self._find_id(row)) if self.pending.changes else None
        if change is None:
            return ""
        number = self.pending.base.places[column]
        if change.problem and _concerns(change.problem, number, change.values):
            return "refused"
        if change.kind == "delete":
            return "deleted"
        if number is None or number not in change.values:
            return "default" if change.kind == "insert" else ""
        if isinstance(change.values[number], Default):
            return "default"
        return "new" if change.kind == "insert" else "changed"

    def sign(self, row: int) -> str:
        """Return one character for the change of a row: `*`, `+`, `-`, `!` if refused, or blank."""
        change = self.pending.changes.get(self._find_id(row)) if self.pending.changes else None
        if change is None:
            return " "
        return "!" if change.problem else {"update": "*", "insert": "+", "delete": "-"}[change.kind]

    def problem(self, row: int) -> Problem | None:
        """Return the problem of a row."""
        change = self.pending.changes.get(self._find_id(row))
        return change.problem if change else None

    def find_row(self, row: RowId) -> int | None:
        """Return the row where an identity was edited, if it is still there; nothing is searched.

        A search would read every row.
        """
        if isinstance(row, NewRow):
            new = self.pending.new_rows
            return len(self.received) + new.index(row) if row in new else None
        place = self._places.get(row, len(self.received))
        found = place < len(self.received) and self._read_key(place) == row
        return place if found else None

    def received_ids(self) -> Iterator[tuple[int, RowId]]:
        """Yield the number and the identity of each row that was read."""
        for number in range(len(self.received)):
            yield number, self._read_key(number)

    def _find_id(self, row: int) -> RowId:
        if row >= len(self.received):
            return self.pending.new_rows[row - len(self.received)]
        return self._read_key(row)

    def _read_key(self, row: int) -> tuple[bytes | None, ...]:
        return tuple([self.received.value(row, place) for place in self.pending.base.key_places])

    def _pending_value(self, row: int, column: int) -> Value | bytes:
        pending = self.pending
        number = pending.base.places[column]
        if row >= len(self.received):
            new = pending.new_rows
            if row - len(self.received) >= len(new):
                raise IndexError(f"no cell at row {row}, column {column}")
            return None if number is None else pending.value(new[row - len(self.received)], number)
        if pending.changes and number is not None:
            change = pending.changes.get(self._read_key(row))
            if change and number in change.values:
                return change.values[number]
        return self.received.value(row, column)


def _concerns(problem: Problem, number: int | None, values: object) -> bool:
    """Return True if a problem is about a column, or about every changed one."""
    if problem.columns:
        return number in problem.columns
    assert isinstance(values, dict)
    return not values or number in values


class NewRows(NamedTuple):
    """The rows of a result after changes were sent."""

    table: Table
    removed: Sequence[int]
    """The rows that are gone, by their old number, in order."""

    def renumber(self, order: Sequence[int], old_length: int, length: int) -> list[int]:
        """Return an order of the old rows as one of the new rows; other rows follow."""
        gone = set(self.removed)
        kept = [
            row - bisect_left(self.removed, row)
            for row in order
            if row < old_length and row not in gone
        ]
        return [*kept, *range(old_length - len(self.removed), length)]


def replace_rows(
    edited: EditedTable, done: Iterable[RowId], rows: Mapping[RowId, Read | None]
) -> NewRows:
    """Return the rows after changes were made, without touching the old ones. Blocks.

    Args:
        edited: The rows with the changes that are still pending.
        done: The rows whose changes are committed.
        rows: The rows that were read again; `None` for a row that is gone.
    """
    pending = edited.pending
    base, received = pending.base, edited.received
    finished = set(done)
    wanted = {row for row in (finished | rows.keys()) if not isinstance(row, NewRow)}
    changed: dict[int, Sequence[bytes | None] | None] = {}
    for number, row in edited.received_ids() if wanted else ():
        if row not in wanted:
            continue
        if row in finished and pending.changes[row].kind == "delete":
            changed[number] = None
        elif (read := _latest(pending, row, rows)) is not None:
            changed[number] = [
                received.value(number, place) if column is None else read[column]
                for place, column in enumerate(base.places)
            ]
        elif row in finished:
            changed[number] = None
    added = [
        [None if column is None else read[column] for column in base.places]
        for row in sorted(row for row in finished if isinstance(row, NewRow))
        if (read := _latest(pending, row, rows)) is not None
    ]
    removed = sorted(number for number, values in changed.items() if values is None)
    return NewRows(received.with_changes(changed, added), removed)


def _latest(pending: PendingChanges, row: RowId, rows: Mapping[RowId, Read | None]) -> Read | None:
    """Return a row as it was read again, or else as it was sent."""
    if row in rows:
        return rows[row]
    change = pending.changes[row]
    sent = {n: v.encode() if isinstance(v, str) else None for n, v in change.values.items()}
    return {**dict.fromkeys(pending.base.numbers), **change.read, **sent}
