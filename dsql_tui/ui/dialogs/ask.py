"""A dialog that asks for one line of text."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.dialog import Dialog


class AskDialog(Dialog[str | None]):
    """Asks for a text at the foot of the screen; returns `None` if cancelled.

    A text that `check` complains about is not accepted.
    """

    DEFAULT_CSS = """
    AskDialog { align: center bottom; background: $background 30%; }
    AskDialog > .frame { width: 1fr; max-width: 100%; }
    AskDialog #problem { color: $text-error; display: none; }
    AskDialog #problem.-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel", tooltip="Cancel.", id="ask.leave"),
    ]

    HINT: ClassVar[str] = "Enter accepts · Esc cancels"

    def __init__(
        self,
        question: str,
        text: str = "",
        check: Callable[[str], str] = lambda text: "",
        hidden: bool = False,
    ) -> None:
        """Create the dialog.

        Args:
            question: The question, on one line.
            text: The text that is filled in at first.
            check: Returns the problem with a text, or an empty string.
            hidden: Whether to show dots in place of the text.
        """
        super().__init__()
        self.question = question
        self.text = text
        self.check = check
        self.hidden = hidden

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with Vertical(classes="frame") as frame:
            frame.border_subtitle = self.HINT
            yield Static(make_visible(self.question), markup=False)
            yield self.make_field()
            yield Static(id="problem", markup=False)

    def make_field(self) -> Input:
        """Return the field for the text."""
        return Input(self.text, password=self.hidden, compact=True)

    @on(Input.Submitted)
    def _answer(self, event: Input.Submitted) -> None:
        event.stop()
        problem = self.check(event.value)
        line = self.query_one("#problem", Static)
        line.update(make_visible(problem))
        line.remove_class("-choices")
        line.set_class(bool(problem), "-shown")
        if not problem:
            self.dismiss(event.value)
