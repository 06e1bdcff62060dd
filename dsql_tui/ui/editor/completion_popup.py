"""The list of candidates that opens at the cursor while you type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget

from dsql_tui.results.text import make_visible
from dsql_tui.sql.complete import Candidate

MAX_ROWS = 8
"""Candidates that are visible at a time."""
_MAX_WIDTH = 60
"""Cells of a row."""
_WHOLE = ("join", "condition")
"""Kinds that are shown by the text that they insert instead of their name."""
_MARKS = {
    "join": "⋈",
    "condition": "=",
    "column": "c",
    "source": "a",
    "relation": "t",
    "schema": "s",
    "function": "f",
    "type": "y",
    "setting": "g",
    "value": "v",
    "role": "r",
    "index": "i",
    "sequence": "q",
    "keyword": " ",
    "snippet": "»",
}
"""The mark of each kind, so that nobody depends on colors."""


class CompletionPopup(Widget):
    """Shows candidates and marks the selected one; it never takes the focus."""

    can_focus = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "popup--chosen",
        "popup--plain",
        "popup--detail",
    }
    DEFAULT_CSS = """
    CompletionPopup {
        overlay: screen;
        width: auto;
        height: auto;
        display: none;
        background: $panel;

        & .popup--plain { color: $foreground; background: $panel; }
        & .popup--detail { color: $text-muted; background: $panel; }
        & .popup--chosen {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
    }
    """

    def __init__(self, accept: Callable[[Candidate], object]) -> None:
        super().__init__()
        self.accept = accept
        """Called with a candidate that the user clicks."""
        self.candidates: Sequence[Candidate] = ()
        self.index = 0
        """The index of the selected candidate."""
        self.moved = False
        """Whether the user moved in the list, so that Enter accepts."""
        self._top = 0

    @property
    def chosen(self) -> Candidate | None:
        """The selected candidate while the list is visible."""
        return self.candidates[self.index] if self.display and self.candidates else None

    def offer(self, candidates: Sequence[Candidate], cursor: Offset, typed: int) -> None:
        """Show candidates below the cursor, which is `typed` cells after their start."""
        self.candidates, self.index, self.moved, self._top = candidates, 0, False, 0
        rows = min(MAX_ROWS, len(candidates))
        width = min(max(map(_width, candidates)), _MAX_WIDTH, self.app.size.width)
        self.styles.width, self.styles.height = width, rows
        below = cursor.y + 1 + rows <= self.app.size.height
        self.absolute_offset = Offset(
            max(0, min(cursor.x - typed - 3, self.app.size.width - width)),
            cursor.y + 1 if below else max(0, cursor.y - rows),
        )
        self.display = True
        self.refresh(layout=True)

    def move(self, step: int) -> None:
        """Select the next or previous candidate; wrap around."""
        self.moved = True
        self.index = (self.index + step) % len(self.candidates)
        rows = min(MAX_ROWS, len(self.candidates))
        self._top = min(max(self._top, self.index - rows + 1), self.index)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one candidate: its mark, its name, and its detail at the right."""
        number, width = self._top + y, self.size.width
        if number >= len(self.candidates):
            return Strip.blank(width)
        candidate = self.candidates[number]
        plain, detail = self._styles(number)
        left = f" {_MARKS[candidate.kind]} {_label(candidate)} "
        right = "" if candidate.kind in _WHOLE else f" {make_visible(candidate.detail)} "
        room = max(0, width - cell_len(left))
        if cell_len(right) > room:
            right = set_cell_size(right, room)
        left = set_cell_size(left, width - cell_len(right))
        return Strip([Segment(left, plain), Segment(right, detail)], width)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Accept the clicked candidate; the editor keeps the focus."""
        event.stop()
        event.prevent_default()
        number = self._top + event.y
        if number < len(self.candidates):
            self.accept(self.candidates[number])

    def _styles(self, number: int) -> tuple[Style, Style]:
        parts = ("chosen", "chosen") if number == self.index else ("plain", "detail")
        plain, detail = (self.get_component_rich_style(f"popup--{part}") for part in parts)
        return plain, detail


def _label(candidate: Candidate) -> str:
    return make_visible(candidate.text if candidate.kind in _WHOLE else candidate.label)


def _width(candidate: Candidate) -> int:
    detail = "" if candidate.kind in _WHOLE else candidate.detail
    return cell_len(_label(candidate)) + min(cell_len(detail), 30) + 6
