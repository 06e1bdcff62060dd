"""Draw a table: the header and the visible rows and columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dsql_tui.results.table import Table
from dsql_tui.ui.results.grid_state import GridState
from dsql_tui.ui.text_style import text_style


class Spot(NamedTuple):
    """A position of the content."""

    row: int | None
    column: int | None
    """`None` on a row number."""
    header: bool
    border: int | None
    """The column that ends there, if any."""


class GridRenderer(ScrollView):
    """Draws the visible rows of a table, which may still be growing."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header",
        "grid--type",
        "grid--number",
        "grid--stripe",
        "grid--null",
        "grid--cursor",
        "grid--cursor-row",
        "grid--selected",
        "grid--changed",
        "grid--new",
        "grid--deleted",
        "grid--refused",
    }
    """The header, types in it, row numbers, every second row, NULL, the cell at the cursor, the
    rest of its row, selected cells, and pending changes."""

    DEFAULT_CSS = """
    GridRenderer {
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
        & > .grid--selected { background: $primary 35%; }
        & > .grid--changed { background: $warning 35%; text-style: bold; }
        & > .grid--new { background: $success 30%; }
        & > .grid--deleted { background: $error 30%; text-style: strike; }
        & > .grid--refused { background: $error; color: auto; text-style: bold; }
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

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.state = GridState(Table(()))
        """The state that is drawn."""

    def fit_in(self) -> None:
        """Share out the room, update the virtual size and draw."""
        scrolls = len(self.state.sheet) + 1 > self.size.height
        room = self.size.width - self._numbers_width
        self.state.columns.set_room(room - self.styles.scrollbar_size_vertical * scrolls)
        self.virtual_size = self._full_size
        self.refresh()

    def lengthen(self) -> None:
        """Update the size after new rows; draw only the scroll bars if they are not visible.

        Setting `virtual_size` lays out the whole screen, which takes longer than fetching rows; it
        is necessary only when a scroll bar appears.
        """
        whole, before = self._full_size, self.virtual_size
        if whole == before:
            return
        wider = whole.width != before.width
        if not self.show_vertical_scrollbar or (wider and not self.show_horizontal_scrollbar):
            self.fit_in()
            return
        seen = self.body.bottom >= before.height - 1
        self.set_reactive(GridRenderer.virtual_size, whole)
        self.vertical_scrollbar.window_virtual_size = whole.height
        if wider:
            self.horizontal_scrollbar.window_virtual_size = whole.width
        if wider or seen:
            self.refresh()

    @property
    def _full_size(self) -> Size:
        width = self._numbers_width + self.state.columns.lefts[-1]
        return Size(width, len(self.state.sheet) + 1)

    def find_spot(self, x: int, y: int) -> Spot:
        """Return what is at a position of the content."""
        columns, row = self.state.columns, self.scroll_offset.y + y - 1
        x -= self._numbers_width
        if x >= columns.lefts[min(self.state.frozen, len(columns))]:
            x += self.scroll_offset.x
        return Spot(
            row=None if y == 0 or row >= len(self.state.sheet) else row,
            column=None if x < 0 or not len(columns) else columns.at(x),
            header=y == 0,
            border=columns.lefts.index(x, 1) - 1 if x in columns.lefts[1:] else None,
        )

    def render_line(self, y: int) -> Strip:
        """Return the header, or a row: its number, the frozen columns, and the scrolled ones."""
        state, row = self.state, self.scroll_offset.y + y - 1
        columns = state.columns
        if not len(columns) or (y > 0 and row >= len(state.sheet)):
            return Strip.blank(self.size.width, self.rich_style)
        style = self._row_style(row) if y else self._style("header")
        body = self.body
        seen = columns.between(body.x, body.right)
        left = body.x - columns.lefts[seen.start]
        strip = Strip(self._row(row, seen, style) if y else self._header(seen, style))
        strip = strip.crop(left, left + body.width).extend_cell_length(body.width, style)
        if columns.outgrown:
            self.call_after_refresh(self._widen)
        kept = range(min(state.frozen, len(columns)))
        frozen = Strip(self._row(row, kept, style) if y else self._header(kept, style))
        number = self._number(state.sheet.row_number(row) if y else None, style)
        return Strip.join([number, frozen, strip])

    def _header(self, columns: range, style: Style) -> Iterator[Segment]:
        """Yield the names, and the types where they fit."""
        dim = style.background_style + text_style(self, "grid--type")
        for column in columns:
            name, kind, right = self.state.columns.header(column)
            if right:
                yield Segment(f" {kind}", dim)
                yield Segment(f"{name} ", style)
            else:
                yield Segment(f" {name}", style)
                yield Segment(f"{kind} ", dim)

    def _row(self, row: int, columns: range, style: Style) -> Iterator[Segment]:
        null = style + text_style(self, "grid--null")
        state, selected = self.state, self._selected_columns(row)
        for column in columns:
            text = state.columns.text(row, column)
            drawn = null if text is None else style
            text, drawn = self.show_pending(row, column, text, drawn)
            if column in selected:
                drawn += self._style("selected").background_style
            if (row, column) == state.cursor:
                drawn += self._style("cursor")
            yield Segment(f" {state.columns.fit_text(column, text)} ", drawn)

    def show_pending(
        self, row: int, column: int, text: str | None, style: Style
    ) -> tuple[str | None, Style]:
        """Return the text and the style of a cell with its pending change, if it has one."""
        edits, sheet = self.state.edits, self.state.sheet
        if edits is None:
            return text, style
        mark = edits.mark(sheet.row_number(row), sheet.visible_columns[column])
        if mark == "default":  # in italics, like NULL
            return mark, style + self._style("new").background_style + Style(italic=True)
        return text, style + self._style(mark) if mark else style

    def _selected_columns(self, row: int) -> range:
        """Return the selected columns of a row."""
        state = self.state
        return state.places if state.selection is not None and row in state.rows else range(0)

    def _widen(self) -> None:
        if self.state.columns.widen():
            self.fit_in()

    def _number(self, row: int | None, style: Style) -> Strip:
        """Return the row number, counted from 1."""
        width = self._numbers_width
        text = "" if row is None else str(row + 1)
        sign = self.state.edits.sign(row) if self.state.edits and row is not None else " "
        return Strip(
            [Segment(f"{text:>{width - 1}}{sign}", style + text_style(self, "grid--number"))], width
        )

    def _row_style(self, row: int) -> Style:
        if row == self.state.cursor.row:
            return self._style("cursor-row")
        return self._style("stripe") if row % 2 else self.rich_style

    @property
    def body(self) -> Region:
        """The visible region of the rows, without the numbers and the header."""
        size = self.scrollable_content_region.size
        x, y = self.scroll_offset
        kept = self.state.columns.lefts[min(self.state.frozen, len(self.state.columns))]
        width = max(0, size.width - self._numbers_width - kept)
        return Region(x + kept, y, width, max(0, size.height - 1))

    @property
    def _numbers_width(self) -> int:
        return len(str(len(self.state.sheet.table))) + 2 if len(self.state.columns) else 0

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"grid--{part}")
