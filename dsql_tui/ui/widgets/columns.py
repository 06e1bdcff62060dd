"""How wide the columns of a grid are, where each begins, and how a value fits into one."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from rich.cells import cell_len, set_cell_size

from dsql_tui.results.table import Table
from dsql_tui.results.text import cell, visible
from dsql_tui.results.types import NUMBERS, type_name

SAMPLE = 200
"""Rows whose values decide how wide columns are at first."""
WIDEST = 40
"""Cells of the screen that a column takes at most."""
LONGEST = 400
"""Characters of a value that are looked at for drawing it."""
NULL = "NULL"


class Columns:
    """The columns of a table on screen.

    They are as wide as the first rows need, and widen after a wider value was drawn: a number
    is not cut short because it came late.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._names = [visible(column.name) for column in table.columns]
        self._right = [column.oid in NUMBERS for column in table.columns]
        self.sampled = 0
        """Rows that the widths were fitted to."""
        self.widths = [_capped(name) for name in self._names]
        """In cells, without the blank on either side."""
        self.lefts = [0]
        """Where each column begins, counted from the first; and where the last one ends."""
        self.outgrown: dict[int, int] = {}
        """Columns that were too narrow for what was drawn, and the widths that they need."""
        self._place()

    def __len__(self) -> int:
        return len(self.widths)

    def sample(self) -> None:
        """Fit the widths to those of the first rows that have come since the last time."""
        rows = range(self.sampled, min(SAMPLE, len(self._table)))
        for row in rows:
            for column, width in enumerate(self.widths):
                if width < WIDEST:
                    self.widths[column] = max(width, _capped(self.text(row, column) or NULL))
        self.sampled = max(self.sampled, rows.stop)
        self._place()

    def widen(self) -> bool:
        """Give the columns that were outgrown their width; were there any?"""
        for column, width in self.outgrown.items():
            self.widths[column] = width
        widened = bool(self.outgrown)
        self.outgrown.clear()
        self._place()
        return widened

    def at(self, x: int) -> int:
        """The column at a place, counted from the left of the first; beyond the last, the last."""
        return min(bisect_right(self.lefts, x), len(self)) - 1

    def between(self, left: int, right: int) -> range:
        """The columns that have a part there."""
        return range(self.at(left), self.at(max(left, right - 1)) + 1)

    def text(self, row: int, column: int) -> str | None:
        """A cell's text, safe to draw; `None` for NULL."""
        return cell(self._table.value(row, column), LONGEST)

    def fitted(self, column: int, text: str | None) -> str:
        """A text in exactly the cells of its column; one that is cut ends in an ellipsis."""
        text = NULL if text is None else text
        width = self.widths[column]
        missing = width - _length(text)
        if missing < 0:
            if width < WIDEST:
                self.outgrown[column] = max(_capped(text), self.outgrown.get(column, 0))
            return set_cell_size(text, width - 1) + "…"
        return " " * missing + text if self._right[column] else text + " " * missing

    def header(self, column: int) -> tuple[str, str, bool]:
        """A column's name; what fills it up, its type or blanks; does that come first?"""
        name, width = self._names[column], self.widths[column]
        if (length := _length(name)) > width:
            name, length = set_cell_size(name, width - 1) + "…", width
        room, right = width - length, self._right[column]
        kind = type_name(self._table.columns[column].oid)
        if not kind or len(kind) >= room:
            return name, " " * room, right
        return name, f"{kind} ".rjust(room) if right else f" {kind}".ljust(room), right

    def _place(self) -> None:
        self.lefts = list(accumulate((width + 2 for width in self.widths), initial=0))


def _capped(text: str) -> int:
    return min(WIDEST, _length(text))


def _length(text: str) -> int:
    """How many cells a text takes."""
    return len(text) if text.isascii() else cell_len(text)
