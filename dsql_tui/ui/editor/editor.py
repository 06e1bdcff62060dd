"""The SQL editor: its keys, completion, and when it submits statements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from dsql_tui.execution.threads import in_thread
from dsql_tui.sql.format import format_script
from dsql_tui.sql.statements import Statement, split
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.menu import Entry
from dsql_tui.ui.editor.completion import Completer
from dsql_tui.ui.editor.find_bar import FindBar
from dsql_tui.ui.editor.script_area import ScriptArea
from dsql_tui.ui.terminal.typed_text import typed_text

_LOCATION = re.compile(r"\s*(\d{1,9})\s*(?::\s*(\d{1,9})\s*)?")
BURST = 0.010
"""Seconds. Keys that are closer together come from a paste, not from fingers."""


class SqlEditor(ScriptArea):
    """Edits a script, completes it, and posts `Submitted` when statements should run."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+j,ctrl+enter,f5",
            "run",
            "Run",
            tooltip="Run the statement at the cursor, or the selection",
            id="workbench.run",
        ),
        Binding(
            "ctrl+@",
            "complete",
            "Complete",
            key_display="Ctrl+Space",
            tooltip="Show completions at the cursor",
            id="editor.complete",
            show=False,
        ),
        Binding(
            "ctrl+f",
            "find",
            "Find",
            tooltip="Find and replace in the script",
            id="editor.find",
            show=False,
        ),
        Binding(
            "ctrl+g",
            "go",
            "Go to line",
            tooltip="Go to a line number",
            id="editor.go",
            show=False,
        ),
    ]

    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("f", "format", "format", "script"),
        Entry("/", "find and replace", "find", "script"),
        Entry("%", "go to line", "go", "script"),
    )

    @dataclass
    class Submitted(Message):
        """Statements are to run, one after the other; there is at least one."""

        editor: SqlEditor
        statements: list[Statement]

        @property
        def control(self) -> SqlEditor:
            """The editor that posted the message."""
            return self.editor

    def __init__(
        self,
        text: str = "",
        *,
        burst: float = BURST,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        self.burst = burst
        self.last_typed = float("-inf")
        """The time of the last key that typed something."""
        self.completer = Completer(self)
        self.finder = FindBar(self)
        super().__init__(text, name=name, id=id, classes=classes)

    @property
    def statements(self) -> list[Statement]:
        """The statements to run: those in the selection, or else the one at the cursor."""
        if self.selection.is_empty:
            found = self.document.statement_at(self.cursor_location)
            return [found] if found else []
        offset = self.document.offset(min(self.selection))
        return [each.shift(offset) for each in split(self.selected_text)]

    def action_run(self) -> None:
        r"""Submit the selected statements, or the one at the cursor with a `\g` behind it."""
        statements = self.statements
        if self.selection.is_empty:
            statements = self.document.statements_at(self.cursor_location)
        if statements:
            self.post_message(self.Submitted(self, statements))
        else:
            self.notify("There is no statement at the cursor.", severity="warning", markup=False)

    def action_complete(self) -> None:
        """Show completions at the cursor."""
        self.completer.ask(forced=True)

    async def action_find(self) -> None:
        """Open the find bar below the editor."""
        if self.finder.parent is None and isinstance(self.parent, Widget):
            await self.parent.mount(self.finder, after=self)
        self.finder.add_class("-open")
        self.finder.begin()

    @work(group="go", exclusive=True)
    async def action_go(self) -> None:
        """Ask for a line number, optionally with `:` and a column, and go there."""
        lines = self.document.line_count

        def check(text: str) -> str:
            return "" if _LOCATION.fullmatch(text) else f"Enter a number from 1 to {lines:,}."

        answer = await self.app.push_screen_wait(
            AskDialog(f"Go to line (1 to {lines:,})", check=check)
        )
        if answer and (found := _LOCATION.fullmatch(answer)):
            row, column = int(found[1]), int(found[2] or 1)
            self.move_cursor((min(row, lines) - 1 if row else 0, max(0, column - 1)), center=True)

    @work(group="format", exclusive=True)
    async def action_format(self, rows: tuple[int, int] | None = None) -> None:
        """Format the selected statements, the one at the cursor, or those in some rows."""
        if not (chosen := self._find_statements(*rows) if rows else self.statements):
            return
        whole, start, end = self.text, chosen[0].start, chosen[-1].end
        new, left = await in_thread(lambda: format_script(whole[start:end]))
        if self.text != whole:
            return  # the text changed in the meantime
        places = (self.document.location(start), self.document.location(end))
        if new != whole[start:end]:
            self.replace(new, *places, maintain_selection_offset=False)
        if left:
            self.notify(
                f"{left} of {len(chosen)} statements were left unchanged: they are not queries, or "
                "formatting might change them.",
                title="Format",
                markup=False,
            )

    def format_rows(self, first: int, last: int) -> None:
        """Format the statements in some rows."""
        self.action_format((first, last))

    def _find_statements(self, first: int, last: int) -> list[Statement]:
        start = self.document.offset((first, 0))
        end = self.document.offset((last, len(self.document.get_line(last))))
        return [each.shift(start) for each in split(self.text[start:end])]

    def close_lists(self) -> None:
        """Close completion."""
        self.completer.close()

    def watch_selection(self) -> None:
        """Close completion when the cursor moves without typing."""
        super().watch_selection()
        if not self.completer.typed:
            self.completer.close()

    @on(TextArea.Changed)
    def _changed(self) -> None:
        """Ask for completion after a key that typed."""
        if self.completer.typed:
            self.completer.ask()
        self.completer.typed = False
        if self.vim is not None:
            self.vim.follow_change()

    def _on_blur(self, event: events.Blur) -> None:
        self.completer.close()

    async def _on_key(self, event: events.Key) -> None:
        """Distinguish a pasted line break from the key that runs; they are the same character.

        A terminal without bracketed paste sends a pasted text as keys, faster than anyone types.
        """
        quick = event.time - self.last_typed < self.burst
        if self._handle_vim(event, quick):
            event.stop()
            event.prevent_default()
            return
        if self.completer.key(event, quick) or self._override(event.key):
            event.stop()
            event.prevent_default()
            return
        text = typed_text(event)
        if event.key == "enter" or (event.key == "ctrl+j" and quick):
            text = "\n"
        if text:
            event.stop()
            event.prevent_default()
            self.type_text(text, plain=quick)
        elif event.is_printable:
            event.prevent_default()  # Alt and a letter
        if text or event.key == "tab":
            self.last_typed = event.time
        else:
            await self._run_binding(event)

    def _handle_vim(self, event: events.Key, quick: bool) -> bool:
        """Let the vim mode handle a key; a line break inside a paste runs nothing there."""
        if self.vim is None:
            return False
        pasted = event.key == "ctrl+j" and quick and not self.vim.inserting
        handled = pasted or self.vim.key(event)
        if handled and (pasted or typed_text(event)):
            self.last_typed = event.time
        return handled

    async def _run_binding(self, event: events.Key) -> None:
        """Run the editor's own binding of a key at once.

        Textual lets the key bubble to the app first. A letter that arrives right behind it, as
        over a slow link, would be typed before the cursor moves.
        """
        bound = self.screen.active_bindings.get(event.key)
        if bound and bound.enabled and bound.node is self:
            event.stop()
            event.prevent_default()
            await self.run_action(bound.binding.action)

    def _override(self, key: str) -> bool:
        """Handle a key that means something else in Textual's text area; return whether it did.

        There, Escape leaves the text area. After one Escape too many to close a list, what you
        type next would be lost, or act as letters of the results.
        """
        if key == "escape":
            self.selection = Selection.cursor(self.cursor_location)
            return True
        return self._indent_selection(key)

    def _indent_selection(self, key: str) -> bool:
        """Indent a selection of several lines on Tab or Shift+Tab; return whether it did."""
        (top, _), (bottom, _) = self.selection
        if top == bottom or key not in ("tab", "shift+tab"):
            return False
        self.indent_lines(right=key == "tab")
        return True

    async def _on_paste(self, event: events.Paste) -> None:
        """Turn the carriage returns that many terminals paste into line feeds."""
        event.text = event.text.replace("\r\n", "\n").replace("\r", "\n")
