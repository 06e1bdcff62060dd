"""The widths and positions of a grid's columns, and how a value fits into its column."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from rich.cells import cell_len, set_cell_size

from dsql_tui.results.sheet import Sheet
from dsql_tui.results.text import format_cell, make_visible
from dsql_tui.results.types import NUMBERS, type_name
from dsql_tui.ui.terminal.emoji import cut_text

SAMPLE_ROWS = 200
"""Rows whose values decide the initial widths."""
MAX_WIDTH = 40
"""Cells of a column at most while the room is used up, unless the user makes it wider."""
MAX_CHARACTERS = 400
"""Characters of a value that are read to draw it."""
NULL = "NULL"


class ColumnLayout:
    """The visible columns of a sheet.

    A column is as wide as its values need, up to `MAX_WIDTH`, and wider where the room is not used
    up. It widens after a wider value is drawn, so that a late number is not cut. A width that the
    user set does not change.
    """

    def __init__(self, sheet: Sheet, null: str = NULL) -> None:
        self.null = null
        """The text for NULL."""
        self.room = 0
        """The cells that all columns together can take without scrolling."""
        self.marks: dict[int, str] = {}
        """Marks behind the names, such as the sort order, by column of the table."""
        self._sheet = sheet
        columns = sheet.table.columns
        self._names = [make_visible(column.name) for column in columns]
        self._right = [column.oid in NUMBERS for column in columns]
        self._kinds = [type_name(column.oid) for column in columns]
        self.sampled = 0
        """Rows that the widths were fitted to so far."""
        self._needed = [0 for _ in columns]
        """The widths that the values seen so far need, of all columns of the table."""
        self._set: dict[int, int] = {}
        """The widths that the user set, by column of the table."""
        self.widths: list[int] = []
        """The widths in cells, without the blank on either side."""
        self.lefts = [0]
        """The start of each column, relative to the first, and the end of the last one."""
        self.outgrown: dict[int, int] = {}
        """The columns that were too narrow for a drawn value, with the widths that they need."""
        self.place()

    def __len__(self) -> int:
        return len(self.widths)

    def place(self) -> None:
        """Compute the widths and positions of the visible columns."""
        places = self._sheet.visible_columns
        wanted = [self._want_width(place) for place in places]
        self.widths = [
            width if place in self._set else min(MAX_WIDTH, width)
            for place, width in zip(places, wanted, strict=True)
        ]
        spare = self.room - sum(self.widths) - 2 * len(places)
        short = sorted((wish - self.widths[n], n) for n, wish in enumerate(wanted))
        for sharing, (missing, column) in zip(range(len(short), 0, -1), short, strict=True):
            extra = max(0, min(missing, spare // sharing))  # the smallest wishes come first
            self.widths[column] += extra
            spare -= extra
        self._position()

    def set_room(self, room: int) -> None:
        """Set the cells that the columns can take."""
        if room != self.room:
            self.room = room
            self.place()

    def sample(self) -> None:
        """Fit the widths to the first rows, as far as they were received since the last call."""
        table, needed = self._sheet.table, self._needed
        rows = range(self.sampled, min(SAMPLE_ROWS, len(table)))
        for row in rows:
            for place, width in enumerate(needed):
                if width < MAX_CHARACTERS and place not in self._set:
                    text = format_cell(table.value(row, place), MAX_CHARACTERS)
                    needed[place] = max(width, _measure(self.null if text is None else text))
        if rows:
            self.sampled = rows.stop
            self.place()

    def set_width(self, column: int, width: int) -> None:
        """Set the width of a column; the others keep theirs, so that a dragged border follows."""
        place = self._sheet.visible_columns[column]
        self._set[place] = self.widths[column] = max(1, width)
        self._position()

    def fit(self, column: int, rows: range) -> None:
        """Give a column the width that some rows need, without a limit."""
        texts = [self.text(row, column) for row in rows]
        lengths = [_measure(self.null if text is None else text) for text in texts]
        place = self._sheet.visible_columns[column]
        self.set_width(column, max([self._measure_header(place), *lengths]))

    def widen(self) -> bool:
        """Widen the columns that were too narrow; return whether there were any."""
        before = [*self.widths]
        for column, width in self.outgrown.items():
            if column >= len(self):
                continue
            self._needed[self._sheet.visible_columns[column]] = width
            spare = max(0, self.room - self.lefts[-1])  # the other columns do not become narrower
            self.widths[column] = max(
                self.widths[column], min(MAX_WIDTH, width), min(width, self.widths[column] + spare)
            )
            self._position()
        self.outgrown.clear()
        return before != self.widths

    def at(self, x: int) -> int:
        """Return the column at an offset from the first one; the last one beyond the end."""
        return min(bisect_right(self.lefts, x), len(self)) - 1

    def between(self, left: int, right: int) -> range:
        """Return the columns that overlap a range of cells."""
        return range(self.at(left), self.at(max(left, right - 1)) + 1)

    def text(self, row: int, column: int) -> str | None:
        """Return the text of a cell, safe to draw; `None` for NULL."""
        return format_cell(self._sheet.value(row, column), MAX_CHARACTERS)

    def fit_text(self, column: int, text: str | None) -> str:
        """Return a text in exactly the width of its column, cut with an ellipsis if necessary."""
        text = self.null if text is None else text
        width, place = self.widths[column], self._sheet.visible_columns[column]
        missing = width - _measure(text)
        if missing < 0:
            needed = max(self._needed[place], self.outgrown.get(column, 0))
            if width - missing > needed and place not in self._set:
                self.outgrown[column] = width - missing
            return cut_text(text, width)
        return " " * missing + text if self._right[place] else text + " " * missing

    def header(self, column: int) -> tuple[str, str, bool]:
        """Return a column's name, its type or blanks as filler, and whether the filler is first."""
        place = self._sheet.visible_columns[column]
        name, width, right = self._names[place], self.widths[column], self._right[place]
        mark = f" {self.marks[place]}" if place in self.marks else ""
        if (length := _measure(name + mark)) > width:
            kept = max(0, width - 1 - len(mark))
            name, length = set_cell_size(f"{set_cell_size(name, kept)}…{mark}", width), width
        else:
            name += mark
        room, kind = width - length, self._kinds[place]
        if not kind or len(kind) >= room:
            return name, " " * room, right
        return name, f"{kind} ".rjust(room) if right else f" {kind}".ljust(room), right

    def _position(self) -> None:
        self.lefts = list(accumulate((width + 2 for width in self.widths), initial=0))

    def _want_width(self, place: int) -> int:
        """Return the width that the user set, or else the one that shows everything."""
        return self._set.get(place) or max(self._needed[place], self._measure_header(place))

    def _measure_header(self, place: int) -> int:
        mark = f" {self.marks[place]}" if place in self.marks else ""
        return _measure(self._names[place] + mark)


def _measure(text: str) -> int:
    """Return the width of a text in cells."""
    return len(text) if text.isascii() else cell_len(text)
