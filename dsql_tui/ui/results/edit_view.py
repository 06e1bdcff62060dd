"""The rows of a result, with keys that edit them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Static

from dsql_tui.dsql import limits
from dsql_tui.execution.edits.edited_table import EditedTable
from dsql_tui.results.text import format_size, make_visible
from dsql_tui.sql.edits.base_table import NotEditable
from dsql_tui.sql.edits.pending import RowId
from dsql_tui.sql.edits.values import DEFAULT, Default, Value, is_bool, needs_lines, next_bool
from dsql_tui.ui.dialogs.menu import Entry
from dsql_tui.ui.results.edit_dialog import EditDialog
from dsql_tui.ui.results.edit_keys import KEYS
from dsql_tui.ui.results.edit_review import describe_kinds
from dsql_tui.ui.results.edit_selection import copy_rows, read_value, select_cells, select_rows
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.grid_state import GridState
from dsql_tui.ui.results.rows_view import RowsView


class RowWriter(Protocol):
    """The console, as far as editing rows needs it."""

    def find_table(self, state: GridState, then: Callable[[], object]) -> None:
        """Make rows editable, and call a function then."""

    def write(self, state: GridState) -> None:
        """Send the pending changes after a review."""


class EditView(RowsView):
    """Collects changes of rows, which the console sends."""

    DEFAULT_CSS = """
    EditView > #pending { height: auto; max-height: 6; padding: 0 1; display: none; }
    EditView > #pending { color: $foreground; background: $warning 25%; }
    EditView.-pending > #pending { display: block; }
    EditView > #pending.-refused { background: $error 35%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = KEYS
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("K", "write row changes", "write", "results"),
        Entry("U", "undo row changes", "undo_all", "results"),
    )

    class PendingChanged(Message):
        """The pending changes are others now."""

    def __init__(self) -> None:
        super().__init__()
        self.writer: RowWriter | None = None
        """Finds the table behind the rows, and writes their changes; `None` without a session."""
        self.pending_line = Static(id="pending", markup=False)

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield from super().compose()
        yield self.pending_line

    def show(self, state: GridState, statement: str) -> None:
        """Show the rows that a statement returned."""
        super().show(state, statement)
        self.show_pending()

    @property
    def edits(self) -> EditedTable | None:
        """The rows with pending changes; `None` until the user edits them."""
        return self.grid.state.edits

    def start(self, state: GridState, edits: EditedTable) -> None:
        """Show rows that can be edited."""
        state.show_edits(edits)
        edits.pending.changed = self._follow_changes

    @on(Grid.Moved)
    def _show_problem(self) -> None:
        """Show the problem of the row at the cursor."""
        if self.edits is not None:
            self.show_pending()

    def action_edit(self, lines: bool = False) -> None:
        """Edit the selected cells, or the one at the cursor; toggle a boolean."""
        self._begin(lambda edits: self._edit(edits, lines))

    def action_set_null(self) -> None:
        """Set the selected cells to NULL."""
        self._begin(lambda edits: self._change(lambda: self._set(edits, None)))

    def action_set_default(self) -> None:
        """Set the selected cells to the default of their column."""
        self._begin(lambda edits: self._change(lambda: self._set(edits, DEFAULT)))

    def action_insert(self) -> None:
        """Add a row with the defaults of the table."""
        self._begin(lambda edits: self._change(lambda: self._show_new(edits, {})), rows=False)

    def action_clone(self) -> None:
        """Add a copy of each selected row."""
        self._begin(lambda edits: self._change(lambda: self._clone(edits)))

    def action_delete(self) -> None:
        """Mark the selected rows for deletion; again to keep them."""

        def delete(edits: EditedTable) -> None:
            edits.pending.delete(list(select_rows(edits, self.grid.state)))

        self._begin(lambda edits: self._change(lambda: delete(edits)))

    def action_revert(self) -> None:
        """Remove the pending changes of the selected rows."""
        if edits := self.edits:
            self._change(
                lambda: edits.pending.revert(
                    [row for row, _ in select_rows(edits, self.grid.state)]
                )
            )

    def action_undo(self) -> None:
        """Undo the last pending change, and go to its row."""

        def undo(edits: EditedTable) -> None:
            for row in edits.pending.undo()[:1]:
                self.go_to_row(edits, row)

        if edits := self.edits:
            self._change(lambda: undo(edits))

    def action_undo_all(self) -> None:
        """Undo all pending changes; undo restores them."""
        if edits := self.edits:
            self._change(edits.pending.revert)

    def action_write(self) -> None:
        """Send the pending changes after a review."""
        if self.edits is None or not self.edits.pending.changes:
            self.notify("There are no pending changes. Press e to edit a cell, i to add a row.")
        elif self.writer is not None:
            self.writer.write(self.grid.state)

    def show_pending(self) -> None:
        """Show how much is pending, and the problem of the row at the cursor."""
        edits = self.edits
        shown = edits is not None and bool(edits.pending.changes)
        self.set_class(shown, "-pending")
        if edits is None or not shown:
            return
        state, totals = self.grid.state, edits.pending.totals
        row = state.sheet.row_number(state.cursor.row) if not state.empty else -1
        problem = edits.problem(row) if row >= 0 else None
        limit = f"{totals.rows:,} of {limits.TRANSACTION_ROWS:,} rows"
        size = f"{format_size(totals.size)} of 10 MiB"
        several = "" if totals.fits else " · more than one transaction"
        text = f"{describe_kinds(totals)} · {limit} · {size}{several} · w Write, u Undo"
        if problem is not None:
            lines = [make_visible(line) for line in problem.text.splitlines()]
            text = "\n".join([*lines, text])
        self.pending_line.update(text)
        self.pending_line.set_class(problem is not None, "-refused")

    def replace_rows(self, state: GridState, edits: EditedTable, order: list[int] | None) -> None:
        """Show rows after changes were sent."""
        self._stop_arranging()
        state.sheet.order = order
        state.selection = None
        if state is self.grid.state:
            self._follow_changes()
            self.grid.go(*state.cursor)

    def _begin(self, then: Callable[[EditedTable], object], rows: bool = True) -> None:
        """Call a function with the rows that can be edited; find out first whether they can."""
        state = self.grid.state
        if not len(state.columns) or (rows and state.empty):
            return
        if state.edits is not None:
            then(state.edits)
            return

        def begin() -> None:
            if state is self.grid.state and state.edits is not None:
                then(state.edits)

        if self.writer is not None:
            self.writer.find_table(state, begin)

    def _change(self, change: Callable[[], object]) -> None:
        try:
            change()
        except NotEditable as why:
            self.notify(make_visible(str(why)), severity="warning", markup=False)

    @work(group="ask", exclusive=True)
    async def _edit(self, edits: EditedTable, lines: bool) -> None:
        state = self.grid.state
        try:
            cells = list(select_cells(edits, self.grid.state))
        except NotEditable as why:
            self.notify(make_visible(str(why)), severity="warning", markup=False)
            return
        row = state.sheet.row_number(state.cursor.row)
        place = state.sheet.visible_columns[state.cursor.column]
        number, column = edits.pending.base.places[place], edits.columns[place]
        assert number is not None
        of_table = edits.pending.base.column(number)
        value = read_value(edits, row, place)
        if is_bool(column.oid) and not lines and not isinstance(value, Default):
            following = next_bool(value, of_table.nullable)
            self._change(lambda: edits.pending.edit(cells, following))
            return
        several = lines or (isinstance(value, str) and needs_lines(value, column.oid))
        dialog = EditDialog(column, of_table, value, several, len(cells))
        if (chosen := await self.app.push_screen_wait(dialog)) is not None:
            self._change(lambda: edits.pending.edit(cells, chosen.value))

    def _set(self, edits: EditedTable, value: Value) -> None:
        cells = list(select_cells(edits, self.grid.state))
        for _, _, number in cells:
            column = edits.pending.base.column(number)
            if value is None and not column.nullable:
                raise NotEditable(f"“{column.name}” is NOT NULL.")
        edits.pending.edit(cells, value)

    def _clone(self, edits: EditedTable) -> None:
        for values in copy_rows(edits, self.grid.state):
            self._show_new(edits, values)

    def _show_new(self, edits: EditedTable, values: dict[int, Value]) -> None:
        """Add a row and go to it."""
        added = edits.pending.add(values)
        self.go_to_row(edits, added)

    def go_to_row(self, edits: EditedTable, row: RowId) -> None:
        """Go to a row, if it is visible."""
        sheet, found = self.grid.state.sheet, edits.find_row(row)
        if found is not None and (shown := sheet.find_row(found)) is not None:
            self.grid.go(shown, self.grid.cursor.column)

    def _stop_arranging(self) -> None:
        """Stop sorting and searching: the rows have other numbers now."""
        self.workers.cancel_group(self, "arrange")
        self.workers.cancel_group(self, "find")

    def _follow_changes(self) -> None:
        """Draw the rows, whose number may have changed."""
        state, edits = self.grid.state, self.edits
        if edits is None:
            return
        sheet = state.sheet
        if len(edits) != edits.drawn_rows:
            edits.drawn_rows = len(edits)
            self._stop_arranging()
            if sheet.order is not None:
                received = len(edits.received)
                kept = [row for row in sheet.order if row < received]
                sheet.order = [*kept, *range(received, len(edits))]
            state.selection = None
        self.grid.fit_in()
        self.grid.go(*state.cursor)
        self.expanded.fit_in()
        self.show_pending()
        self.post_message(self.PendingChanged())
