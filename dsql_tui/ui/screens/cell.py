"""One value in full."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from dsql_tui.results.text import visible

_MOST = 100_000
"""Characters that are laid out; a megabyte would hold up the screen."""


class Cell(ModalScreen[None]):
    """Shows a value as the server sent it, its own line ends kept; any way out closes it."""

    DEFAULT_CSS = """
    Cell { align: center middle; background: $background 60%; }
    Cell > VerticalScroll {
        width: 80%;
        height: auto;
        max-height: 80%;
        padding: 0 1;
        border: round $primary;
        background: $surface;
    }
    Cell .null { color: $text-muted; text-style: italic; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss", "Close", tooltip="Back to the rows.", id="cell.close"),
    ]

    def __init__(self, column: str, value: str | None) -> None:
        super().__init__()
        self.column = column
        self.value = value

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = Content(visible(self.column))
            if self.value is None:
                yield Static("NULL", classes="null", markup=False)
            else:
                box.border_subtitle = f"{len(self.value):,} characters"
                yield Static(_laid_out(self.value), markup=False)


def _laid_out(value: str) -> str:
    lines = "\n".join(visible(line) for line in value[:_MOST].split("\n"))
    left = len(value) - _MOST
    return f"{lines}\n… and {left:,} characters more" if left > 0 else lines
