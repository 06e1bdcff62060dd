"""What looks wrong before a run, and whether to run it all the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from dsql_tui.results.text import visible
from dsql_tui.ui.parts import Way
from dsql_tui.ui.screens.dialog import Dialog

_WAYS: dict[Way, tuple[str, str]] = {
    "batches": (
        "b",
        "b runs it in batches, each a transaction: what is done stays, if a later one fails.",
    ),
    "rest": ("b", "b goes on with the batches that are left."),
    "from": ("b", "b goes on from the batch whose outcome was unknown: it was not done."),
    "after": ("a", "a goes on after the batch whose outcome was unknown: it was done."),
}
"""The key of each way, and what it does."""


class Doubtful(Dialog[str | None]):
    """Gives back `run`, one of the ways that are offered, or nothing."""

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
            "go('b')",
            "In batches",
            tooltip="Run it in parts, or go on with them.",
            id="doubtful.batches",
        ),
        Binding(
            "a",
            "go('a')",
            "Go on after",
            tooltip="Go on after the batch whose outcome was unknown.",
            id="doubtful.after",
        ),
        Binding(
            "n,escape,enter", "answer('')", "Leave it", tooltip="Run nothing.", id="doubtful.no"
        ),
    ]

    def __init__(self, sentences: Sequence[str], ways: Sequence[Way] = ()) -> None:
        super().__init__()
        self.sentences = sentences
        self.ways = ways
        """How it can be done other than as it is."""

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "before this runs"
            for sentence in self.sentences:
                yield Static(visible(sentence), markup=False)
            for way in self.ways:
                yield Static(_WAYS[way][1], classes="answers", markup=False)
            yield Static("y runs it as it is · n leaves it", classes="answers", markup=False)

    def action_answer(self, answer: str) -> None:
        """Close with the answer."""
        self.dismiss(answer or None)

    def action_go(self, key: str) -> None:
        """Close with the way that a key means, if one is offered."""
        for way in self.ways:
            if _WAYS[way][0] == key:
                self.dismiss(way)
