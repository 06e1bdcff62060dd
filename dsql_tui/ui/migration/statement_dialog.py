"""A dialog that changes a statement of a plan."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.results.edit_dialog import ValueArea


class StatementDialog(Dialog[None]):
    """Edits a statement; a text that cannot be saved is not accepted."""

    DEFAULT_CSS = """
    StatementDialog > .frame { width: 95%; max-width: 100%; }
    StatementDialog ValueArea { height: 60vh; background: $surface; }
    StatementDialog #problem { color: $text-error; height: auto; display: none; }
    StatementDialog #problem.-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Cancel", tooltip="Change nothing.", id="statement.cancel"),
        Binding(
            "ctrl+s,ctrl+j",
            "save",
            "Save",
            tooltip="Save the statement in the scripts of the plan.",
            id="statement.save",
            priority=True,
        ),
    ]

    def __init__(self, title: str, sql: str, save: Callable[[str], Awaitable[str]]) -> None:
        """Create the dialog.

        Args:
            title: The name of the statement.
            sql: Its text.
            save: Saves the new text; returns the problem with it, or an empty string.
        """
        super().__init__()
        self.heading = title
        self.area = ValueArea(sql, several_lines=True)
        self.save = save

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with Vertical(classes="frame") as frame:
            frame.border_title = make_visible(self.heading)
            frame.border_subtitle = "Ctrl+S saves · Esc cancels"
            yield self.area
            yield Static(id="problem", markup=False)

    @work(group="save", exclusive=True)
    async def action_save(self) -> None:
        """Save the text, or show the problem with it."""
        problem = await self.save(self.area.text)
        if not problem:
            self.dismiss()
            return
        line = self.query_one("#problem", Static)
        line.update(make_visible(problem))
        line.add_class("-shown")
