"""A table drawn: the header, and as many rows and columns as there is room for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dsql_tui.results.table import Table
from dsql_tui.ui.widgets.ink import ink
from dsql_tui.ui.widgets.look import Look


class Spot(NamedTuple):
    """What lies at a place of the content."""

    row: int | None
    column: int | None
    """`None` on a row's number."""
    header: bool
    border: int | None
    """The column that ends there, where one does."""


class DrawnGrid(ScrollView):
    """Draws a table, which may still be growing, by asking it for the rows on screen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header",
        "grid--type",
        "grid--number",
        "grid--stripe",
        "grid--null",
        "grid--cursor",
        "grid--cursor-row",
        "grid--selected",
    }
    """The header, types in it, row numbers, every second row, NULL, the cell at the cursor, the
    rest of its row, and cells that are selected."""

    DEFAULT_CSS = """
    DrawnGrid {
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
        self.look = Look(Table(()))
        """What is drawn."""

    def fit_in(self) -> None:
        """Say how large it all is, and draw it."""
        self.virtual_size = self._whole
        self.refresh()

    def lengthen(self) -> None:
        """There are more rows. Where they are below what is in sight, only the scroll bars differ.

        Setting `virtual_size` lays the whole screen out, which takes longer than fetching rows; it
        is needed where a scroll bar appears.
        """
        whole, before = self._whole, self.virtual_size
        if whole == before:
            return
        wider = whole.width != before.width
        if not self.show_vertical_scrollbar or (wider and not self.show_horizontal_scrollbar):
            self.fit_in()
            return
        seen = self.body.bottom >= before.height - 1
        self.set_reactive(DrawnGrid.virtual_size, whole)
        self.vertical_scrollbar.window_virtual_size = whole.height
        if wider:
            self.horizontal_scrollbar.window_virtual_size = whole.width
        if wider or seen:
            self.refresh()

    @property
    def _whole(self) -> Size:
        width = self._numbers_width + self.look.columns.lefts[-1]
        return Size(width, len(self.look.sheet) + 1)

    def spot(self, x: int, y: int) -> Spot:
        """What lies at a place of the content."""
        columns, row = self.look.columns, self.scroll_offset.y + y - 1
        x -= self._numbers_width
        if x >= columns.lefts[min(self.look.frozen, len(columns))]:
            x += self.scroll_offset.x
        return Spot(
            row=None if y == 0 or row >= len(self.look.sheet) else row,
            column=None if x < 0 or not len(columns) else columns.at(x),
            header=y == 0,
            border=columns.lefts.index(x, 1) - 1 if x in columns.lefts[1:] else None,
        )

    def render_line(self, y: int) -> Strip:
        """The header, or a row: its number, what is frozen, and what is scrolled into view."""
        look, row = self.look, self.scroll_offset.y + y - 1
        columns = look.columns
        if not len(columns) or (y > 0 and row >= len(look.sheet)):
            return Strip.blank(self.size.width, self.rich_style)
        style = self._row_style(row) if y else self._style("header")
        body = self.body
        seen = columns.between(body.x, body.right)
        left = body.x - columns.lefts[seen.start]
        strip = Strip(self._row(row, seen, style) if y else self._header(seen, style))
        strip = strip.crop(left, left + body.width).extend_cell_length(body.width, style)
        if columns.outgrown:
            self.call_after_refresh(self._widen)
        kept = range(min(look.frozen, len(columns)))
        frozen = Strip(self._row(row, kept, style) if y else self._header(kept, style))
        number = self._number(look.sheet.row_number(row) if y else None, style)
        return Strip.join([number, frozen, strip])

    def _header(self, columns: range, style: Style) -> Iterator[Segment]:
        """Names, and types where there is room for them."""
        dim = style.background_style + ink(self, "grid--type")
        for column in columns:
            name, kind, right = self.look.columns.header(column)
            if right:
                yield Segment(f" {kind}", dim)
                yield Segment(f"{name} ", style)
            else:
                yield Segment(f" {name}", style)
                yield Segment(f"{kind} ", dim)

    def _row(self, row: int, columns: range, style: Style) -> Iterator[Segment]:
        null = style + ink(self, "grid--null")
        look, selected = self.look, self._selected(row)
        for column in columns:
            text = look.columns.text(row, column)
            drawn = null if text is None else style
            if column in selected:
                drawn += self._style("selected").background_style
            if (row, column) == look.cursor:
                drawn += self._style("cursor")
            yield Segment(f" {look.columns.fitted(column, text)} ", drawn)

    def _selected(self, row: int) -> range:
        """The columns of a row that are selected."""
        look = self.look
        return look.places if look.selection is not None and row in look.rows else range(0)

    def _widen(self) -> None:
        if self.look.columns.widen():
            self.fit_in()

    def _number(self, row: int | None, style: Style) -> Strip:
        """The first column: the row's number, counted from 1 as people do."""
        width = self._numbers_width
        text = "" if row is None else str(row + 1)
        return Strip([Segment(f"{text:>{width - 1}} ", style + ink(self, "grid--number"))], width)

    def _row_style(self, row: int) -> Style:
        if row == self.look.cursor.row:
            return self._style("cursor-row")
        return self._style("stripe") if row % 2 else self.rich_style

    @property
    def body(self) -> Region:
        """What is visible beside the numbers and below the header, as a part of all rows."""
        size = self.scrollable_content_region.size
        x, y = self.scroll_offset
        kept = self.look.columns.lefts[min(self.look.frozen, len(self.look.columns))]
        width = max(0, size.width - self._numbers_width - kept)
        return Region(x + kept, y, width, max(0, size.height - 1))

    @property
    def _numbers_width(self) -> int:
        return len(str(len(self.look.sheet.table))) + 2 if len(self.look.columns) else 0

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"grid--{part}")
