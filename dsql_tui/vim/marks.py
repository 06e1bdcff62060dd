"""Marks: positions that move with the text around them."""

from __future__ import annotations

import string

from dsql_tui.vim.text import Position

NAMES = frozenset(string.ascii_lowercase)
MARKS = {
    "a–z": "set by `m`",
    "' `": "the position before the last jump",
    ".": "the last change",
    "^": "the end of the last insertion",
    "< >": "the start and the end of the last visual selection",
}


class Marks:
    """The marks of a text."""

    def __init__(self) -> None:
        self.positions: dict[str, Position] = {}
        """The marks `a` to `z`, `.`, `^`, `<` and `>`."""
        self.jump: Position | None = (0, 0)
        """The position before the last jump; `None` if its line was deleted."""
        self._earlier: Position | None = None

    @property
    def named(self) -> dict[str, Position]:
        """The marks that the user has set."""
        return {name: place for name, place in self.positions.items() if name in NAMES}

    def note_jump(self, cursor: Position) -> None:
        """Remember the position before a jump."""
        self._earlier = self.jump
        self.jump = cursor

    def check_jump(self, cursor: Position) -> None:
        """Forget a jump that did not move the cursor."""
        if self._earlier is not None and self.jump in (cursor, None):
            self.jump = self._earlier
        self._earlier = None

    def shift_rows(self, first: int, last: int, delta: int | None, after: int) -> None:
        """Move marks when rows are inserted or deleted.

        Args:
            first: The first row that is concerned.
            last: The last one.
            delta: By how many rows the marks between them move; `None` if the rows are deleted.
            after: By how many rows the marks below them move.
        """
        for name, (row, column) in list(self.positions.items()):
            if first <= row <= last:
                if delta is not None:
                    self.positions[name] = row + delta, column
                elif name in NAMES or name == "^":
                    del self.positions[name]
                else:
                    self.positions[name] = first, column
            elif row > last:
                self.positions[name] = row + after, column
        self.jump = _shift(self.jump, first, last, delta, after)
        self._earlier = _shift(self._earlier, first, last, delta, after)

    def shift_columns(self, row: int, column: int, rows: int, columns: int, least: int = 0) -> None:
        """Move the marks of a row, from a column on, to another row and column.

        Args:
            row: The row.
            column: The first column that is concerned.
            rows: By how many rows they move.
            columns: By how many columns.
            least: The columns before which all marks move as one.
        """
        for name, place in self.positions.items():
            moved = _shift_column(place, (row, column), rows, columns, least)
            self.positions[name] = moved or place
        by = rows, columns, least
        self.jump = _shift_column(self.jump, (row, column), *by)
        self._earlier = _shift_column(self._earlier, (row, column), *by)


def _shift(
    place: Position | None, first: int, last: int, delta: int | None, after: int
) -> Position | None:
    if place is None:
        return None
    row, column = place
    if first <= row <= last:
        return None if delta is None else (row + delta, column)
    return (row + after, column) if row > last else place


def _shift_column(
    place: Position | None, start: Position, rows: int, columns: int, least: int
) -> Position | None:
    if place is None or place[0] != start[0] or place[1] < start[1]:
        return place
    return place[0] + rows, max(0, max(place[1], least) + columns)
