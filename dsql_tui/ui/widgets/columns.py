"""How wide the columns of a grid are, where each begins, and how a value fits into one."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from rich.cells import cell_len, set_cell_size

from dsql_tui.results.sheet import Sheet
from dsql_tui.results.text import cell, visible
from dsql_tui.results.types import NUMBERS, type_name

SAMPLE = 200
"""Rows whose values decide how wide columns are at first."""
WIDEST = 40
"""Cells of the screen that a column takes at most, unless the user makes it wider."""
LONGEST = 400
"""Characters of a value that are looked at for drawing it."""
NULL = "NULL"


class Columns:
    """The columns of a sheet on screen, counted as they are seen.

    They are as wide as the first rows need, and widen after a wider value was drawn: a number
    is not cut short because it came late. What the user has set is left alone.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        columns = sheet.table.columns
        self._names = [visible(column.name) for column in columns]
        self._right = [column.oid in NUMBERS for column in columns]
        self._kinds = [type_name(column.oid) for column in columns]
        self.sampled = 0
        """Rows that the widths were fitted to."""
        self._all = [_capped(name) for name in self._names]
        """The widths of all columns of the table, hidden ones too."""
        self._set: set[int] = set()
        """Columns of the table whose width the user has set."""
        self.widths: list[int] = []
        """In cells, without the blank on either side."""
        self.lefts = [0]
        """Where each column begins, counted from the first; and where the last one ends."""
        self.outgrown: dict[int, int] = {}
        """Columns that were too narrow for what was drawn, and the widths that they need."""
        self.place()

    def __len__(self) -> int:
        return len(self.widths)

    def place(self) -> None:
        """Put the columns that are seen side by side."""
        self.widths = [self._all[place] for place in self._sheet.places]
        self.lefts = list(accumulate((width + 2 for width in self.widths), initial=0))

    def sample(self) -> None:
        """Fit the widths to those of the first rows that have come since the last time."""
        table = self._sheet.table
        rows = range(self.sampled, min(SAMPLE, len(table)))
        for row in rows:
            for place, width in enumerate(self._all):
                if width < WIDEST and place not in self._set:
                    text = cell(table.value(row, place), LONGEST)
                    self._all[place] = max(width, _capped(NULL if text is None else text))
        self.sampled = max(self.sampled, rows.stop)
        self.place()

    def set_width(self, column: int, width: int) -> None:
        """Give a column a width, from now on."""
        place = self._sheet.places[column]
        self._all[place] = max(1, width)
        self._set.add(place)
        self.place()

    def fit(self, column: int, rows: range) -> None:
        """Give a column the width that some rows need, however wide they are."""
        texts = [self.text(row, column) for row in rows]
        lengths = [_length(NULL if text is None else text) for text in texts]
        self.set_width(column, max([_length(self._names[self._sheet.places[column]]), *lengths]))

    def widen(self) -> bool:
        """Give the columns that were outgrown their width; were there any?"""
        for column, width in self.outgrown.items():
            if column < len(self):
                self._all[self._sheet.places[column]] = width
        widened = bool(self.outgrown)
        self.outgrown.clear()
        self.place()
        return widened

    def at(self, x: int) -> int:
        """The column at a place, counted from the left of the first; beyond the last, the last."""
        return min(bisect_right(self.lefts, x), len(self)) - 1

    def between(self, left: int, right: int) -> range:
        """The columns that have a part there."""
        return range(self.at(left), self.at(max(left, right - 1)) + 1)

    def text(self, row: int, column: int) -> str | None:
        """A cell's text, safe to draw; `None` for NULL."""
        return cell(self._sheet.value(row, column), LONGEST)

    def fitted(self, column: int, text: str | None) -> str:
        """A text in exactly the cells of its column; one that is cut ends in an ellipsis."""
        text = NULL if text is None else text
        width, place = self.widths[column], self._sheet.places[column]
        missing = width - _length(text)
        if missing < 0:
            if width < WIDEST and place not in self._set:
                self.outgrown[column] = max(_capped(text), self.outgrown.get(column, 0))
            return set_cell_size(text, width - 1) + "…"
        return " " * missing + text if self._right[place] else text + " " * missing

    def header(self, column: int) -> tuple[str, str, bool]:
        """A column's name; what fills it up, its type or blanks; does that come first?"""
        place = self._sheet.places[column]
        name, width, right = self._names[place], self.widths[column], self._right[place]
        if (length := _length(name)) > width:
            name, length = set_cell_size(name, width - 1) + "…", width
        room, kind = width - length, self._kinds[place]
        if not kind or len(kind) >= room:
            return name, " " * room, right
        return name, f"{kind} ".rjust(room) if right else f" {kind}".ljust(room), right


def _capped(text: str) -> int:
    return min(WIDEST, _length(text))


def _length(text: str) -> int:
    """How many cells a text takes."""
    return len(text) if text.isascii() else cell_len(text)
