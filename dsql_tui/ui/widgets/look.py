"""How a table is being looked at: what is remembered of it while another result is in sight."""

from __future__ import annotations

from typing import NamedTuple

from textual.coordinate import Coordinate
from textual.geometry import Offset

from dsql_tui.results.order import as_text
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.table import Table
from dsql_tui.results.text import visible
from dsql_tui.ui.widgets.columns import Columns


class Selection(NamedTuple):
    """Cells that belong together, from where the selecting began to the cursor."""

    anchor: Coordinate
    kind: str = "cells"
    """`cells`, or whole `rows` or `columns`."""


class Look:
    """A sheet, the widths of its columns, and where the cursor is."""

    def __init__(self, table: Table) -> None:
        self.sheet = Sheet(table)
        self.columns = Columns(self.sheet)
        self.cursor = Coordinate(0, 0)
        self.selection: Selection | None = None
        self.frozen = 0
        """Columns that stay in sight at the left."""
        self.following = False
        """Does the cursor stay on the last row, while more come?"""
        self.offset = Offset(0, 0)
        """How far it is scrolled."""
        self.sorted: tuple[int, bool] | None = None
        """The column of the table that it was sorted by last; downwards?"""
        self.conditions: list[str] = []
        """What the rows that are seen meet, in words."""

    @property
    def rows(self) -> range:
        """The rows that are selected; that of the cursor where nothing is."""
        if self.selection is None:
            return range(self.cursor.row, self.cursor.row + 1)
        if self.selection.kind == "columns":
            return range(len(self.sheet))
        first, last = sorted((self.selection.anchor.row, self.cursor.row))
        return range(first, last + 1)

    @property
    def places(self) -> range:
        """The columns that are selected; that of the cursor where nothing is."""
        if self.selection is None:
            return range(self.cursor.column, self.cursor.column + 1)
        if self.selection.kind == "rows":
            return range(len(self.columns))
        first, last = sorted((self.selection.anchor.column, self.cursor.column))
        return range(first, last + 1)

    @property
    def doings(self) -> str:
        """What was done to the rows and columns, in a line that is safe to draw."""
        table, said = self.sheet.table, list(self.conditions)
        if self.sorted is not None:
            place, descending = self.sorted
            way = "descending" if descending else "ascending"
            how = " as text" if as_text(table.columns[place].oid) else ""
            said.append(f"sorted by “{table.columns[place].name}”{how}, {way}")
        if hidden := len(table.columns) - len(self.sheet.places):
            said.append(f"{hidden} hidden")
        if self.sheet.order is not None:
            said.append(f"{len(self.sheet):,} of {len(table):,} rows")
        return visible(" · ".join(said))

    def reset(self) -> None:
        """See everything as it came."""
        self.sheet.reset()
        self.columns.place()
        self.sorted = None
        self.conditions.clear()
        self.selection = None
