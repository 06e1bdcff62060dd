"""One line of text, asked for at the foot of the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from dsql_tui.results.text import visible
from dsql_tui.ui.screens.dialog import Dialog


class Ask(Dialog[str | None]):
    """Asks for a text; Escape leaves it. What `check` complains about has to be put right first."""

    DEFAULT_CSS = """
    Ask { align: center bottom; background: $background 30%; }
    Ask > Vertical {
        height: auto;
        padding: 0 1;
        border: round $primary;
        background: $surface;
    }
    Ask Input, Ask Input:focus { border: none; padding: 0; height: 1; background: $surface; }
    Ask #complaint { color: $text-error; display: none; }
    Ask #complaint.-said { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Leave it", tooltip="Change nothing.", id="ask.leave"),
    ]

    def __init__(
        self,
        question: str,
        text: str = "",
        check: Callable[[str], str] = lambda text: "",
        hidden: bool = False,
    ) -> None:
        super().__init__()
        self.question = question
        self.text = text
        self.check = check
        """Says what is wrong with a text, or nothing."""
        self.hidden = hidden
        """Are dots shown instead of what is typed?"""

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(visible(self.question), markup=False)
            yield Input(self.text, password=self.hidden)
            yield Static(id="complaint", markup=False)

    @on(Input.Submitted)
    def _answer(self, event: Input.Submitted) -> None:
        event.stop()
        complaint = self.check(event.value)
        said = self.query_one("#complaint", Static)
        said.update(visible(complaint))
        said.set_class(bool(complaint), "-said")
        if not complaint:
            self.dismiss(event.value)
