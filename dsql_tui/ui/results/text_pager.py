"""Lines to scroll and search; only the visible ones are drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dsql_tui.results.emoji import find_whole
from dsql_tui.results.find import needs_case

MAX_LINE = 10_000
"""Cells of a line that scrolls; a longer one is wrapped there, or drawing would be slow."""
Layout = Callable[[int], Sequence[str]]
"""A function that returns the lines for a width; they are safe to draw."""


class TextPager(ScrollView, can_focus=True):
    """Shows the lines of a layout, with the matches of a search."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--match"}
    DEFAULT_CSS = """
    TextPager { background: $surface; color: $foreground; height: 1fr; }
    TextPager > .lines--match { background: $warning; color: $text; }
    """

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self.make_lines = layout
        self.lines: Sequence[str] = ()
        self.pattern = ""
        self.wraps = True
        """Whether long lines are wrapped; otherwise they scroll."""
        self._laid_out = 0
        """The width that the lines were laid out for."""

    def on_resize(self, event: events.Resize) -> None:
        """Lay out the lines for the new width."""
        self.lay_out()

    def toggle_wrap(self) -> None:
        """Wrap long lines, or scroll them."""
        self.wraps = not self.wraps
        self.reload()
        self.scroll_to(0, animate=False, force=True)

    def reload(self) -> None:
        """Lay out the lines again, because the text has changed."""
        self._laid_out = 0
        self.lay_out()

    def lay_out(self) -> None:
        """Lay out the lines if the width has changed."""
        width = self.scrollable_content_region.width
        if width and width != self._laid_out:
            self._laid_out = width
            self.show_lines(self.make_lines(width if self.wraps else MAX_LINE))

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show lines; they are safe to draw, and as wide as the pager at most if it wraps."""
        self.lines = lines
        width = self.scrollable_content_region.width
        longest = width if self.wraps else max(map(cell_len, lines), default=0)
        self.virtual_size = Size(longest, len(lines))
        self.refresh()

    def seek(self, text: str, forward: bool = True) -> bool:
        """Scroll to the next or previous line that contains a text; return whether there is one."""
        self.pattern = text
        top, number = self.scroll_offset.y, len(self.lines)
        self.refresh()
        for step in range(1, number + 1):
            line = (top + step if forward else top - step) % number
            if self._expression.search(self.lines[line]):
                self.scroll_to(y=line, animate=False, force=True)
                return True
        return False

    @property
    def _expression(self) -> re.Pattern[str]:
        """The pattern as an expression; it ignores case unless the pattern has a capital."""
        return re.compile(re.escape(self.pattern), 0 if needs_case(self.pattern) else re.IGNORECASE)

    def render_line(self, y: int) -> Strip:
        """Return one line with its matches highlighted."""
        number, width = self.scroll_offset.y + y, self.size.width
        line = self.lines[number] if number < len(self.lines) else ""
        segments, start = [], 0
        match = self.get_component_rich_style("lines--match")
        for found in self._expression.finditer(line) if self.pattern else ():
            first, end = find_whole(line, found.start())[0], find_whole(line, found.end())[1]
            if end > start:
                segments.append(Segment(line[start:first], self.rich_style))
                segments.append(Segment(line[max(start, first) : end], match))
                start = end
        segments.append(Segment(line[start:], self.rich_style))
        left = self.scroll_offset.x
        strip = Strip(segments).extend_cell_length(left + width, self.rich_style)
        return strip.crop(left, left + width)
