"""Show one row as a list with a line for each column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from dsql_tui.events import Column
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.table import Table
from dsql_tui.results.types import type_name
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.results.cell_dialog import CellDialog
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.grid_state import GridState

_UNTYPED = 0
"""The type of these columns, which the header does not name."""
_COLUMNS = (Column("column", _UNTYPED), Column("type", _UNTYPED), Column("value", _UNTYPED))
_VALUE = 2


class _Fields:
    """A row as a chunk with one row for each column."""

    def __init__(self, sheet: Sheet, row: int) -> None:
        self.columns: Sequence[Column] = sheet.columns
        self.ntuples = len(self.columns)
        self._sheet = sheet
        self._row = row

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        """Return a column's name, its type, or its value."""
        if column_number == _VALUE:
            return self._sheet.value(self._row, row_number)
        column = self.columns[row_number]
        return (type_name(column.oid) if column_number else column.name).encode()


class RecordDialog(Dialog[int | None]):
    """Shows a row; gives back the one that was shown last."""

    DEFAULT_CSS = """
    RecordDialog > .frame { max-width: 100%; height: 90%; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,o,q", "close", "Close", tooltip="Return to the rows.", id="record.close"),
        Binding(
            "n,right_square_bracket",
            "step(1)",
            "Next row",
            id="record.next",
            tooltip="Show the next row.",
        ),
        Binding(
            "p,left_square_bracket",
            "step(-1)",
            "Previous row",
            id="record.previous",
            tooltip="Show the previous row.",
        ),
    ]

    def __init__(self, state: GridState) -> None:
        super().__init__()
        self.sheet = state.sheet
        self.row = state.cursor.row
        self.grid = Grid()

    def compose(self) -> ComposeResult:
        with Vertical(classes="frame"):
            yield self.grid

    def on_mount(self) -> None:
        self._show()

    def action_close(self) -> None:
        """Return to the rows, at the row that is shown."""
        self.dismiss(self.row)

    def action_step(self, rows: int) -> None:
        """Show another row."""
        if 0 <= self.row + rows < len(self.sheet):
            self.row += rows
            self._show()

    @on(Grid.CellOpened)
    def _open(self, message: Grid.CellOpened) -> None:
        message.stop()
        field = message.state.cursor.row
        self.app.push_screen(
            CellDialog(self.sheet.column(field), self.sheet.value(self.row, field))
        )

    def _show(self) -> None:
        table = Table(_COLUMNS)
        table.append(_Fields(self.sheet, self.row))
        state = GridState(table)
        state.cursor = self.grid.cursor
        state.columns.sample()
        state.columns.set_width(_VALUE, 200)
        self.grid.show(state)
        box = self.query_one(Vertical)
        box.border_title = Content(f"Row {self.sheet.row_number(self.row) + 1:,}")
        box.border_subtitle = Content(
            f"{self.row + 1:,} of {len(self.sheet):,} · n next · p previous · Esc closes"
        )
