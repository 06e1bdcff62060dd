"""What a fix changes, before it is made."""

from __future__ import annotations

from difflib import ndiff
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from dsql_tui.linting import Fix
from dsql_tui.results.text import visible
from dsql_tui.ui.screens.dialog import Dialog

_STYLES = {"-": "red", "+": "green"}


class Fixing(Dialog[bool]):
    """Shows a statement as it is and as it would be, and what that means; asks."""

    DEFAULT_CSS = """
    Fixing { align: center middle; background: $background 60%; }
    Fixing > VerticalScroll {
        width: 80%;
        height: auto;
        max-height: 80%;
        padding: 0 1;
        border: round $primary;
        background: $surface;
    }
    Fixing .warning { color: $text-warning; margin-top: 1; }
    Fixing .done { color: $text-muted; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "Write it so", tooltip="Make the fix.", id="fix.yes"),
        Binding("n,escape,q", "answer(False)", "Leave it", tooltip="Change nothing.", id="fix.no"),
    ]

    def __init__(self, before: str, fix: Fix) -> None:
        super().__init__()
        self.before = before
        self.fix = fix

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = "fix"
            box.border_subtitle = "y writes it so · n leaves it"
            yield Static(difference(self.before, self.fix.text), markup=False)
            for warning in self.fix.warnings:
                yield Static(f"Look at this: {visible(warning)}", classes="warning", markup=False)
            for done in self.fix.done:
                if done not in self.fix.warnings:
                    yield Static(visible(done), classes="done", markup=False)

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.dismiss(yes)


def difference(before: str, after: str) -> Text:
    """Lines that go, in red behind a minus; lines that come, in green behind a plus."""
    shown = Text()
    for line in ndiff(before.split("\n"), after.split("\n")):
        if not line.startswith("?"):
            shown.append(f"{visible(line.rstrip())}\n", style=_STYLES.get(line[0], ""))
    return shown
