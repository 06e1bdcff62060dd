"""A dialog that asks before something that cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from dsql_tui.ui.dialogs.dialog import Dialog

_UPDATE = 0.2
"""Seconds between updates of words that change."""


class ConfirmDialog(Dialog[bool]):
    """Asks a question, which may be longer than the terminal; only `y` means yes."""

    DEFAULT_CSS = """
    ConfirmDialog > .frame { width: auto; max-width: 90%; border: round $warning; }
    ConfirmDialog Static { width: auto; max-width: 100%; padding: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", tooltip="Do it.", id="confirm.yes"),
        Binding("n,escape,enter", "answer(False)", "No", tooltip="Cancel.", id="confirm.no"),
    ]

    def __init__(self, question: str | Callable[[], str]) -> None:
        """Create the dialog.

        Args:
            question: The question without control characters, or what returns it; the dialog
                then shows the words that are true at the moment.
        """
        super().__init__()
        self._question = question

    @property
    def question(self) -> str:
        """The question as it is now."""
        return self._question if isinstance(self._question, str) else self._question()

    def on_mount(self) -> None:
        """Keep the words true."""
        super().on_mount()
        if callable(self._question):
            self.set_interval(_UPDATE, lambda: self.query_one(Static).update(self.question))

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with VerticalScroll(classes="frame") as frame:
            frame.border_title = "Confirm"
            frame.border_subtitle = "y yes · n no"
            yield Static(self.question, markup=False)

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.dismiss(yes)
