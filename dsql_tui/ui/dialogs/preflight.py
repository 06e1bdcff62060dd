"""The warning before a run, with the ways to run it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from dsql_tui.execution.batch_progress import BatchChoice
from dsql_tui.execution.preflight import Question
from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.dialog import Dialog

_WAYS: dict[BatchChoice, tuple[str, str]] = {
    "batches": (
        "b",
        "b runs it in batches, each in its own transaction. If a batch fails, the earlier ones "
        "stay.",
    ),
    "rest": ("b", "b runs the remaining batches."),
    "from": ("b", "b continues with the batch whose outcome is unknown: it was not done."),
    "after": ("a", "a continues after the batch whose outcome is unknown: it was done."),
}
"""The key of each way, and its explanation."""


class RunWarning(Dialog[str | None]):
    """Returns `run`, one of the offered ways, or `None` to cancel."""

    DEFAULT_CSS = """
    RunWarning > .frame { width: 76; max-width: 90%; padding: 0 1 1 1; border: round $warning; }
    RunWarning Static { height: auto; padding: 1 1 0 1; }
    RunWarning .way { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer('run')", "Run", tooltip="Run it as it is.", id="preflight.run"),
        Binding(
            "b",
            "choose('b')",
            "Run in batches",
            tooltip="Run it in batches, or run the remaining ones.",
            id="preflight.batches",
        ),
        Binding(
            "a",
            "choose('a')",
            "Continue after",
            tooltip="Continue after the batch whose outcome is unknown.",
            id="preflight.after",
        ),
        Binding(
            "n,escape,enter", "answer('')", "Cancel", tooltip="Run nothing.", id="preflight.no"
        ),
    ]

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.review = question.review
        self.sentences = question.sentences
        self.choices = question.choices

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with VerticalScroll(classes="frame") as frame:
            frame.border_title = "Check before running"
            frame.border_subtitle = "y runs it as it is · n cancels"
            if self.review:
                yield Static(self.review.words, markup=False)
            for sentence in self.sentences:
                yield Static(make_visible(sentence), markup=False)
            for way in self.choices:
                yield Static(_WAYS[way][1], classes="way", markup=False)

    def action_answer(self, answer: str) -> None:
        """Close with the answer."""
        self.dismiss(answer or None)

    def action_choose(self, key: str) -> None:
        """Close with the way that has this key, if it is offered."""
        for way in self.choices:
            if _WAYS[way][0] == key:
                self.dismiss(way)
