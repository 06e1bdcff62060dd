"""The first start, with nothing configured: what can be done now."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dsql_tui.ui.screens.dialog import Dialog

_TEXT = Text.assemble(
    ("Welcome to dsql-tui", "bold"),
    ", the terminal console for Amazon Aurora DSQL.\n"
    "There are no AWS credentials here yet, and no saved connections.\n\n",
    ("d", "bold"),
    "      try the demo: a sandbox on this computer, no AWS account\n",
    ("Enter", "bold"),
    "  go to the picker; once AWS is set up, Ctrl+R lists clusters\n\n",
    ("To set up AWS, one of\n", "italic"),
    "aws configure sso      sign in with IAM Identity Center\n"
    "aws login              sign in as in AWS's own console\n"
    "aws configure          keep an access key in a file\n"
    "or AWS_ACCESS_KEY_ID and its companions in the environment.\n"
    "In AWS CloudShell there is nothing to set up.",
)


class Welcome(Dialog[bool]):
    """Says what there is; is the demo wanted?"""

    DEFAULT_CSS = """
    Welcome { align: center middle; background: $background 60%; }
    Welcome > Static {
        width: auto;
        max-width: 78;
        height: auto;
        padding: 1 2;
        border: round $primary;
        background: $surface;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,D", "dismiss(True)", "Demo", tooltip="A sandbox to try.", id="welcome.demo"),
        Binding(
            "enter,escape",
            "dismiss(False)",
            "Picker",
            tooltip="Go to the picker.",
            id="welcome.picker",
        ),
    ]

    def compose(self) -> ComposeResult:
        yield Static(_TEXT)
