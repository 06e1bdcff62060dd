"""A page with a text, such as the report of a migration."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from dsql_tui.results.wrap import wrap_text
from dsql_tui.ui.page import Page, bind_close
from dsql_tui.ui.results.text_pager import TextPager


class TextPage(Page[None]):
    """Shows a text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy_text", "Copy", tooltip="Copy the text.", id="text.copy"),
        Binding("w", "wrap", "Wrap", tooltip="Wrap long lines, or scroll them.", id="text.wrap"),
        bind_close("text", "Close the text."),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title)
        self.text = text.rstrip("\n")
        self.pager = TextPager(lambda width: list(wrap_text(self.text, width, cell_len)))

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.pager

    def on_mount(self) -> None:
        """Let the keys scroll the text."""
        self.pager.focus()

    def action_copy_text(self) -> None:
        """Copy the text."""
        self.copy(self.text, "Text")

    def action_wrap(self) -> None:
        """Wrap long lines, or scroll them."""
        self.pager.toggle_wrap()
