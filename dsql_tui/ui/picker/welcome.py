"""The welcome dialog of a first start without AWS credentials."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dsql_tui.ui.dialogs.dialog import Dialog

_TEXT = Text.assemble(
    ("Welcome to dsql-tui", "bold"),
    ", the terminal console for Amazon Aurora DSQL.\n"
    "This computer has no AWS credentials and no saved connections yet.\n\n",
    ("d", "bold"),
    "      try the demo: a sandbox on this computer, no AWS account needed\n",
    ("Enter", "bold"),
    "  go to the picker; once AWS is set up, Ctrl+R lists your clusters\n\n",
    ("To set up AWS, run one of these in a shell:\n", "italic"),
    "aws configure sso      sign in with IAM Identity Center\n"
    "aws login              sign in with your AWS console account\n"
    "aws configure          save an access key in a file\n"
    "or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\n"
    "In AWS CloudShell you are already signed in.",
)


class Welcome(Dialog[bool]):
    """Explains how to begin; returns whether to start the demo."""

    DEFAULT_CSS = """
    Welcome > .frame { width: auto; max-width: 78; padding: 1 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "d,D", "dismiss(True)", "Start the demo", tooltip="Start the demo.", id="welcome.demo"
        ),
        Binding(
            "enter,escape",
            "dismiss(False)",
            "Choose a cluster",
            tooltip="Go to the picker.",
            id="welcome.picker",
        ),
    ]

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield Static(_TEXT, classes="frame")
