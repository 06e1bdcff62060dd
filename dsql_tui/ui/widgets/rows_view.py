"""Rows to look through: the grid, and what can be done with the rows in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Click
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from dsql_tui.events import Column
from dsql_tui.results.condition import HELP, chosen, condition
from dsql_tui.results.find import find
from dsql_tui.results.order import in_order
from dsql_tui.results.text import visible
from dsql_tui.sql.names import quoted
from dsql_tui.ui.copier import copy, extents, plain
from dsql_tui.ui.screens.ask import Ask
from dsql_tui.ui.screens.cell import Cell
from dsql_tui.ui.screens.choice import Choice, Option
from dsql_tui.ui.screens.copying import CopyAs
from dsql_tui.ui.screens.menu import Entry
from dsql_tui.ui.screens.record import Record
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.expanded import Expanded
from dsql_tui.ui.widgets.grid import Grid
from dsql_tui.ui.widgets.look import Look
from dsql_tui.ui.widgets.rows_keys import KEYS
from dsql_tui.ui.widgets.rows_offers import OFFERS
from dsql_tui.ui.widgets.summing import summed_up


class RowsView(Vertical):
    """Sorts, filters and finds among the rows that are loaded, or drafts a statement that does."""

    DEFAULT_CSS = """
    RowsView > #doings { height: 1; padding: 0 1; color: $text-accent; display: none; }
    RowsView.-done > #doings { display: block; }
    RowsView > Expanded, RowsView.-expanded > Grid { display: none; }
    RowsView.-expanded > Expanded { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = KEYS
    MENU: ClassVar[tuple[Entry, ...]] = (Entry("m", "row as a list", "record", "results"),)

    @dataclass
    class Drafted(Message):
        """A statement that is to be looked at before it is run."""

        text: str

    class Summed(Message):
        """What the selection comes to has changed."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid()
        self.expanded = Expanded(self.grid)
        self.mode = "off"
        """Are rows shown as lists: `on`, `off`, or `auto` where they are wider than the screen?"""
        self.doings = Static(id="doings", markup=False)
        self.statement = ""
        """What returned the rows."""
        self.summary = ""
        """What the cells that are selected come to."""
        self.sought = ""
        self._search = 0
        """The number of the search under way; one that has another gives up."""

    def compose(self) -> ComposeResult:
        yield self.grid
        yield self.expanded
        yield self.doings

    def show(self, look: Look, statement: str) -> None:
        """Show the rows that a statement returned."""
        self.statement = statement
        if self.grid.look is not look:
            self.grid.show(look)
            self._say()
            self._sum()
        self.grid.grew()
        self._expand()

    @property
    def shown(self) -> Widget:
        """What shows the rows, and takes the focus."""
        return self.expanded if self.has_class("-expanded") else self.grid

    @property
    def told_mode(self) -> str:
        """How rows are shown, where that is not as usual."""
        return {"on": "expanded", "auto": "expanded auto"}.get(self.mode, "")

    def action_expand(self, mode: str) -> None:
        """Show rows as lists: `on`, `off`, `auto` or `toggle`."""
        self.mode = mode if mode != "toggle" else "on" if self.mode == "off" else "off"
        focused = self.shown.has_focus
        self._expand()
        if focused:  # once it is displayed
            self.call_after_refresh(lambda: self.shown.focus())
        self.post_message(self.Summed())

    def _expand(self) -> None:
        wide = self.grid.look.columns.lefts[-1] > self.size.width
        self.set_class(self.mode == "on" or (self.mode == "auto" and wide), "-expanded")
        self.expanded.fit_in()

    @on(Grid.CellOpened)
    def open_cell(self, message: Grid.CellOpened) -> None:
        """Show one value in full."""
        message.stop()
        look = message.look
        self.app.push_screen(
            Cell(
                look.sheet.column(look.cursor.column),
                look.sheet.value(look.cursor.row, look.cursor.column),
            )
        )

    @on(Grid.Asked)
    async def _asked(self, message: Grid.Asked) -> None:
        message.stop()
        await self.run_action(message.what)

    @work(group="offer", exclusive=True)
    async def action_offer(self) -> None:
        """Offer all that can be done with the rows, for the mouse."""
        options = [Option(str(n), offer.label, offer.key) for n, offer in enumerate(OFFERS)]
        if self._here and (chosen := await self.app.push_screen_wait(Choice("Rows", options))):
            offer = OFFERS[int(chosen)]
            node = {"rows": self, "grid": self.grid, "screen": self.screen}[offer.whose]
            await node.run_action(offer.action)

    def on_click(self, event: Click) -> None:
        """A click on what was done to the rows undoes it."""
        if event.widget is self.doings:
            self.action_reset()

    @on(Grid.Moved)
    def _moved(self, message: Grid.Moved) -> None:
        message.stop()
        self.expanded.follow()
        self._sum()

    def action_record(self) -> None:
        """Show the row at the cursor as a list."""
        if self._here:
            self.app.push_screen(Record(self.grid.look), lambda row: self._back(row))

    def action_sort(self) -> None:
        """Sort what is loaded by the column at the cursor; once more, the other way round."""
        if self._here:
            look = self.grid.look
            place = look.sheet.places[look.cursor.column]
            descending = look.sorted == (place, False)
            work = partial(in_order, look.sheet.table, self._rows, place, descending)
            self._arrange(work, look)
            look.sorted = place, descending

    @work(group="ask", exclusive=True)
    async def action_filter(self) -> None:
        """Show only rows that meet a condition on the column at the cursor."""
        if (typed := await self._condition()) is not None:
            look = self.grid.look
            place = look.sheet.places[look.cursor.column]
            wanted = condition(typed)
            self._arrange(partial(chosen, look.sheet.table, self._rows, place, wanted), look)
            look.conditions.append(f"“{visible(look.sheet.table.columns[place].name)}” {wanted}")

    def action_draft_sort(self) -> None:
        """Write a statement that sorts by the column at the cursor, at the server."""
        if self._here:
            look = self.grid.look
            way = " desc" if look.sorted == (look.sheet.places[look.cursor.column], True) else ""
            self._draft(f"order by {quoted(self._column.name)}{way}")

    @work(group="ask", exclusive=True)
    async def action_draft_filter(self) -> None:
        """Write a statement with a condition on the column at the cursor."""
        if (typed := await self._condition()) is not None:
            name, oid = quoted(self._column.name), self._column.oid
            self._draft(f"where {condition(typed).sql(name, oid)}")

    @work(group="ask", exclusive=True)
    async def action_find(self) -> None:
        """Ask for a text and go to the next cell that holds it."""
        if self._here and (text := await self.app.push_screen_wait(Ask("Find", self.sought))):
            self.sought = text
            self.action_find_next(True)

    @work(group="find", exclusive=True)
    async def action_find_next(self, forward: bool) -> None:
        """Go to the next match, or the one before."""
        if not self._here or not self.sought:
            return
        self._search += 1
        number, look = self._search, self.grid.look
        found = await in_thread(
            lambda: find(
                look.sheet, self.sought, look.cursor, forward, lambda: number != self._search
            )
        )
        if found is None:
            self.notify(f"“{visible(self.sought)}” is not in these rows.", markup=False)
        elif look is self.grid.look:
            self.grid.go(*found)

    @work(group="ask", exclusive=True)
    async def action_go_to_row(self) -> None:
        """Ask for a row's number and go there."""
        if self._here:
            ask = Ask(
                "Go to row", check=lambda text: "" if text.isdecimal() else "A number, please."
            )
            if (typed := await self.app.push_screen_wait(ask)) is not None:
                self.grid.go(max(0, int(typed) - 1), self.grid.cursor.column)

    @work(group="ask", exclusive=True)
    async def action_copy(self) -> None:
        """Ask which cells and in which format, and copy them."""
        look = self.grid.look
        if self._here and (choice := await self.app.push_screen_wait(CopyAs(extents(look)))):
            await copy(self, look, choice)

    @work(group="ask", exclusive=True)
    async def action_copy_plain(self) -> None:
        """Copy what is selected, or the cell, as it is."""
        if self._here:
            await copy(self, self.grid.look, plain(self.grid.look))

    def action_reset(self) -> None:
        """See all rows as they came, and all columns."""
        look = self.grid.look
        row = look.sheet.row_number(look.cursor.row) if self._here else 0
        look.reset()
        self.grid.go(row, look.cursor.column)
        self.grid.fit_in()
        self._say()

    @property
    def _here(self) -> bool:
        """Is there a cell at the cursor?"""
        return bool(len(self.grid.look.sheet) and len(self.grid.look.columns))

    @property
    def _column(self) -> Column:
        return self.grid.look.sheet.column(self.grid.cursor.column)

    @property
    def _rows(self) -> Sequence[int]:
        """The rows of the table that are seen, in their order."""
        sheet = self.grid.look.sheet
        return range(len(sheet.table)) if sheet.order is None else sheet.order

    async def _condition(self) -> str | None:
        """A condition that the user types, and that can be met."""
        if not len(self.grid.look.columns):
            return None
        column = self._column

        def complaint(typed: str) -> str:
            try:
                condition(typed).test(column.oid)
            except ValueError as error:
                return str(error)
            return "" if typed else "Nothing was typed."

        return await self.app.push_screen_wait(Ask(f"“{column.name}”: {HELP}", check=complaint))

    @work(group="arrange", exclusive=True)
    async def _arrange(self, order: Callable[[], Sequence[int]], look: Look) -> None:
        """Put the rows into an order that takes a while to find."""
        look.sheet.order = await in_thread(order)
        look.selection = None
        if look is self.grid.look:
            self.grid.fit_in()
            self.grid.go(0, look.cursor.column)
            self._say()

    @work(group="sum", exclusive=True)
    async def _sum(self) -> None:
        """Sum up what is selected, where it is more than a cell."""
        summary = await summed_up(self.grid.look)
        if summary != self.summary:
            self.summary = summary
            self.post_message(self.Summed())

    def _draft(self, clause: str) -> None:
        text = self.statement.rstrip().rstrip(";")
        self.post_message(self.Drafted(f"select *\nfrom (\n{text}\n) as result\n{clause};"))

    def _back(self, row: int | None) -> None:
        """Back from a record: the cursor is where that was left."""
        if row is not None:
            self.grid.go(row, self.grid.cursor.column)

    def _say(self) -> None:
        """Say what was done to the rows, and how to undo it."""
        self.expanded.fit_in()
        said = self.grid.look.doings
        self.doings.update(f"{said} · r resets" if said else "")
        self.set_class(bool(said), "-done")
