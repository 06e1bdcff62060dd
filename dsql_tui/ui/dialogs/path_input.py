"""Fields for paths, which Tab completes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, Static

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.store.path_choices import complete_path, restart_path
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.form_fields import LineField


class PathInput(Input):
    """Completes the path on Tab, as shells do; Tab behind a whole path goes to the next field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", tooltip="Complete the path.", id="path.complete"),
    ]
    folder = Path()
    """The folder of a path that is not absolute."""

    @dataclass
    class Choices(Message):
        """Several names begin with what has been typed."""

        names: Sequence[str]

        def __str__(self) -> str:
            return make_visible("  ".join(self.names))

    def validate_value(self, value: str) -> str:
        """Let an absolute path behind the suggested folder replace it."""
        return restart_path(value)

    @work(group="path", exclusive=True)
    async def action_complete(self) -> None:
        """Complete the path as far as it is certain."""
        typed = self.value
        found = await in_thread(partial(complete_path, typed, self.folder))
        if self.value != typed:
            return
        if found.text != typed:
            self.value = found.text
            self.cursor_position = len(found.text)
        elif len(found.names) < 2:
            self.screen.focus_next()
        if len(found.names) > 1:
            self.post_message(self.Choices(found.names))


class PathField(LineField, PathInput):
    """A field of a form for a path."""

    def __init__(self, name: str, title: str, value: str, hint: str, folder: Path) -> None:
        super().__init__(name, title, value, hint)
        self.folder = folder


class PathDialog(AskDialog):
    """Asks for a path; Tab completes it, and lists the names if there are several."""

    DEFAULT_CSS = """
    PathDialog #problem.-choices { color: $text-muted; max-height: 8; }
    """

    HINT = "Tab completes · Enter accepts · Esc cancels"

    def make_field(self) -> Input:
        """Return the field for the path."""
        return PathInput(self.text, compact=True, select_on_focus=False)

    @on(PathInput.Choices)
    def show_choices(self, message: PathInput.Choices) -> None:
        """List the names that the path can be completed with."""
        self.query_one("#problem", Static).update(str(message))
        self.query_one("#problem").set_class(True, "-shown", "-choices")
