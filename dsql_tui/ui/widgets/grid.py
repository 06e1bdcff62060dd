"""The grid: a table that is drawn, and a cursor in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.coordinate import Coordinate
from textual.geometry import Region, clamp
from textual.message import Message
from textual.reactive import reactive

from dsql_tui.results.table import Table
from dsql_tui.ui.widgets.drawn_grid import DrawnGrid
from dsql_tui.ui.widgets.grid_keys import KEYS
from dsql_tui.ui.widgets.grid_pointer import GridPointer
from dsql_tui.ui.widgets.look import Look, Selection


class Grid(DrawnGrid, can_focus=True):
    """Moves in a table, selects, and arranges its columns."""

    BINDINGS: ClassVar[list[BindingType]] = KEYS
    cursor: reactive[Coordinate] = reactive(Coordinate(0, 0), repaint=False)

    @dataclass
    class CellOpened(Message):
        """The user wants to see the cell at the cursor in full."""

        look: Look

    class Moved(Message):
        """Another cell is at the cursor, or others are selected."""

    @dataclass
    class Asked(Message):
        """The mouse asks for something to be done at the cursor: `sort`, or `offer` a choice."""

        what: str

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.pointer = GridPointer(self)

    def show(self, look: Look) -> None:
        """Show a table as it was looked at the last time."""
        self.look.offset = self.scroll_offset
        self.look = look
        self.set_reactive(Grid.cursor, look.cursor)
        self.look.columns.sample()
        self.fit_in()
        self.scroll_to(*look.offset, animate=False, force=True)

    def clear(self) -> None:
        """Show nothing."""
        self.show(Look(Table(())))

    def grew(self) -> None:
        """The table has more rows than when it was shown."""
        self.look.columns.sample()
        self.lengthen()
        if self.look.following:
            self._go(len(self.look.sheet) - 1, self.cursor.column)

    def action_move(self, rows: int, columns: int) -> None:
        """Move the cursor; what is selected with the keys grows or shrinks."""
        self._leave()
        self._go(self.cursor.row + rows, self.cursor.column + columns)

    def action_page(self, pages: int) -> None:
        """Move the cursor by as many rows as are visible."""
        self._leave()
        self._go(self.cursor.row + pages * max(1, self.body.height), self.cursor.column)

    def action_row(self, row: int) -> None:
        """Move the cursor to a row."""
        self._leave()
        self._go(row, self.cursor.column)

    def action_follow(self) -> None:
        """Move the cursor to the last row, and stay there while more come."""
        self._leave()
        self._go(len(self.look.sheet) - 1, self.cursor.column)
        self.look.following = True

    def action_column(self, column: int) -> None:
        """Move the cursor to a column; -1 is the last."""
        self._leave()
        self._go(self.cursor.row, column % max(1, len(self.look.columns)))

    def action_extend(self, rows: int, columns: int) -> None:
        """Select on to the next cell."""
        if self.look.selection is None:
            self.select("cells")
        self.action_move(rows, columns)

    def action_select(self, kind: str) -> None:
        """Select from here on: cells, or whole rows or columns; or stop that."""
        selection = self.look.selection
        self.select(None if selection is not None and selection.kind == kind else kind)

    def action_select_all(self) -> None:
        """Select every cell."""
        self._go(len(self.look.sheet) - 1, len(self.look.columns) - 1)
        self.select("cells", Coordinate(0, 0))

    def action_unselect(self) -> None:
        """Select nothing."""
        self.select(None)

    def action_widen(self, cells: int) -> None:
        """Make the column at the cursor wider or narrower."""
        column = self.cursor.column
        if column < len(self.look.columns):
            self.look.columns.set_width(column, self.look.columns.widths[column] + cells)
            self.fit_in()

    def action_fit(self) -> None:
        """Make the column at the cursor as wide as what is on screen."""
        if len(self.look.columns) and len(self.look.sheet):
            body = self.body
            rows = range(body.y, min(body.y + body.height, len(self.look.sheet)))
            self.look.columns.fit(self.cursor.column, rows)
            self.fit_in()

    def action_hide(self) -> None:
        """Hide the column at the cursor."""
        if len(self.look.columns) > 1:
            self.look.sheet.hide(self.cursor.column)
            self.look.columns.place()
            self.select(None)
            self._go(*self.cursor)
            self.fit_in()

    def action_freeze(self) -> None:
        """Keep the first column in sight, or let it scroll away as the others do."""
        self.look.frozen = 0 if self.look.frozen else 1
        self.refresh()

    def action_open_cell(self) -> None:
        """Post that the cell at the cursor is wanted in full."""
        if len(self.look.sheet) and len(self.look.columns):
            self.post_message(self.CellOpened(self.look))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is left to others where nothing is selected."""
        return action != "unselect" or self.look.selection is not None

    def select(self, kind: str | None, anchor: Coordinate | None = None) -> None:
        """Select cells, rows or columns from `anchor`, or the cursor, to the cursor; or nothing."""
        self.look.selection = (kind and Selection(anchor or self.cursor, kind)) or None
        self.refresh()
        self.post_message(self.Moved())

    def go(self, row: int, column: int) -> None:
        """Move the cursor to a cell, or as near to it as there are any."""
        self._leave()
        self._go(row, column)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to what is below the mouse, or begin to drag."""
        self.pointer.down(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select, or change a width, while a button is held."""
        self.pointer.moved(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The button is let go."""
        self.pointer.up()

    def on_click(self, event: events.Click) -> None:
        """A double click opens the cell, or sorts by the column."""
        self.pointer.clicked(event)

    def watch_cursor(self, old: Coordinate, new: Coordinate) -> None:
        """Draw the rows that the cursor has left and entered, and keep it in view."""
        self.look.cursor = new
        if self.look.selection is not None:
            self.refresh()
        top = self.scroll_offset.y - 1
        self.refresh(*(Region(0, row - top, self.size.width, 1) for row in {old.row, new.row}))
        self._scroll_to_cursor()
        self.post_message(self.Moved())

    def _leave(self) -> None:
        """The user goes elsewhere: the end is followed no more."""
        self.look.following = False

    def _go(self, row: int, column: int) -> None:
        rows, columns = len(self.look.sheet), len(self.look.columns)
        if rows and columns:
            self.cursor = Coordinate(clamp(row, 0, rows - 1), clamp(column, 0, columns - 1))

    def _scroll_to_cursor(self) -> None:
        if not len(self.look.columns):
            return
        row, column = self.cursor
        body = self.body
        kept = body.x - self.scroll_offset.x
        left, right = self.look.columns.lefts[column : column + 2]
        x = kept if column < self.look.frozen else min(left, max(body.x, right - body.width))
        y = min(row, max(body.y, row + 1 - body.height))
        if (x, y) != (body.x, body.y):
            self.scroll_to(x - kept, y, animate=False, force=True)
