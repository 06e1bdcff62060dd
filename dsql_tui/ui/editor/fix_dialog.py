"""Show what a fix changes before it is applied."""

from __future__ import annotations

from difflib import ndiff
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from dsql_tui.linting import Fix
from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.dialog import Dialog

_STYLES = {"-": "red", "+": "green"}


class FixDialog(Dialog[bool]):
    """Shows a statement before and after a fix, with warnings, and asks."""

    DEFAULT_CSS = """
    FixDialog > .frame { width: 90%; max-width: 100%; max-height: 80%; }
    FixDialog .warning { color: $text-warning; margin-top: 1; }
    FixDialog .done { color: $text-muted; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "Apply the fix", tooltip="Apply the fix.", id="fix.yes"),
        Binding("n,escape,q", "answer(False)", "Cancel", tooltip="Change nothing.", id="fix.no"),
    ]

    def __init__(self, before: str, fix: Fix) -> None:
        super().__init__()
        self.before = before
        self.fix = fix

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="frame") as box:
            box.border_title = "Fix"
            box.border_subtitle = "y applies the fix · n cancels"
            yield Static(render_difference(self.before, self.fix.text), markup=False)
            for warning in self.fix.warnings:
                yield Static(f"Warning: {make_visible(warning)}", classes="warning", markup=False)
            for done in self.fix.done:
                if done not in self.fix.warnings:
                    yield Static(make_visible(done), classes="done", markup=False)

    def action_answer(self, yes: bool) -> None:
        """Close the dialog with the answer."""
        self.dismiss(yes)


def render_difference(before: str, after: str) -> Text:
    """Return removed lines in red with a minus, and added lines in green with a plus."""
    shown = Text()
    for line in ndiff(before.split("\n"), after.split("\n")):
        if not line.startswith("?"):
            shown.append(f"{make_visible(line.rstrip())}\n", style=_STYLES.get(line[0], ""))
    return shown
