"""The state of a grid, kept while another result is visible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from textual.coordinate import Coordinate
from textual.geometry import Offset

from dsql_tui.execution.edits.edited_table import EditedTable
from dsql_tui.results.arrange import Filter, SortColumn
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.table import Table
from dsql_tui.results.text import make_visible
from dsql_tui.ui.results.column_layout import NULL, ColumnLayout

FILTER_MARK = "/"
"""The mark of a filtered column: the key that filters."""
_MAX_NAMES = 3
"""Hidden columns that are named."""


class Selection(NamedTuple):
    """The selected cells, from an anchor to the cursor."""

    anchor: Coordinate
    kind: str = "cells"
    """`cells`, or whole `rows` or `columns`."""


class GridState:
    """A sheet, the widths of its columns, the cursor and the selection."""

    def __init__(self, table: Table, null: str | None = None, expanded: bool | None = None) -> None:
        """Create the state of a grid that is shown for the first time.

        Args:
            table: The rows.
            null: The text for NULL; `None` for the usual one.
            expanded: Whether rows are lists; `None` for what the console does.
        """
        self.sheet = Sheet(table)
        self.columns = ColumnLayout(self.sheet, NULL if null is None else make_visible(null))
        self.expanded = expanded
        self.cursor = Coordinate(0, 0)
        self.selection: Selection | None = None
        self.frozen = 0
        """The number of columns that stay visible at the left."""
        self.following = False
        """Whether the cursor follows new rows."""
        self.offset = Offset(0, 0)
        """The scroll offset."""
        self.sorts: list[SortColumn] = []
        """The columns of the table that it is sorted by, the most important one first."""
        self.sorted_as_text = False
        """Whether the values are sorted as text although the server has another order."""
        self.edits: EditedTable | None = None
        """The rows with pending changes; `None` until the user edits them."""
        self.filters: list[Filter] = []
        """The filters on the rows."""

    def show_edits(self, edits: EditedTable) -> None:
        """Show rows with pending changes in place of the rows as they were read."""
        self.edits = edits
        self.sheet.table = edits

    @property
    def empty(self) -> bool:
        """True if there is no cell."""
        return not (len(self.sheet) and len(self.columns))

    @property
    def rows(self) -> range:
        """The selected rows, or the row of the cursor."""
        if self.selection is None:
            return range(self.cursor.row, self.cursor.row + 1)
        if self.selection.kind == "columns":
            return range(len(self.sheet))
        first, last = sorted((self.selection.anchor.row, self.cursor.row))
        return range(first, last + 1)

    @property
    def places(self) -> range:
        """The selected columns, or the column of the cursor."""
        if self.selection is None:
            return range(self.cursor.column, self.cursor.column + 1)
        if self.selection.kind == "rows":
            return range(len(self.columns))
        first, last = sorted((self.selection.anchor.column, self.cursor.column))
        return range(first, last + 1)

    @property
    def summary(self) -> str:
        """The sort order, filters and hidden columns, in a line that is safe to draw."""
        sheet, parts = self.sheet, [self.describe(each) for each in self.filters]
        if self.sorts:
            how = " as text" if self.sorted_as_text else ""
            parts.append("sorted by " + ", then ".join(self._describe_sorts(how)))
        if hidden := self._hidden:
            names = ", ".join(f"“{name}”" for name in hidden[:_MAX_NAMES])
            more = f" and {len(hidden) - _MAX_NAMES} more" if len(hidden) > _MAX_NAMES else ""
            parts.append(f"hidden: {names}{more}")
        elif sheet.visible_columns != sorted(sheet.visible_columns):
            parts.append("columns moved")
        if len(sheet) < len(sheet.table):
            parts.append(f"{len(sheet):,} of {len(sheet.table):,} rows")
        return make_visible(" · ".join(parts))

    @property
    def left_out(self) -> str:
        """The rows and columns that are not shown, for a message; empty if all are."""
        sheet, parts = self.sheet, []
        if self.filters:
            number = len(self.filters)
            why = "a filter is on" if number == 1 else f"{number} filters are on"
            parts.append(f"{len(sheet):,} of {len(sheet.table):,} rows: {why}")
        if hidden := len(self._hidden):
            parts.append("1 column is hidden" if hidden == 1 else f"{hidden} columns are hidden")
        return "; ".join(parts)

    def describe(self, condition: Filter) -> str:
        """Return a filter in words."""
        return f"“{self.sheet.table.columns[condition.column].name}” {condition.condition}"

    def mark_columns(self) -> None:
        """Mark the columns that rows are sorted and filtered by, behind their names."""
        marks: dict[int, str] = {}
        for number, (column, descending) in enumerate(self.sorts, 1):
            place = str(number) if len(self.sorts) > 1 else ""
            marks[column] = f"{'▼' if descending else '▲'}{place}"
        for column, _ in self.filters:
            marks[column] = marks.get(column, "").removesuffix(FILTER_MARK) + FILTER_MARK
        self.columns.marks = marks
        self.columns.place()

    @property
    def _hidden(self) -> list[str]:
        """The names of the columns that are not shown."""
        shown = set(self.sheet.visible_columns)
        columns = self.sheet.table.columns
        return [column.name for place, column in enumerate(columns) if place not in shown]

    def _describe_sorts(self, how: str) -> Iterator[str]:
        for column, descending in self.sorts:
            way = "descending" if descending else "ascending"
            yield f"“{self.sheet.table.columns[column].name}”{how}, {way}"

    def choose_mode(self, mode: str) -> str:
        """Return the display mode of these rows: their own, or the one of the console."""
        return mode if self.expanded is None else "on" if self.expanded else "off"

    def reset(self) -> None:
        """Show all rows and columns in their original order."""
        self.sheet.reset()
        self.sorts, self.filters = [], []
        self.mark_columns()
        self.selection = None
