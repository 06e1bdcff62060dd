"""Rows as lists, one below the other, like psql's expanded display."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Size, clamp
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dsql_tui.results.text import make_visible
from dsql_tui.ui.bindings import bind
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.terminal.emoji import cut_text
from dsql_tui.ui.text_style import text_style

_MAX_NAME_WIDTH = 40
"""Cells for the column names at most."""


class ExpandedView(ScrollView, can_focus=True):
    """Draws the visible records: a rule with the row number, then a line for each column.

    It uses the cursor of the grid, so every action on a cell works here too.
    """

    DEFAULT_CSS = """
    ExpandedView {
        height: 1fr;
        overflow-x: hidden;
        color: $foreground;
        background: $surface;
        scrollbar-size: 1 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("up,k", "move(-1)", "Up", "Go to the column above.", "expanded.up"),
        bind("down,j", "move(1)", "Down", "Go to the column below.", "expanded.down"),
        bind("left,h", "turn(-1)", "Previous row", "Go to the previous row.", "expanded.left"),
        bind("right,l", "turn(1)", "Next row", "Go to the next row.", "expanded.right"),
        bind("pageup", "page(-1)", "Page up", "Go up one page.", "expanded.page_up"),
        bind("pagedown", "page(1)", "Page down", "Go down one page.", "expanded.page_down"),
        bind("home,g", "end(0)", "First", "Go to the start of the first row.", "expanded.first"),
        bind("end,G", "end(-1)", "Last", "Go to the end of the last row.", "expanded.last"),
        bind("enter", "open", "Open cell", "Show the whole cell.", "expanded.open"),
    ]

    def __init__(self, grid: Grid) -> None:
        super().__init__()
        self.grid = grid
        self.names = 0
        """Cells that the column names take."""

    def fit_in(self) -> None:
        """Update the virtual size and draw; not while hidden, for that lays out the screen."""
        if not self.display:
            return
        state = self.grid.state
        names = (cell_len(make_visible(column.name)) for column in state.sheet.columns)
        self.names = min(_MAX_NAME_WIDTH, max(names, default=0))
        self.virtual_size = Size(self.size.width, len(state.sheet) * self._lines)
        self.refresh()

    def follow(self) -> None:
        """Scroll to the cursor, and show its whole row if it fits."""
        self.fit_in()
        line = self._line
        top, height = self.scroll_offset.y, max(1, self.scrollable_content_region.height)
        first = last = line
        if self._lines <= height:
            first = line - self.grid.cursor.column - 1
            last = first + self._lines - 1
        y = clamp(top, last + 1 - height, first)
        if y != top:
            self.scroll_to(y=y, animate=False, force=True)

    def action_move(self, fields: int) -> None:
        """Move the cursor by columns; after the last one comes the next row."""
        columns = max(1, len(self.grid.state.columns))
        cursor = self.grid.cursor
        last = len(self.grid.state.sheet) * columns - 1
        self.grid.go(
            *divmod(clamp(cursor.row * columns + cursor.column + fields, 0, last), columns)
        )

    def action_turn(self, rows: int) -> None:
        """Move the cursor by rows."""
        self.grid.go(self.grid.cursor.row + rows, self.grid.cursor.column)

    def action_page(self, pages: int) -> None:
        """Move the cursor by as many lines as are visible."""
        self._go(self._line + pages * max(1, self.scrollable_content_region.height))

    def action_end(self, row: int) -> None:
        """Move the cursor to the start of the first row, or to the end of the last one (-1)."""
        state = self.grid.state
        self.grid.go(*((len(state.sheet) - 1, len(state.columns) - 1) if row else (0, 0)))

    def action_open(self) -> None:
        """Show the whole cell at the cursor."""
        self.grid.action_open_cell()

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked cell; open it on a double click."""
        self._go(self.scroll_offset.y + event.y)
        if event.chain == 2:
            self.action_open()

    def on_resize(self) -> None:
        """Use the new width."""
        self.fit_in()

    def render_line(self, y: int) -> Strip:
        """Return a rule, or a column's name and value."""
        state, width = self.grid.state, self.size.width
        row, field = divmod(self.scroll_offset.y + y, self._lines)
        if row >= len(state.sheet):
            return Strip.blank(width, self.rich_style)
        if field == 0:
            table_row = state.sheet.row_number(row)
            sign = state.edits.sign(table_row).strip() if state.edits else ""
            number = f"─[ {table_row + 1:,}{' ' * bool(sign)}{sign} ]"
            rule = set_cell_size(number + "─" * width, width)
            return Strip(
                [Segment(rule, self.rich_style + text_style(self.grid, "grid--number"))], width
            )
        return Strip(self._field(row, field - 1), width)

    def _field(self, row: int, column: int) -> list[Segment]:
        """Return one line of a record."""
        state = self.grid.state
        text, null = state.columns.text(row, column), state.columns.null
        style = self.rich_style + (text_style(self.grid, "grid--null") if text is None else Style())
        text, style = self.grid.show_pending(row, column, text, style)
        if (row, column) == state.cursor:
            style += self.grid.get_component_rich_style("grid--cursor")
        room = max(1, self.size.width - self.names - 3)
        name = _cut(make_visible(state.sheet.column(column).name), self.names)
        return [
            Segment(
                f"{set_cell_size(name, self.names)} │ ",
                self.rich_style + text_style(self.grid, "grid--type"),
            ),
            Segment(set_cell_size(_cut(text if text is not None else null, room), room), style),
        ]

    def _go(self, line: int) -> None:
        last = len(self.grid.state.sheet) * self._lines - 1
        row, field = divmod(clamp(line, 0, max(0, last)), self._lines)
        self.grid.go(row, max(0, field - 1))

    @property
    def _line(self) -> int:
        """The line of the cursor."""
        return self.grid.cursor.row * self._lines + self.grid.cursor.column + 1

    @property
    def _lines(self) -> int:
        """The number of lines of a record."""
        return len(self.grid.state.columns) + 1


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else cut_text(text, width)
