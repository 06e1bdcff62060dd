"""One line with a tab for each result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from dsql_tui.results.text import visible
from dsql_tui.ui.result import Result

_LONGEST = 24
"""Cells of a statement that a tab shows."""


class ResultTabs(Widget):
    """Draws the tabs in one line, the one in sight always among them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabs--current", "tabs--refused"}
    DEFAULT_CSS = """
    ResultTabs {
        height: 1;
        background: $panel;
        color: $foreground-muted;

        & > .tabs--current { background: $surface; color: $foreground; text-style: bold; }
        & > .tabs--refused { color: $text-error; }
    }
    """

    @dataclass
    class Chosen(Message):
        """The user wants to see a result."""

        result: Result

    def __init__(self) -> None:
        super().__init__()
        self.results: list[Result] = []
        self.current: Result | None = None
        self._labels: list[str] = []
        self._lefts = [0]
        """Where each tab begins, counted from the first; and where the last one ends."""

    def show(self, results: Sequence[Result], current: Result) -> None:
        """Show these, with one of them in sight."""
        self.results, self.current = list(results), current
        self._labels = [_label(number, each) for number, each in enumerate(self.results, 1)]
        self._lefts = list(accumulate(map(cell_len, self._labels), initial=0))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The part of the line in which the current tab lies."""
        segments = []
        for result, label in zip(self.results, self._labels, strict=True):
            style = self.rich_style
            if result.refused:
                style += self.get_component_rich_style("tabs--refused", partial=True)
            if result is self.current:
                style += self.get_component_rich_style("tabs--current", partial=True)
            segments.append(Segment(label, style))
        strip = Strip(segments).crop(self._left, self._left + self.size.width)
        return strip.extend_cell_length(self.size.width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Choose the tab below the mouse."""
        for result, right in zip(self.results, self._lefts[1:], strict=True):
            if self._left + event.x < right:
                self.post_message(self.Chosen(result))
                return

    @property
    def _left(self) -> int:
        """How far the line is moved so that the current tab is in sight."""
        if self.current not in self.results:
            return 0
        return max(0, self._lefts[self.results.index(self.current) + 1] - self.size.width)


def _label(number: int, result: Result) -> str:
    words = visible(" ".join(result.statement.text.split()))
    if cell_len(words) > _LONGEST:
        words = set_cell_size(words, _LONGEST - 1) + "…"
    pin = "● " if result.pinned else ""
    rows = f" ({len(result.table):,})" if result.table is not None else ""
    return f" {pin}{number} {words}{rows} "
