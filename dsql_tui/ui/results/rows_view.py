"""The rows of a result: the grid, and the actions on its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from dsql_tui.results.arrange import SortColumn
from dsql_tui.results.filter import parse_condition
from dsql_tui.sql.names import quote_name
from dsql_tui.ui.dialogs.menu import Entry
from dsql_tui.ui.keymap import list_changed_keys
from dsql_tui.ui.results.arranged_view import ArrangedView
from dsql_tui.ui.results.cell_dialog import CellDialog
from dsql_tui.ui.results.context_menu import MENU_ITEMS, MenuItem, make_menu
from dsql_tui.ui.results.copy import choose_plain, copy, list_extents
from dsql_tui.ui.results.copy_dialog import CopyDialog
from dsql_tui.ui.results.expanded_view import ExpandedView
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.grid_state import GridState
from dsql_tui.ui.results.record_dialog import RecordDialog
from dsql_tui.ui.results.rows_keys import KEYS
from dsql_tui.ui.results.selection_summary import summarize_selection

_MODE_LABELS = {"on": "expanded", "auto": "expanded auto"}


class RelatedRows(Protocol):
    """The console, as far as going to related rows needs it."""

    async def follow(self, cell: bool) -> None:
        """Go to the row that the cell at the cursor names, or choose among all related rows."""


class RowsView(ArrangedView):
    """Shows and copies rows, cells and records, and drafts statements about them."""

    DEFAULT_CSS = """
    RowsView > ExpandedView, RowsView.-expanded > Grid { display: none; }
    RowsView.-expanded > ExpandedView { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = KEYS
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("m", "show the row as a list", "record", "results"),
        Entry("J", "go to referenced row", "follow(True)", "results"),
        Entry("Q", "related rows", "follow(False)", "results"),
    )

    ITEMS: ClassVar[tuple[MenuItem, ...]] = MENU_ITEMS
    """The menu of the right mouse button."""

    @dataclass
    class Drafted(Message):
        """A statement for the editor, to be checked before it runs."""

        text: str

    class SummaryChanged(Message):
        """The summary of the selection has changed."""

    def __init__(self) -> None:
        super().__init__()
        self.expanded = ExpandedView(self.grid)
        self.mode = "off"
        """Whether rows are lists: `on`, `off`, or `auto` (when they are wider than the screen)."""
        self.related: RelatedRows | None = None
        """Goes to related rows; `None` without a session."""
        self.statement = ""
        """The statement that returned the rows."""
        self.summary = ""
        """The summary of the selected cells."""

    def compose(self) -> ComposeResult:
        yield self.grid
        yield self.expanded
        yield self.arrangement

    def show(self, state: GridState, statement: str) -> None:
        """Show the rows that a statement returned."""
        self.statement = statement
        if self.grid.state is not state:
            self.grid.show(state)
            self.post_message(self.SummaryChanged())
            self.action_show_arrangement()
            self._summarize()
        self.grid.show_new_rows()
        self._expand()

    @property
    def shown(self) -> Widget:
        """The widget that shows the rows and takes the focus."""
        return self.expanded if self.has_class("-expanded") else self.grid

    @property
    def mode_label(self) -> str:
        """The display mode, if it is not the default."""
        return _MODE_LABELS.get(self.grid.state.choose_mode(self.mode), "")

    def action_expand(self, mode: str) -> None:
        """Show rows as lists: `on`, `off`, `auto` or `toggle`."""
        shown = self.grid.state.choose_mode(self.mode)
        self.mode = mode if mode != "toggle" else "on" if shown == "off" else "off"
        self.grid.state.expanded = None
        if self.shown.has_focus:  # only a displayed widget takes the focus
            self.call_after_refresh(lambda: self.shown.focus())
        self._expand()
        self.post_message(self.SummaryChanged())

    def _expand(self) -> None:
        wide = self.grid.state.columns.lefts[-1] > self.size.width
        shown = self.grid.state.choose_mode(self.mode)
        self.set_class(shown == "on" or (shown == "auto" and wide), "-expanded")
        self.expanded.fit_in()

    @on(Grid.CellOpened)
    def open_cell(self, message: Grid.CellOpened) -> None:
        """Show one whole value."""
        message.stop()
        sheet, (row, column) = message.state.sheet, message.state.cursor
        self.app.push_screen(CellDialog(sheet.column(column), sheet.value(row, column)))

    @on(Grid.ActionRequested)
    async def _run_requested(self, message: Grid.ActionRequested) -> None:
        message.stop()
        await self.run_action(message.action)

    @work(group="offer", exclusive=True)
    async def action_offer(self) -> None:
        """Open the menu of all actions on the rows."""
        if not self._has_cell:
            return
        menu = make_menu(self.ITEMS, list_changed_keys(self.screen))
        if chosen := await self.app.push_screen_wait(menu):
            item = self.ITEMS[int(chosen)]
            node = {"rows": self, "grid": self.grid, "screen": self.screen}[item.target]
            await node.run_action(item.action)

    def on_click(self, event: Click) -> None:
        """Reset the arrangement on a click on its line."""
        if event.widget is self.arrangement:
            self.action_reset()

    @on(Grid.Moved)
    def _follow_cursor(self, message: Grid.Moved) -> None:
        message.stop()
        self.expanded.follow()
        self._summarize()

    def action_record(self) -> None:
        """Show the row at the cursor as a list."""
        if self._has_cell:
            self.app.push_screen(RecordDialog(self.grid.state), lambda row: self._restore_row(row))

    @work(group="ask", exclusive=True)
    async def action_follow(self, cell: bool) -> None:
        """Go to the row that the cell at the cursor names, or choose among all related rows."""
        if self._has_cell and self.related is not None:
            await self.related.follow(cell)

    def action_draft_sort(self) -> None:
        """Write a statement that sorts by the column at the cursor on the server."""
        if self._has_cell:
            state = self.grid.state
            sorts = state.sorts or [SortColumn(self._place)]
            names = (
                quote_name(state.sheet.table.columns[column].name) + " desc" * descending
                for column, descending in sorts
            )
            self._draft(f"order by {', '.join(names)}")

    @work(group="ask", exclusive=True)
    async def action_draft_filter(self) -> None:
        """Write a statement that filters by the column at the cursor on the server."""
        if (typed := await self._ask_condition()) is not None:
            name, oid = quote_name(self._column.name), self._column.oid
            self._draft(f"where {parse_condition(typed).to_sql(name, oid)}")

    @work(group="ask", exclusive=True)
    async def action_copy(self) -> None:
        """Ask which cells to copy and in which format, and copy them."""
        state = self.grid.state
        if not self._has_cell:
            return
        if choice := await self.app.push_screen_wait(CopyDialog(list_extents(state))):
            await copy(self, state, choice)

    @work(group="ask", exclusive=True)
    async def action_copy_plain(self) -> None:
        """Copy the selection, or the cell, as text."""
        if self._has_cell:
            await copy(self, self.grid.state, choose_plain(self.grid.state))

    @work(group="sum", exclusive=True)
    async def _summarize(self) -> None:
        """Update the summary of the selection."""
        summary = await summarize_selection(self.grid.state)
        if summary != self.summary:
            self.summary = summary
            self.post_message(self.SummaryChanged())

    def _draft(self, clause: str) -> None:
        text = self.statement.rstrip().rstrip(";")
        self.post_message(self.Drafted(f"select *\nfrom (\n{text}\n) as result\n{clause};"))

    def action_show_arrangement(self) -> None:
        """Show the sort order and filters, and the key that resets them."""
        self.expanded.fit_in()
        super().action_show_arrangement()

    def _restore_row(self, row: int | None) -> None:
        """Move the cursor to the row at which a record was closed."""
        if row is not None:
            self.grid.go(row, self.grid.cursor.column)
