"""The dialog that asks about open transactions before a console closes."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dsql_tui.ui.dialogs.dialog import Dialog

Answer = Literal["commit", "rollback", ""]


class LeaveDialog(Dialog[Answer]):
    """A dialog that returns `commit` or `rollback`, or an empty string to stay."""

    DEFAULT_CSS = """
    LeaveDialog > .frame { width: auto; max-width: 70; padding: 1 2; border: round $warning; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "answer('commit')", "Commit", tooltip="Commit and leave.", id="leave.commit"),
        Binding(
            "b,y",
            "answer('rollback')",
            "Roll back",
            tooltip="Roll back and leave.",
            id="leave.rollback",
        ),
        Binding("n,escape,enter", "answer('')", "Stay", tooltip="Stay here.", id="leave.stay"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        frame = Static(self.question, classes="frame", markup=False)
        frame.border_title = "Open transaction"
        frame.border_subtitle = "c commits · b rolls back · n stays"
        yield frame

    def action_answer(self, answer: Answer) -> None:
        """Return an answer."""
        self.dismiss(answer)
