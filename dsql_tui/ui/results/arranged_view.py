"""Rows in the order and with the filters that the user chose."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work
from textual.containers import Vertical
from textual.widgets import Static

from dsql_tui.events import Column
from dsql_tui.results.arrange import Filter, SortColumn, next_sort
from dsql_tui.results.filter import parse_condition
from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option
from dsql_tui.ui.results.arrange import arrange
from dsql_tui.ui.results.condition_dialog import make_condition_dialog
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.row_search import RowSearch


class ArrangedView(Vertical):
    """Sorts, filters and searches the loaded rows of a grid."""

    DEFAULT_CSS = """
    ArrangedView > #arrangement {
        height: 1;
        padding: 0 1;
        color: $text-warning;
        display: none;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    ArrangedView.-arranged > #arrangement { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid()
        self.arrangement = Static(id="arrangement", markup=False)
        self.pattern = ""
        self.search = RowSearch()

    def action_sort(self, several: bool = False) -> None:
        """Sort by the column at the cursor: ascending, descending, off.

        With `several`, the rows stay sorted by the other columns first.
        """
        if len((state := self.grid.state).columns):
            self._arrange(state.filters, next_sort(state.sorts, self._place, several))

    @work(group="ask", exclusive=True)
    async def action_filter(self) -> None:
        """Filter the loaded rows by a condition on the column at the cursor."""
        if (typed := await self._ask_condition()) is not None:
            state = self.grid.state
            added = Filter(self._place, parse_condition(typed))
            self._arrange([*state.filters, added], state.sorts)

    @work(group="ask", exclusive=True)
    async def action_remove_filter(self) -> None:
        """Remove a filter; ask which one if there are several."""
        state, number = self.grid.state, 0
        if not (filters := state.filters):
            self.notify("There is no filter. Press / to filter by the column at the cursor.")
            return
        if len(filters) > 1:
            options = [Option(str(n), state.describe(each)) for n, each in enumerate(filters)]
            chosen = await self.app.push_screen_wait(ChoiceDialog("Remove a filter", options))
            if chosen is None:
                return
            number = int(chosen)
        kept = [each for n, each in enumerate(filters) if n != number]
        self._arrange(kept, state.sorts)

    @work(group="ask", exclusive=True)
    async def action_find(self) -> None:
        """Ask for a text and go to the next cell that contains it."""
        if self._has_cell and (
            text := await self.app.push_screen_wait(AskDialog("Find", self.pattern))
        ):
            self.pattern = text
            self.action_find_next(True)

    @work(group="find", exclusive=True)
    async def action_find_next(self, forward: bool) -> None:
        """Go to the next or the previous match."""
        if not self._has_cell or not self.pattern:
            return
        state = self.grid.state
        found = await self.search.find(state, self.pattern, forward)
        if found is None:
            words = f"“{make_visible(self.pattern)}” was not found in these rows."
            self.notify(words, markup=False)
        elif state is self.grid.state:
            self.grid.go(*found)

    @work(group="ask", exclusive=True)
    async def action_go_to_row(self) -> None:
        """Ask for a row number and go there."""
        if self._has_cell:
            ask = AskDialog("Go to row", check=_check_number)
            if (typed := await self.app.push_screen_wait(ask)) is not None:
                # More digits than that are past any last row, and int() refuses thousands of them.
                self._go_to_number(max(0, int(typed[:18]) - 1))

    def action_reset(self) -> None:
        """Show all rows and columns in their original order."""
        state = self.grid.state
        row = state.sheet.row_number(state.cursor.row) if self._has_cell else 0
        state.reset()
        self.grid.go(row, state.cursor.column)
        self.grid.fit_in()
        self.action_show_arrangement()

    def _go_to_number(self, number: int) -> None:
        """Go to a row by its number in the table, wherever it is sorted to."""
        sheet = self.grid.state.sheet
        number = min(number, len(sheet.table) - 1)
        if (row := sheet.find_row(number)) is not None:
            self.grid.go(row, self.grid.cursor.column)
        else:
            words = f"A filter hides row {number + 1:,}. Press F to remove a filter."
            self.notify(words, markup=False)

    @property
    def _has_cell(self) -> bool:
        """True if there is a cell at the cursor."""
        return not self.grid.state.empty

    @property
    def _column(self) -> Column:
        return self.grid.state.sheet.column(self.grid.cursor.column)

    @property
    def _place(self) -> int:
        """The number of the column at the cursor in the table."""
        return self.grid.state.sheet.visible_columns[self.grid.cursor.column]

    async def _ask_condition(self) -> str | None:
        """Ask for a valid condition on the column at the cursor."""
        if not len(self.grid.state.columns):
            return None
        return await self.app.push_screen_wait(make_condition_dialog(self._column))

    @work(group="arrange", exclusive=True)
    async def _arrange(self, filters: Sequence[Filter], sorts: Sequence[SortColumn]) -> None:
        """Sort and filter the rows, and show the result unless another is shown by then."""
        state = self.grid.state
        try:
            await arrange(state, filters, sorts)
        except (OSError, ValueError) as error:
            self.notify(str(error), severity="error", markup=False)
            return
        state.selection = None
        if state is self.grid.state:
            self.grid.fit_in()
            self.grid.go(0, state.cursor.column)
            self.action_show_arrangement()

    def action_show_arrangement(self) -> None:
        """Show the sort order and filters, and the key that resets them."""
        summary = self.grid.state.summary
        words = f"r resets · {summary}" if summary else ""
        if words != self.arrangement.content:  # an update lays out the whole screen
            self.arrangement.update(words)
        self.set_class(bool(summary), "-arranged")


def _check_number(text: str) -> str:
    return "" if text.isdecimal() else "Enter a number."
