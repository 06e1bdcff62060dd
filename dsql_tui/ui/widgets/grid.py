"""The grid: as much of a table as is visible, and a cursor in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.coordinate import Coordinate
from textual.geometry import Region, Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dsql_tui.results.table import Table
from dsql_tui.results.text import decoded
from dsql_tui.ui.widgets.columns import Columns
from dsql_tui.ui.widgets.ink import ink


class Grid(ScrollView, can_focus=True):
    """Draws a table, which may still be growing, by asking it for the rows on screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1, 0)", "Up", show=False),
        Binding("down,j", "move(1, 0)", "Down", show=False),
        Binding("left,h", "move(0, -1)", "Left", show=False),
        Binding("right,l", "move(0, 1)", "Right", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "column(0)", "First column", show=False),
        Binding("end", "column(-1)", "Last column", show=False),
        Binding("ctrl+home,g", "row(0)", "First row", show=False),
        Binding("ctrl+end,G", "row(-1)", "Last row", show=False),
        Binding(
            "enter",
            "open_cell",
            "Cell in full",
            tooltip="Show the cell at the cursor in full",
            id="grid.open",
        ),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header",
        "grid--type",
        "grid--number",
        "grid--stripe",
        "grid--null",
        "grid--cursor",
        "grid--cursor-row",
    }
    """The header, types in it, row numbers, every second row, NULL, the cell at the cursor and
    the rest of its row."""

    DEFAULT_CSS = """
    Grid {
        height: 1fr;
        color: $foreground;
        background: $surface;
        scrollbar-size: 1 1;

        & > .grid--header { background: $panel; text-style: bold; }
        & > .grid--type { color: $foreground-muted; text-style: none; }
        & > .grid--number { color: $foreground-muted; }
        & > .grid--stripe { background: $boost; }
        & > .grid--null { color: $foreground-muted; text-style: italic; }
        & > .grid--cursor-row { background: $block-hover-background; }
        & > .grid--cursor {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
        }
        &:focus > .grid--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
        }
    }
    """

    cursor: reactive[Coordinate] = reactive(Coordinate(0, 0), repaint=False)

    @dataclass
    class CellOpened(Message):
        """The user wants to see a cell in full."""

        grid: Grid
        row: int
        column: int

        @property
        def control(self) -> Grid:
            """The grid that it is in."""
            return self.grid

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.table = Table(())
        self.columns = Columns(self.table)

    def show(self, table: Table) -> None:
        """Show a table from its beginning."""
        self.table = table
        self.columns = Columns(table)
        self.cursor = Coordinate(0, 0)
        self.grew()
        self.scroll_to(0, 0, animate=False, force=True)

    def clear(self) -> None:
        """Show nothing."""
        self.show(Table(()))

    def grew(self) -> None:
        """The table has more rows than when it was shown."""
        self.columns.sample()
        self._arrange()

    def cell_text(self, row: int, column: int) -> str | None:
        """A cell in full, as the server sent it; `None` for NULL. Not safe to draw."""
        return decoded(self.table.value(row, column))

    def action_move(self, rows: int, columns: int) -> None:
        """Move the cursor."""
        self._go(self.cursor.row + rows, self.cursor.column + columns)

    def action_page(self, pages: int) -> None:
        """Move the cursor by as many rows as are visible."""
        self._go(self.cursor.row + pages * max(1, self._body.height), self.cursor.column)

    def action_row(self, row: int) -> None:
        """Move the cursor to a row; -1 is the last."""
        self._go(row % max(1, len(self.table)), self.cursor.column)

    def action_column(self, column: int) -> None:
        """Move the cursor to a column; -1 is the last."""
        self._go(self.cursor.row, column % max(1, len(self.columns)))

    def action_open_cell(self) -> None:
        """Post the cell at the cursor."""
        if len(self.table) and len(self.columns):
            self.post_message(self.CellOpened(self, *self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the cell under the mouse; a double click opens it."""
        at = event.get_content_offset(self)
        if at is None or not len(self.columns):
            return
        row, column = self.cursor
        if at.y > 0:
            row = self.scroll_offset.y + at.y - 1
            if row >= len(self.table):
                return
        if at.x >= self._numbers_width:
            column = self.columns.at(self.scroll_offset.x + at.x - self._numbers_width)
        self._go(row, column)
        if event.chain == 2 and at.y > 0:
            self.action_open_cell()

    def watch_cursor(self, old: Coordinate, new: Coordinate) -> None:
        """Draw the rows that the cursor has left and entered, and keep it in view."""
        top = self.scroll_offset.y - 1
        self.refresh(*(Region(0, row - top, self.size.width, 1) for row in {old.row, new.row}))
        self._scroll_to_cursor()

    def render_line(self, y: int) -> Strip:
        """The header, or a row: its number, then the part of it that is scrolled into view."""
        row = self.scroll_offset.y + y - 1
        if not len(self.columns) or (y > 0 and row >= len(self.table)):
            return Strip.blank(self.size.width, self.rich_style)
        style = self._row_style(row) if y else self._style("header")
        body = self._body
        seen = self.columns.between(body.x, body.right)
        left = body.x - self.columns.lefts[seen.start]
        strip = Strip(self._row(row, seen, style) if y else self._header(seen, style))
        strip = strip.crop(left, left + body.width).extend_cell_length(body.width, style)
        if self.columns.outgrown:
            self.call_after_refresh(self._widen)
        return Strip.join([self._number(row if y else None, style), strip])

    def _header(self, columns: range, style: Style) -> Iterator[Segment]:
        """Names, and types where there is room for them."""
        dim = style.background_style + ink(self, "grid--type")
        for column in columns:
            name, kind, right = self.columns.header(column)
            if right:
                yield Segment(f" {kind}", dim)
                yield Segment(f"{name} ", style)
            else:
                yield Segment(f" {name}", style)
                yield Segment(f"{kind} ", dim)

    def _row(self, row: int, columns: range, style: Style) -> Iterator[Segment]:
        null = style + ink(self, "grid--null")
        for column in columns:
            text = self.columns.text(row, column)
            drawn = null if text is None else style
            if (row, column) == self.cursor:
                drawn += self._style("cursor")
            yield Segment(f" {self.columns.fitted(column, text)} ", drawn)

    def _widen(self) -> None:
        if self.columns.widen():
            self._arrange()

    def _arrange(self) -> None:
        """Say how large it all is, and draw it."""
        width = self._numbers_width + self.columns.lefts[-1]
        self.virtual_size = Size(width, len(self.table) + 1)
        self.refresh()

    def _number(self, row: int | None, style: Style) -> Strip:
        """The first column: the row's number, counted from 1 as people do."""
        width = self._numbers_width
        text = "" if row is None else str(row + 1)
        return Strip([Segment(f"{text:>{width - 1}} ", style + ink(self, "grid--number"))], width)

    def _row_style(self, row: int) -> Style:
        if row == self.cursor.row:
            return self._style("cursor-row")
        return self._style("stripe") if row % 2 else self.rich_style

    @property
    def _body(self) -> Region:
        """What is visible beside the numbers and below the header, as a part of all rows."""
        size = self.scrollable_content_region.size
        x, y = self.scroll_offset
        return Region(x, y, max(0, size.width - self._numbers_width), max(0, size.height - 1))

    @property
    def _numbers_width(self) -> int:
        return len(str(len(self.table))) + 2 if len(self.columns) else 0

    def _go(self, row: int, column: int) -> None:
        if len(self.table) and len(self.columns):
            row = clamp(row, 0, len(self.table) - 1)
            self.cursor = Coordinate(row, clamp(column, 0, len(self.columns) - 1))

    def _scroll_to_cursor(self) -> None:
        if not len(self.columns):
            return
        row, column = self.cursor
        body = self._body
        left, right = self.columns.lefts[column : column + 2]
        x = min(left, max(body.x, right - body.width))
        y = min(row, max(body.y, row + 1 - body.height))
        if (x, y) != (body.x, body.y):
            self.scroll_to(x, y, animate=False, force=True)

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"grid--{part}")
