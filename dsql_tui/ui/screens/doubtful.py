"""What looks wrong before a run, and whether to run it all the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from dsql_tui.results.text import visible
from dsql_tui.ui.screens.dialog import Dialog

_BATCHES = "b runs it in batches, each a transaction: what is done stays, if a later one fails."


class Doubtful(Dialog[str | None]):
    """Gives back `run`, `batches` where that is offered, or nothing."""

    DEFAULT_CSS = """
    Doubtful { align: center middle; background: $background 60%; }
    Doubtful > Vertical {
        width: 76;
        max-width: 90%;
        height: auto;
        max-height: 80%;
        padding: 1 2;
        border: round $warning;
        background: $surface;
    }
    Doubtful Static { height: auto; margin-bottom: 1; }
    Doubtful .answers { margin: 0; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer('run')", "Run it", tooltip="Run it as it is.", id="doubtful.run"),
        Binding(
            "b",
            "answer('batches')",
            "In batches",
            tooltip="Run it in parts.",
            id="doubtful.batches",
        ),
        Binding(
            "n,escape,enter", "answer('')", "Leave it", tooltip="Run nothing.", id="doubtful.no"
        ),
    ]

    def __init__(self, sentences: Sequence[str], batches: bool) -> None:
        super().__init__()
        self.sentences = sentences
        self.batches = batches
        """Can it be done in batches?"""

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "before this runs"
            for sentence in self.sentences:
                yield Static(visible(sentence), markup=False)
            if self.batches:
                yield Static(_BATCHES, classes="answers", markup=False)
            yield Static("y runs it as it is · n leaves it", classes="answers", markup=False)

    def action_answer(self, answer: str) -> None:
        """Close with the answer, if that is offered."""
        if answer != "batches" or self.batches:
            self.dismiss(answer or None)
