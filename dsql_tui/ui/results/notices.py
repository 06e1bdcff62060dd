"""The notices of a result, with its statement: as many as there are, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from time import monotonic
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import BindingType
from textual.message import Message

from dsql_tui.execution.result import Result
from dsql_tui.results.text import make_visible
from dsql_tui.results.wrap import wrap_text
from dsql_tui.ui.bindings import bind
from dsql_tui.ui.results.text_pager import TextPager

_FEW = 4
"""Lines that are shown without the focus."""
_LAYOUT_SECONDS = 0.02
"""Seconds to lay out notices without a pause; a server may send 16 MiB of them."""


class Notices(TextPager):
    """Shows a few lines, and more while it has the focus."""

    DEFAULT_CSS = f"""
    Notices {{ display: none; height: 1; max-height: {_FEW}; color: $text-warning; }}
    Notices {{ padding: 0 1; scrollbar-size: 1 1; }}
    Notices:focus {{ max-height: 70%; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("escape,m", "leave", "Back", "Go back to the result.", "notices.leave"),
    ]

    class Left(Message):
        """The user goes back to the result."""

    def __init__(self) -> None:
        super().__init__(lambda width: [])
        self._result = Result()
        self._sentences: Sequence[str] = ()
        self._wrapped: list[str] = []
        """The lines of the first notices."""
        self._count = 0
        """The number of those notices."""
        self._continues = False
        """True if the next notices are about to be laid out."""

    @property
    def content(self) -> str:
        """The texts, one on each line."""
        return "\n".join([*map(make_visible, self._result.notices), *self._sentences])

    def show(self, result: Result, sentences: Sequence[str]) -> None:
        """Show the notices of a result, of which more may follow, and sentences below them."""
        if result is not self._result:
            self.scroll_home(animate=False)
            self._laid_out = 0
        elif sentences == self._sentences and self._count == len(result.notices):
            return
        self._result, self._sentences = result, sentences
        self.lay_out()

    def lay_out(self) -> None:
        """Lay out the next notices, as many as keys can wait for, and continue later."""
        width = self.scrollable_content_region.width
        if not width:
            return
        if width != self._laid_out:
            self._laid_out, self._wrapped, self._count = width, [], 0
        end, notices = monotonic() + _LAYOUT_SECONDS, self._result.notices
        full = self.screen.size.height
        # With less than a full screen, the scrollbar could come and go, and with it the width.
        while self._count < len(notices) and (len(self._wrapped) < full or monotonic() < end):
            self._wrapped += wrap_text(make_visible(notices[self._count]), width, cell_len)
            self._count += 1
        self.show_lines(self._join(width))
        # Not `height: auto`: Textual keeps the old height if the lines come during a layout.
        self.styles.height = max(1, min(len(self.lines), full))
        if self._count < len(notices) and not self._continues:
            self._continues = True
            self.set_timer(_LAYOUT_SECONDS, self._continue)

    def _continue(self) -> None:
        self._continues = False
        self.lay_out()

    def action_leave(self) -> None:
        """Go back to the result."""
        self.post_message(self.Left())

    def _join(self, width: int) -> list[str]:
        """Return the lines of the notices and of the sentences, with a title if they are many."""
        below = (wrap_text(each, width, cell_len) for each in self._sentences)
        lines = [*self._wrapped, *chain.from_iterable(below)]
        if len(lines) <= _FEW:
            return lines
        statement = " ".join(make_visible(self._result.statement.text).split())
        title = f"{len(self._result.notices):,} notices, m shows them all: {statement}"
        return [*wrap_text(title, width, cell_len), *lines]
