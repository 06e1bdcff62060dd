"""The part of the editor that the vim mode needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message

from dsql_tui.ui.editor.history import StepHistory
from dsql_tui.ui.editor.typing_area import TypingArea
from dsql_tui.vim.values import Action


class VimHost(TypingArea):
    """An area with an undo history whose steps can be opened and closed."""

    @dataclass
    class ModeChanged(Message):
        """The vim mode has another status, or was turned on or off."""

        area: VimHost

    @dataclass
    class VimActions(Message):
        """The vim mode asks the program to save, open or close."""

        area: VimHost
        actions: Sequence[Action]

    def __init__(
        self,
        text: str = "",
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(text, name=name, id=id, classes=classes)
        self.history: StepHistory = StepHistory()

    def find_view(self) -> tuple[int, int]:
        """Return the first visible line and the number of lines that fit."""
        row, rows = self.scroll_offset.y, max(1, self.scrollable_content_region.height)
        if not self.soft_wrap:
            return row, rows
        first = self.wrapped_document.find_row(row)[0]
        return first, self.wrapped_document.find_row(row + rows - 1)[0] - first + 1

    def format_rows(self, first: int, last: int) -> None:
        """Format the statements in some rows."""

    def draw_all(self) -> None:
        """Draw every line again."""
        self._redraw()
