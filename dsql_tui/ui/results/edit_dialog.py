"""A dialog for the new value of a cell."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from dsql_tui.events import Column
from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.results.types import type_name
from dsql_tui.sql.edits.table import TableColumn
from dsql_tui.sql.edits.values import (
    DEFAULT,
    Default,
    Value,
    check_value,
    encode_bytes,
    is_bytes,
    is_text,
    normalize,
)
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.editor.characters import render_text
from dsql_tui.ui.editor.sql_area import SqlArea

_MAX_FILE = 10 * 2**20
"""Bytes of a file that can be a value; a column of Aurora DSQL holds 1 MiB."""


class NewValue(NamedTuple):
    """The value that the user chose."""

    value: Value


class ValueArea(SqlArea):
    """Edits a value exactly: every character is kept."""

    def __init__(self, text: str, several_lines: bool) -> None:
        super().__init__(text)
        self.several_lines = several_lines
        self.show_line_numbers = False

    def get_line(self, line_index: int) -> Text:
        """Return a line with its control characters made visible."""
        return Text(render_text(self.document.get_line(line_index)), end="", no_wrap=True)

    def _mark_statement(self) -> None:
        """Mark nothing: a value has no statements."""

    async def _on_key(self, event: events.Key) -> None:
        """Leave Escape to the dialog, and Enter too unless the value has several lines."""
        if event.key == "escape":
            event.prevent_default()  # Textual would move the focus, and the dialog get nothing
            return
        if event.key == "enter" and not self.several_lines:
            event.prevent_default()
            event.stop()
            await self.screen.run_action("accept")
            return
        await super()._on_key(event)


class EditDialog(Dialog[NewValue | None]):
    """Asks for a value; a text that cannot be one is not accepted."""

    DEFAULT_CSS = """
    EditDialog { align: center bottom; background: $background 30%; }
    EditDialog > .frame { width: 1fr; max-width: 100%; }
    EditDialog ValueArea { height: auto; min-height: 1; max-height: 3; background: $surface; }
    EditDialog.-lines ValueArea { height: 60vh; max-height: 60vh; }
    EditDialog .state { color: $text-muted; text-style: italic; height: auto; }
    EditDialog #problem { color: $text-error; height: auto; display: none; }
    EditDialog #problem.-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel", tooltip="Keep the value.", id="value.cancel"),
        Binding(
            "ctrl+s,ctrl+j",
            "accept",
            "Set",
            tooltip="Set the value.",
            id="value.set",
            priority=True,
        ),
        Binding(
            "ctrl+e", "empty", "Set empty", tooltip="Set an empty text.", id="value.empty",
            priority=True,
        ),
        Binding(
            "ctrl+l,ctrl+n", "null", "Set NULL", tooltip="Set NULL.", id="value.null",
            priority=True,
        ),
        Binding(
            "ctrl+d", "default", "Set default", tooltip="Set the default.", id="value.default",
            priority=True,
        ),
        Binding(
            "ctrl+o", "file", "Read file", tooltip="Read the value from a file.", id="value.file",
            priority=True,
        ),
    ]  # fmt: skip

    def __init__(
        self, column: Column, of_table: TableColumn, value: Value, several_lines: bool, cells: int
    ) -> None:
        """Create the dialog.

        Args:
            column: The column of the result.
            of_table: The column of the table.
            value: The current value.
            several_lines: Whether Enter starts a line; otherwise it sets the value.
            cells: The number of cells that get the value.
        """
        super().__init__(classes="-lines" if several_lines else "")
        self.column, self.of_table, self.value = column, of_table, value
        self.several_lines = several_lines
        self.cells = cells
        self.touched = cells > 1 and isinstance(value, str)
        """Whether the text is to be set, even if it is the same."""
        self.start = value if isinstance(value, str) else ""
        self.area = ValueArea(self.start, several_lines)

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with Vertical(classes="frame") as frame:
            kind = self.of_table.type or type_name(self.column.oid)
            many = f" · {self.cells:,} cells" if self.cells > 1 else ""
            frame.border_title = Content(f"{make_visible(self.column.name)} {kind}{many}")
            done = "Ctrl+S sets" if self.several_lines else "Enter sets"
            file = " · Ctrl+O file" if is_bytes(self.column.oid) else ""
            frame.border_subtitle = f"{done} · Ctrl+L NULL · Ctrl+D default{file} · Esc cancels"
            yield Static(self._describe(), classes="state", markup=False)
            yield self.area
            yield Static(id="problem", markup=False)

    def on_mount(self) -> None:
        """Select a short value, so that typing replaces it."""
        self.area.focus()
        self.area.move_cursor(self.area.document.end)
        if not self.several_lines:
            self.area.action_select_all()

    def action_accept(self) -> None:
        """Close with the text, if it can be a value."""
        text = self.area.text
        if not self.touched:
            self.dismiss(None)  # above all, NULL stays NULL
            return
        problem = check_value(text, self.column.oid)
        if problem:
            self._show_problem(problem)
        else:
            self.dismiss(NewValue(normalize(text, self.column.oid)))

    def action_empty(self) -> None:
        """Close with an empty text, which is not NULL."""
        if is_text(self.column.oid):
            self.dismiss(NewValue(""))
        else:
            self._show_problem("An empty text is not a value of this type.")

    @on(TextArea.Changed)
    def _note_change(self) -> None:
        """Note that the user typed; erasing everything then means the empty text."""
        self.touched = self.touched or self.area.text != self.start

    def action_null(self) -> None:
        """Close with NULL."""
        if self.of_table.nullable:
            self.dismiss(NewValue(None))
        else:
            self._show_problem(f"“{self.of_table.name}” is NOT NULL.")

    def action_default(self) -> None:
        """Close with the default of the column."""
        self.dismiss(NewValue(DEFAULT))

    @work(group="file", exclusive=True)
    async def action_file(self) -> None:
        """Ask for a file and take its content as the value."""
        ask = AskDialog("Read the value from file", f"{Path.cwd()}/")
        if not (name := await self.app.push_screen_wait(ask)):
            return
        try:
            data = await in_thread(partial(_read_file, Path(name).expanduser()))
            text = encode_bytes(data) if is_bytes(self.column.oid) else data.decode()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            self._show_problem(f"The file cannot be read: {reason or error}")
        else:
            self.area.text = text
            self.area.focus()

    def _describe(self) -> str:
        """Return what an empty area means now."""
        if self.value is None:
            return "It is NULL now." + (_EMPTY_IS_TEXT if is_text(self.column.oid) else "")
        if isinstance(self.value, Default):
            return "It gets the default now."
        return "It is an empty text now." if not self.value else ""

    def _show_problem(self, problem: str) -> None:
        line = self.query_one("#problem", Static)
        line.update(make_visible(problem))
        line.add_class("-shown")


_EMPTY_IS_TEXT = " Enter keeps NULL; Ctrl+E sets an empty text."


def _read_file(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_MAX_FILE + 1)
    if len(data) > _MAX_FILE:
        raise ValueError("it has more than 10 MiB.")
    return data
