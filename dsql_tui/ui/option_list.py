"""Textual's option list, without its crash."""

from __future__ import annotations

import contextlib

from textual import widgets


class OptionList(widgets.OptionList):
    """An option list that ignores keys until its options are laid out.

    Textual 8.2 ends the program if a page key arrives before that.
    """

    def _move_page(self, direction: int) -> None:
        with contextlib.suppress(KeyError, IndexError):
            super()._move_page(direction)  # type: ignore[arg-type]


class WholeOptionList(OptionList):
    """An option list whose first visible option is whole, if options have several lines."""

    def scroll_to_highlight(self, top: bool = False) -> None:
        """Scroll so that the highlighted option is visible, and begin with a whole option."""
        super().scroll_to_highlight(top)
        self.call_after_refresh(self._align)

    def _align(self) -> None:
        """Scroll down to the start of the next option, unless that hides the highlighted one."""
        starts = [y for y, (_, line) in enumerate(self._lines) if line == 0]
        offset = self.scroll_offset.y
        start = next((y for y in starts if y >= offset), offset)
        highlighted = self.highlighted
        if start != offset and highlighted is not None and starts[highlighted] >= start:
            self.scroll_to(y=start, animate=False, force=True)
