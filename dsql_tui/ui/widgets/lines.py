"""Lines to scroll through and to search; only those on screen are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

Layout = Callable[[int], Sequence[str]]
"""Gives the lines for a width; they are safe to draw."""


class Lines(ScrollView, can_focus=True):
    """Shows what `layout` gives for its width, with the matches of a search."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--match"}
    DEFAULT_CSS = """
    Lines { background: $surface; color: $foreground; height: 1fr; }
    Lines > .lines--match { background: $warning; color: $text; }
    """

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self.layout_of = layout
        self.lines: Sequence[str] = ()
        self.sought = ""
        self._laid_out = 0
        """The width that the lines are for."""

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out for another width."""
        self.lay_out()

    def lay_out(self) -> None:
        """Bring the lines up to date."""
        width = self.scrollable_content_region.width
        if width and width != self._laid_out:
            self._laid_out = width
            self.lines = self.layout_of(width)
            self.virtual_size = Size(width, len(self.lines))
            self.refresh()

    def seek(self, text: str, forward: bool = True) -> bool:
        """Show the next line that holds a text, or the one before; is there any?"""
        self.sought = text.lower()
        top, number = self.scroll_offset.y, len(self.lines)
        self.refresh()
        for step in range(1, number + 1):
            line = (top + step if forward else top - step) % number
            if self.sought in self.lines[line].lower():
                self.scroll_to(y=line, animate=False, force=True)
                return True
        return False

    def render_line(self, y: int) -> Strip:
        """One line, with its matches standing out."""
        number, width = self.scroll_offset.y + y, self.size.width
        line = self.lines[number] if number < len(self.lines) else ""
        segments, start = [], 0
        match = self.get_component_rich_style("lines--match")
        while self.sought and (found := line.lower().find(self.sought, start)) >= 0:
            end = found + len(self.sought)
            segments += [
                Segment(line[start:found], self.rich_style),
                Segment(line[found:end], match),
            ]
            start = end
        segments.append(Segment(line[start:], self.rich_style))
        return Strip(segments).extend_cell_length(width, self.rich_style).crop(0, width)
