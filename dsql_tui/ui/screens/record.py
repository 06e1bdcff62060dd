"""One row as a list: a line for each column."""

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
from dsql_tui.ui.screens.cell import Cell
from dsql_tui.ui.screens.dialog import Dialog
from dsql_tui.ui.widgets.grid import Grid
from dsql_tui.ui.widgets.look import Look

_TEXT = 25
_COLUMNS = (Column("column", _TEXT), Column("type", _TEXT), Column("value", _TEXT))
_VALUE = 2


class _Fields:
    """A row turned on its side, as a chunk of rows."""

    def __init__(self, sheet: Sheet, row: int) -> None:
        self.columns: Sequence[Column] = sheet.columns
        self.ntuples = len(self.columns)
        self._sheet = sheet
        self._row = row

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        """A column's name, its type, or its value."""
        if column_number == _VALUE:
            return self._sheet.value(self._row, row_number)
        column = self.columns[row_number]
        return (type_name(column.oid) if column_number else column.name).encode()


class Record(Dialog[int | None]):
    """Shows a row; gives back the one that was shown last."""

    DEFAULT_CSS = """
    Record { align: center middle; background: $background 60%; }
    Record > Vertical {
        width: 90%;
        height: 90%;
        border: round $primary;
        background: $surface;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,o,q", "close", "Close", tooltip="Back to the rows.", id="record.close"),
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
            "Row before",
            id="record.previous",
            tooltip="Show the row before.",
        ),
    ]

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.sheet = look.sheet
        self.row = look.cursor.row
        self.grid = Grid()

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self.grid

    def on_mount(self) -> None:
        self._show()

    def action_close(self) -> None:
        """Back to the rows, at the one that is shown."""
        self.dismiss(self.row)

    def action_step(self, rows: int) -> None:
        """Show another row."""
        if 0 <= self.row + rows < len(self.sheet):
            self.row += rows
            self._show()

    @on(Grid.CellOpened)
    def _open(self, message: Grid.CellOpened) -> None:
        message.stop()
        field = message.look.cursor.row
        self.app.push_screen(Cell(self.sheet.column(field), self.sheet.value(self.row, field)))

    def _show(self) -> None:
        table = Table(_COLUMNS)
        table.append(_Fields(self.sheet, self.row))
        look = Look(table)
        look.cursor = self.grid.cursor
        look.columns.sample()
        look.columns.set_width(_VALUE, 200)
        self.grid.show(look)
        box = self.query_one(Vertical)
        box.border_title = Content(f"row {self.sheet.row_number(self.row) + 1:,}")
        box.border_subtitle = Content(
            f"{self.row + 1:,} of {len(self.sheet):,} · n next · p before"
        )
