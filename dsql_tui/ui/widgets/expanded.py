"""Rows as lists, one below the other: psql's expanded display, of what a grid shows."""

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

from dsql_tui.results.text import visible
from dsql_tui.ui.bindings import quiet
from dsql_tui.ui.widgets.columns import NULL
from dsql_tui.ui.widgets.grid import Grid
from dsql_tui.ui.widgets.ink import ink

_NAMES = 40
"""Cells of the screen that names take at most."""


class Expanded(ScrollView, can_focus=True):
    """Draws the records on screen: a rule with the row's number, then a line for each column.

    Its cursor is that of the grid, so that all that can be done with a cell there can be done
    here.
    """

    DEFAULT_CSS = """
    Expanded {
        height: 1fr;
        overflow-x: hidden;
        color: $foreground;
        background: $surface;
        scrollbar-size: 1 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        quiet("up,k", "move(-1)", "Up", "Go to the column above.", "expanded.up"),
        quiet("down,j", "move(1)", "Down", "Go to the column below.", "expanded.down"),
        quiet("left,h", "turn(-1)", "Row before", "Go to the row before.", "expanded.left"),
        quiet("right,l", "turn(1)", "Next row", "Go to the next row.", "expanded.right"),
        quiet("pageup", "page(-1)", "Page up", "Go up by a screenful.", "expanded.page_up"),
        quiet("pagedown", "page(1)", "Page down", "Go down by a screenful.", "expanded.page_down"),
        quiet("home,g", "end(0)", "First", "Go to the first row.", "expanded.first"),
        quiet("end,G", "end(-1)", "Last", "Go to the last row.", "expanded.last"),
        quiet("enter", "open", "Cell in full", "Show the cell in full.", "expanded.open"),
    ]

    def __init__(self, grid: Grid) -> None:
        super().__init__()
        self.grid = grid
        self.names = 0
        """Cells of the screen that the columns' names take."""

    def fit_in(self) -> None:
        """Say how long it all is, and draw it."""
        look = self.grid.look
        names = (cell_len(visible(column.name)) for column in look.sheet.columns)
        self.names = min(_NAMES, max(names, default=0))
        self.virtual_size = Size(self.size.width, len(look.sheet) * self._lines)
        self.refresh()

    def follow(self) -> None:
        """The cursor is elsewhere: keep it in sight, with all of its row if that fits."""
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
        """Move the cursor by so many columns, on to the next row behind the last."""
        columns = max(1, len(self.grid.look.columns))
        cursor = self.grid.cursor
        last = len(self.grid.look.sheet) * columns - 1
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
        """Move the cursor to the first row, or the last (-1)."""
        self.grid.go(row % max(1, len(self.grid.look.sheet)), 0)

    def action_open(self) -> None:
        """Show the cell at the cursor in full."""
        self.grid.action_open_cell()

    def on_click(self, event: events.Click) -> None:
        """Go to what is below the mouse; a double click opens it."""
        self._go(self.scroll_offset.y + event.y)
        if event.chain == 2:
            self.action_open()

    def on_resize(self) -> None:
        """Be as wide as there is room."""
        self.fit_in()

    def render_line(self, y: int) -> Strip:
        """A rule, or a column's name and value."""
        look, width = self.grid.look, self.size.width
        row, field = divmod(self.scroll_offset.y + y, self._lines)
        if row >= len(look.sheet):
            return Strip.blank(width, self.rich_style)
        if field == 0:
            number = f"─[ {look.sheet.row_number(row) + 1:,} ]"
            rule = set_cell_size(number + "─" * width, width)
            return Strip([Segment(rule, self.rich_style + ink(self.grid, "grid--number"))], width)
        return Strip(self._field(row, field - 1), width)

    def _field(self, row: int, column: int) -> list[Segment]:
        """A line of a record."""
        look = self.grid.look
        text = look.columns.text(row, column)
        style = self.rich_style + (ink(self.grid, "grid--null") if text is None else Style())
        if (row, column) == look.cursor:
            style += self.grid.get_component_rich_style("grid--cursor")
        room = max(1, self.size.width - self.names - 3)
        name = _cut(visible(look.sheet.column(column).name), self.names)
        return [
            Segment(
                f"{set_cell_size(name, self.names)} │ ",
                self.rich_style + ink(self.grid, "grid--type"),
            ),
            Segment(set_cell_size(_cut(NULL if text is None else text, room), room), style),
        ]

    def _go(self, line: int) -> None:
        row, field = divmod(max(0, line), self._lines)
        self.grid.go(row, max(0, field - 1))

    @property
    def _line(self) -> int:
        """Where the cursor is."""
        return self.grid.cursor.row * self._lines + self.grid.cursor.column + 1

    @property
    def _lines(self) -> int:
        """How many a record takes."""
        return len(self.grid.look.columns) + 1


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
