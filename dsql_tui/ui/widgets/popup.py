"""The list of candidates that opens at the cursor while one types."""

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

from dsql_tui.results.text import visible
from dsql_tui.sql.complete import Candidate

ROWS = 8
"""Candidates in sight."""
_WIDEST = 60
"""Cells of a row."""
_WHOLE = ("join", "condition")
"""Kinds that say more by what they put in than by what they are called."""
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
}
"""What each kind is marked with, since not everybody tells colours apart."""


class Popup(Widget):
    """Shows candidates, the chosen one marked; it never takes the focus."""

    can_focus = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "popup--chosen",
        "popup--plain",
        "popup--detail",
    }
    DEFAULT_CSS = """
    Popup {
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
        """Called with a candidate that is chosen with the mouse."""
        self.candidates: Sequence[Candidate] = ()
        self.index = 0
        """The chosen one."""
        self.moved = False
        """Has the user moved into the list, so that Enter means it?"""
        self._top = 0

    @property
    def chosen(self) -> Candidate | None:
        """What is marked, while the list is in sight."""
        return self.candidates[self.index] if self.display and self.candidates else None

    def offer(self, candidates: Sequence[Candidate], cursor: Offset, typed: int) -> None:
        """Show candidates below a cursor that stands `typed` cells behind their beginning."""
        self.candidates, self.index, self.moved, self._top = candidates, 0, False, 0
        rows = min(ROWS, len(candidates))
        width = min(max(map(_width, candidates)), _WIDEST, self.app.size.width)
        self.styles.width, self.styles.height = width, rows
        below = cursor.y + 1 + rows <= self.app.size.height
        self.absolute_offset = Offset(
            max(0, min(cursor.x - typed - 3, self.app.size.width - width)),
            cursor.y + 1 if below else max(0, cursor.y - rows),
        )
        self.display = True
        self.refresh(layout=True)

    def move(self, step: int) -> None:
        """Choose the next or the one before, round and round."""
        self.moved = True
        self.index = (self.index + step) % len(self.candidates)
        rows = min(ROWS, len(self.candidates))
        self._top = min(max(self._top, self.index - rows + 1), self.index)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One candidate: its mark, its name, and what there is to say of it at the right."""
        number, width = self._top + y, self.size.width
        if number >= len(self.candidates):
            return Strip.blank(width)
        candidate = self.candidates[number]
        plain, detail = self._inks(number)
        left = f" {_MARKS[candidate.kind]} {_shown(candidate)} "
        right = "" if candidate.kind in _WHOLE else f" {visible(candidate.detail)} "
        room = max(0, width - cell_len(left))
        if cell_len(right) > room:
            right = set_cell_size(right, room)
        left = set_cell_size(left, width - cell_len(right))
        return Strip([Segment(left, plain), Segment(right, detail)], width)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Choose with the mouse; the editor keeps the focus."""
        event.stop()
        event.prevent_default()
        number = self._top + event.y
        if number < len(self.candidates):
            self.accept(self.candidates[number])

    def _inks(self, number: int) -> tuple[Style, Style]:
        parts = ("chosen", "chosen") if number == self.index else ("plain", "detail")
        plain, detail = (self.get_component_rich_style(f"popup--{part}") for part in parts)
        return plain, detail


def _shown(candidate: Candidate) -> str:
    return visible(candidate.text if candidate.kind in _WHOLE else candidate.label)


def _width(candidate: Candidate) -> int:
    detail = "" if candidate.kind in _WHOLE else candidate.detail
    return cell_len(_shown(candidate)) + min(cell_len(detail), 30) + 6
