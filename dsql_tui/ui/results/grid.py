"""The grid: a drawn table with a cursor."""

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
from dsql_tui.ui.results.grid_keys import KEYS
from dsql_tui.ui.results.grid_mouse import GridMouse
from dsql_tui.ui.results.grid_renderer import GridRenderer
from dsql_tui.ui.results.grid_state import GridState, Selection


class Grid(GridRenderer, can_focus=True):
    """Moves the cursor, selects cells, and arranges columns."""

    BINDINGS: ClassVar[list[BindingType]] = KEYS
    cursor: reactive[Coordinate] = reactive(Coordinate(0, 0), repaint=False)

    @dataclass
    class CellOpened(Message):
        """The user opened the cell at the cursor."""

        state: GridState

    class Moved(Message):
        """The cursor or the selection has changed."""

    @dataclass
    class ActionRequested(Message):
        """The mouse requests an action at the cursor, such as `offer` for the menu."""

        action: str

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.pointer = GridMouse(self)

    def show(self, state: GridState) -> None:
        """Show a table in the state in which it was left."""
        self.state.offset = self.scroll_offset
        self.state = state
        self.set_reactive(Grid.cursor, state.cursor)
        self.state.columns.sample()
        self.fit_in()
        self.scroll_to(*state.offset, animate=False, force=True)

    def clear(self) -> None:
        """Show nothing."""
        self.show(GridState(Table(())))

    def show_new_rows(self) -> None:
        """Update the grid after the table has received rows."""
        self.state.columns.sample()
        self.lengthen()
        if self.state.following:
            self._go(len(self.state.sheet) - 1, self.cursor.column)

    def action_move(self, rows: int, columns: int) -> None:
        """Move the cursor; a selection made with keys follows it.

        Within a column that is wider than the screen, scroll up to its end first.
        """
        self._stop_following()
        if columns and self._scroll_within(columns):
            return
        self._go(self.cursor.row + rows, self.cursor.column + columns)

    def action_page(self, pages: int) -> None:
        """Move the cursor by as many rows as are visible."""
        self._stop_following()
        self._go(self.cursor.row + pages * max(1, self.body.height), self.cursor.column)

    def action_row(self, row: int) -> None:
        """Move the cursor to a row."""
        self._stop_following()
        self._go(row, self.cursor.column)

    def action_follow(self) -> None:
        """Move the cursor to the last row, and follow new rows."""
        self._stop_following()
        self._go(len(self.state.sheet) - 1, self.cursor.column)
        self.state.following = True

    def action_column(self, column: int) -> None:
        """Move the cursor to a column; -1 is the last."""
        self._stop_following()
        self._go(self.cursor.row, column % max(1, len(self.state.columns)))

    def action_extend(self, rows: int, columns: int) -> None:
        """Extend the selection."""
        if self.state.selection is None:
            self.select("cells")
        self.action_move(rows, columns)

    def action_select(self, kind: str) -> None:
        """Start selecting cells, whole rows or columns, or stop."""
        selection = self.state.selection
        self.select(None if selection is not None and selection.kind == kind else kind)

    def action_select_all(self) -> None:
        """Select every cell."""
        self._go(len(self.state.sheet) - 1, len(self.state.columns) - 1)
        self.select("cells", Coordinate(0, 0))

    def action_unselect(self) -> None:
        """Clear the selection."""
        self.select(None)

    def action_widen(self, cells: int) -> None:
        """Make the column at the cursor wider or narrower."""
        column = self.cursor.column
        if column < len(self.state.columns):
            self.state.columns.set_width(column, self.state.columns.widths[column] + cells)
            self.fit_in()

    def action_fit(self) -> None:
        """Fit the column at the cursor to the visible rows."""
        if not self.state.empty:
            body = self.body
            rows = range(body.y, min(body.y + body.height, len(self.state.sheet)))
            self.state.columns.fit(self.cursor.column, rows)
            self.fit_in()

    def action_hide(self) -> None:
        """Hide the column at the cursor."""
        if len(self.state.columns) > 1:
            self.state.sheet.hide(self.cursor.column)
            self.state.columns.place()
            self.select(None)
            self._go(*self.cursor)
            self.fit_in()
            self.request("show_arrangement")

    def action_shift(self, columns: int) -> None:
        """Move the column at the cursor to the left or to the right."""
        to = self.cursor.column + columns
        if 0 <= to < len(self.state.columns):
            self.state.sheet.move(self.cursor.column, to)
            self.state.columns.place()
            self.select(None)
            self._go(self.cursor.row, to)
            self.fit_in()
            self.request("show_arrangement")

    def action_freeze(self) -> None:
        """Freeze or unfreeze the first column."""
        self.state.frozen = 0 if self.state.frozen else 1
        self.refresh()

    def action_open_cell(self) -> None:
        """Request the whole cell at the cursor."""
        if not self.state.empty:
            self.post_message(self.CellOpened(self.state))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Escape to other widgets when nothing is selected."""
        return action != "unselect" or self.state.selection is not None

    def select(self, kind: str | None, anchor: Coordinate | None = None) -> None:
        """Select from `anchor`, or the cursor, to the cursor; with no kind, clear the selection."""
        chosen = kind if not self.state.empty else None
        self.state.selection = Selection(anchor or self.cursor, chosen) if chosen else None
        self.refresh()
        self.post_message(self.Moved())

    def go(self, row: int, column: int) -> None:
        """Move the cursor to a cell, or the nearest one."""
        self._stop_following()
        self._go(row, column)

    def request(self, action: str) -> None:
        """Request an action of the rows at the cursor."""
        self.post_message(self.ActionRequested(action))

    def on_resize(self) -> None:
        """Use the new width."""
        self.fit_in()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the cell below the mouse, or start to drag."""
        self.pointer.down(event, event.get_content_offset(self))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select, or change a width, while a button is held."""
        self.pointer.move(event, event.get_content_offset(self))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Stop dragging."""
        self.pointer.up()

    def on_click(self, event: events.Click) -> None:
        """Sort by the clicked column, or open the cell on a double click."""
        self.pointer.click(event, event.get_content_offset(self))

    def watch_cursor(self, old: Coordinate, new: Coordinate) -> None:
        """Draw the rows that the cursor left and entered, and scroll to it."""
        self.state.cursor = new
        if self.state.selection is not None:
            self.refresh()
        top = self.scroll_offset.y - 1
        self.refresh(*(Region(0, row - top, self.size.width, 1) for row in {old.row, new.row}))
        self._scroll_to_cursor()
        self.post_message(self.Moved())

    def _stop_following(self) -> None:
        """Stop following new rows, because the user moved."""
        self.state.following = False

    def _go(self, row: int, column: int) -> None:
        rows, columns = len(self.state.sheet), len(self.state.columns)
        if rows and columns:
            self.cursor = Coordinate(clamp(row, 0, rows - 1), clamp(column, 0, columns - 1))

    def _scroll_within(self, columns: int) -> bool:
        """Scroll within the column at the cursor; return False if its end is visible."""
        column, body = self.cursor.column, self.body
        left, right = (*self.state.columns.lefts[column : column + 2], 0, 0)[:2]
        if column < self.state.frozen or right - left <= body.width:
            return False
        hidden = right > body.right if columns > 0 else left < body.x
        if hidden:
            x = clamp(body.x + columns * max(1, body.width // 2), left, right - body.width)
            self.scroll_to(x - body.x + self.scroll_offset.x, animate=False, force=True)
        return hidden

    def _scroll_to_cursor(self) -> None:
        if not len(self.state.columns):
            return
        row, column = self.cursor
        body = self.body
        kept = body.x - self.scroll_offset.x
        left, right = self.state.columns.lefts[column : column + 2]
        x = kept if column < self.state.frozen else min(left, max(body.x, right - body.width))
        y = min(row, max(body.y, row + 1 - body.height))
        if (x, y) != (body.x, body.y):
            self.scroll_to(x - kept, y, animate=False, force=True)
