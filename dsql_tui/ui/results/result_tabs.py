"""A line with a tab for each result."""

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

from dsql_tui.execution.result import Result
from dsql_tui.results.text import make_visible

_MAX_LABEL_WIDTH = 24
"""Cells of a statement that a tab shows."""


class ResultTabs(Widget):
    """Draws the tabs in one line, and keeps the current one visible."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabs--current", "tabs--failed"}
    DEFAULT_CSS = """
    ResultTabs {
        height: 1;
        background: $panel;
        color: $foreground-muted;

        & > .tabs--current { background: $surface; color: $foreground; text-style: bold; }
        & > .tabs--failed { color: $text-error; }
    }
    """

    @dataclass
    class Chosen(Message):
        """The user chose a result."""

        result: Result

    def __init__(self) -> None:
        super().__init__()
        self.results: list[Result] = []
        self.current: Result | None = None
        self._labels: list[str] = []
        self._lefts = [0]
        """The start of each tab, and the end of the last one."""

    def show(self, results: Sequence[Result], current: Result) -> None:
        """Show the tabs of some results, one of them current."""
        self.results, self.current = list(results), current
        self._labels = [_label(number, each) for number, each in enumerate(self.results, 1)]
        self._lefts = list(accumulate(map(cell_len, self._labels), initial=0))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the part of the line that contains the current tab."""
        base = self.rich_style  # computed once: it costs more than all the rest
        failed = base + self.get_component_rich_style("tabs--failed", partial=True)
        current = self.get_component_rich_style("tabs--current", partial=True)
        segments = []
        for result, label in zip(self.results, self._labels, strict=True):
            style = failed if result.failed else base
            segments.append(Segment(label, style + current if result is self.current else style))
        strip = Strip(segments).crop(self._left, self._left + self.size.width)
        return strip.extend_cell_length(self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked tab."""
        for result, right in zip(self.results, self._lefts[1:], strict=True):
            if self._left + event.x < right:
                self.post_message(self.Chosen(result))
                return

    @property
    def _left(self) -> int:
        """The offset of the line that makes the current tab visible."""
        if self.current not in self.results:
            return 0
        return max(0, self._lefts[self.results.index(self.current) + 1] - self.size.width)


def _label(number: int, result: Result) -> str:
    words = make_visible(" ".join(result.statement.text.split()))
    if cell_len(words) > _MAX_LABEL_WIDTH:
        words = set_cell_size(words, _MAX_LABEL_WIDTH - 1) + "…"
    pin = "● " if result.pinned else "✎ " if result.has_changes else ""
    rows = f" ({len(result.table):,})" if result.table is not None else ""
    return f" {pin}{number} {words}{rows} "
