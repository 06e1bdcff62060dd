"""An area whose lines can be wrapped, which draws them row by row.

It depends on internals of Textual's `TextArea` (8.2): `_render_line` draws a row with the text that
`get_line` returns, and `_refresh_size` sets the virtual size.
"""

from __future__ import annotations

from collections.abc import Hashable

from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.strip import Strip
from textual.widgets import TextArea

from dsql_tui.ui.editor.characters import cover_characters, draw_text, render_text
from dsql_tui.ui.editor.document import SqlDocument
from dsql_tui.ui.editor.wrapped_document import SqlWrappedDocument

_WIDTH_STEP = 40
"""Cells by which the virtual width grows, so that few keys change the layout."""


class RowArea(TextArea):
    """Draws one row for each line, or several if lines are wrapped (`soft_wrap`)."""

    document: SqlDocument
    wrapped_document: SqlWrappedDocument
    drawn: tuple[int, int] | None = None
    """The columns between which a wrapped line is being drawn."""

    def line_at(self, y: int) -> int | None:
        """Return the line that is drawn at a row of this widget, if there is one."""
        row = self.scroll_offset.y + y
        wrapped = self.wrapped_document
        return wrapped.find_row(row)[0] if row < wrapped.height else None

    def refresh_line(self, line: int) -> None:
        """Draw the rows of a line again."""
        rows = self.wrapped_document.rows_of(line)
        self.refresh_lines(rows.start, len(rows))

    def draw_row(self, line_index: int) -> Text:
        """Return the row of a line that is being drawn; styles are given by columns of the line."""
        line = self.document.get_line(line_index)
        if self.drawn is None:
            return draw_text(line)
        return _RowText(line, *self.drawn)

    def render_line(self, y: int) -> Strip:
        """Return a row.

        Textual would draw all rows of a wrapped script again for each move of the cursor.
        """
        if not self.soft_wrap or not self.text:
            return super().render_line(y)
        key = self._row_key(y)
        strip = self._line_cache.get(key)
        if strip is None:
            strip = self._line_cache[key] = self._render_line(y)
        return strip

    def _row_key(self, y: int) -> tuple[Hashable, ...]:
        """Return what the rendering of a row depends on, with its line at index 2."""
        row, selection = self.scroll_offset.y + y, self.selection
        line, section = self.wrapped_document.find_row(row)
        if row >= self.wrapped_document.height:
            line = -1
        return (
            self.size,
            section,
            line,
            selection if selection.contains_line(line) else None,
            self._draw_cursor,
            self.theme,
            self._matching_bracket_location,
            self.gutter_width,
        )

    def _render_line(self, y: int) -> Strip:
        row = self.scroll_offset.y + y
        if self.soft_wrap and row < self.wrapped_document.height:
            self.drawn = self.wrapped_document.find_columns(row)
        try:
            return super()._render_line(y)
        finally:
            self.drawn = None

    def _refresh_size(self) -> None:
        """Set the virtual size in steps, because each new size lays out the whole screen."""
        if self.soft_wrap:
            self.virtual_size = Size(0, self.wrapped_document.height)
        else:
            width, height = self.document.get_size(self.indent_width)
            needed = width + self.gutter_width + 1
            room = self.scrollable_content_region.width - 2  # one cell may go to a scroll bar
            width = room if needed <= room else needed + -needed % _WIDTH_STEP
            self.virtual_size = Size(width, height)
        self._refresh_scrollbars()

    def _on_resize(self) -> None:
        super()._on_resize()
        if self.soft_wrap:
            self.call_after_refresh(self.scroll_cursor_visible)

    def watch_show_horizontal_scrollbar(self) -> None:
        """Keep the cursor visible when a scroll bar takes a line."""
        if self.is_mounted:
            self.call_after_refresh(self.scroll_cursor_visible)


class _RowText(Text):
    """A row of a wrapped line, which is styled by columns of the line.

    Until it is padded, its length is the column behind it, because Textual asks for the length of
    the line before that.
    """

    def __init__(self, line: str, start: int, end: int) -> None:
        self.text, self.start = line[start:end], start
        self.padded, self.is_last = False, end == len(line)
        super().__init__(render_text(self.text), end="", no_wrap=True)

    def __len__(self) -> int:
        return super().__len__() + (0 if self.padded else self.start)

    def set_length(self, new_length: int) -> None:
        """Add a cell for the cursor at the end."""
        self.padded = True
        self.pad_right(1)

    def stylize(self, style: str | Style, start: int = 0, end: int | None = None) -> None:
        """Apply a style to the part of a range of the line that is in this row."""
        length = len(self.text) + self.is_last
        start = max(0, start - self.start)
        end = len(self.plain) if end is None else min(end - self.start, length)
        if start < end:
            super().stylize(style, *cover_characters(self.text, start, end))
