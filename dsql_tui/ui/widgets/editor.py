"""The SQL editor: when to run what is written in it, and what helps to write it."""

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

from dsql_tui.sql.format import formatted
from dsql_tui.sql.scan import Statement, joint, split
from dsql_tui.ui.screens.ask import Ask
from dsql_tui.ui.screens.menu import Entry
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.completing import Completing
from dsql_tui.ui.widgets.finder import Finder
from dsql_tui.ui.widgets.line_area import LineArea

_PLACE = re.compile(r"\s*(\d{1,9})\s*(?::\s*(\d{1,9})\s*)?")
BURST = 0.010
"""Seconds. Keys closer together than this come from a paste, not from fingers."""


class SqlEditor(LineArea):
    """Edits a script, offers what may be meant, and says when a statement should run."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+j,ctrl+enter,f5",
            "run",
            "Run",
            tooltip="Run the statement at the cursor, or what is selected",
            id="editor.run",
        ),
        Binding(
            "ctrl+@",
            "complete",
            "Complete",
            key_display="^space",
            tooltip="Show all that may stand at the cursor",
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
            tooltip="Go to a line by its number",
            id="editor.go",
            show=False,
        ),
        Binding("ctrl+home", "ends('top')", "Top", show=False, id="editor.top"),
        Binding("ctrl+end", "ends('bottom')", "Bottom", show=False, id="editor.bottom"),
    ]

    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("f", "format", "format", "script"),
        Entry("/", "find, replace", "find", "script"),
        Entry("%", "go to line", "go", "script"),
        Entry("T", "theme", "app.change_theme", "program"),
    )

    @dataclass
    class Submitted(Message):
        """The user wants statements to run, one after the other; there is at least one."""

        editor: SqlEditor
        statements: list[Statement]

        @property
        def control(self) -> SqlEditor:
            """The editor that it is in."""
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
        """When the last key came that typed something."""
        self.completing = Completing(self)
        self.finder = Finder(self)
        super().__init__(text, name=name, id=id, classes=classes)

    @property
    def statements(self) -> list[Statement]:
        """What would run: the statements that are selected, or else the one at the cursor."""
        if self.selection.is_empty:
            found = self.document.statement_at(self.cursor_location)
            return [found] if found else []
        offset = self.document.offset(min(self.selection))
        return [
            each._replace(start=offset + each.start, end=offset + each.end)
            for each in split(self.selected_text)
        ]

    def append(self, statement: str) -> None:
        """Add a statement at the end of the script, and go there."""
        self.insert(f"{joint(self.text)}{statement}", self.document.end)
        self.move_cursor(self.document.end)

    def action_run(self) -> None:
        """Post what would run."""
        if statements := self.statements:
            self.post_message(self.Submitted(self, statements))

    def action_ends(self, where: str) -> None:
        """Go to the first or the last place in the script."""
        self.move_cursor((0, 0) if where == "top" else self.document.end)

    def action_complete(self) -> None:
        """Show all that may stand at the cursor."""
        self.completing.ask(forced=True)

    async def action_find(self) -> None:
        """Find and replace, in a line below."""
        if self.finder.parent is None and isinstance(self.parent, Widget):
            await self.parent.mount(self.finder, after=self)
        self.finder.display = True
        self.finder.begin()

    @work(group="go", exclusive=True)
    async def action_go(self) -> None:
        """Go to a line by its number; `:` and a second number name a column."""
        lines = self.document.line_count

        def check(text: str) -> str:
            return "" if _PLACE.fullmatch(text) else f"A number from 1 to {lines:,}."

        answer = await self.app.push_screen_wait(Ask(f"Line, of {lines:,}", check=check))
        if answer and (found := _PLACE.fullmatch(answer)):
            row, column = int(found[1]), int(found[2] or 1)
            self.move_cursor((min(row, lines) - 1 if row else 0, max(0, column - 1)), center=True)

    @work(group="format", exclusive=True)
    async def action_format(self) -> None:
        """Format the selected statements, or the one at the cursor."""
        if not (meant := self.statements):
            return
        whole, start, end = self.text, meant[0].start, meant[-1].end
        new, left = await in_thread(lambda: formatted(whole[start:end]))
        if self.text != whole:
            return  # something was typed meanwhile
        places = (self.document.location(start), self.document.location(end))
        if new != whole[start:end]:
            self.replace(new, *places, maintain_selection_offset=False)
        if left:
            self.notify(
                f"{left} of {len(meant)} left as written: no query, or one it might have broken.",
                title="Format",
                markup=False,
            )

    def watch_selection(self) -> None:
        """The cursor has moved: by a key that typed, or away from what it was about to say."""
        super().watch_selection()
        if not self.completing.typed:
            self.completing.close()

    @on(TextArea.Changed)
    def _changed(self) -> None:
        """The text is another one."""
        if self.completing.typed:
            self.completing.ask()
        self.completing.typed = False

    def _on_blur(self, event: events.Blur) -> None:
        self.completing.close()

    async def _on_key(self, event: events.Key) -> None:
        """Tell a pasted line break from the key that runs: they are the same character.

        A terminal without bracketed paste sends a pasted text as keys, faster than anyone types.
        """
        quick = event.time - self.last_typed < self.burst
        if self.completing.key(event, quick) or self._takes(event.key):
            event.stop()
            event.prevent_default()
            return
        typed = event.is_printable or event.key in ("enter", "tab")
        if event.key == "ctrl+j" and quick:
            event.stop()
            event.prevent_default()
            self._replace_via_keyboard("\n", *self.selection)
            typed = True
        if typed:
            self.last_typed = event.time
        else:
            await self._does(event)

    async def _does(self, event: events.Key) -> None:
        """Move or edit at once, if that is what the key is for.

        Textual lets such a key climb to the app before it acts. A letter that comes right behind
        it, as they do over a slow link, would be typed first: before the cursor has moved.
        """
        bound = self.screen.active_bindings.get(event.key)
        if bound and bound.enabled and bound.node is self:
            event.stop()
            event.prevent_default()
            await self.run_action(bound.binding.action)

    def _takes(self, key: str) -> bool:
        """Does this key mean another thing here than in Textual's text area?

        There, Escape leaves it. What is typed next, by whoever put a list away with one Escape too
        many, would be lost, or be done as letters of the results.
        """
        if key == "escape":
            self.selection = Selection.cursor(self.cursor_location)
            return True
        return self._indents(key)

    def _indents(self, key: str) -> bool:
        """Tab and Shift+Tab move the lines of a selection that has more than one."""
        (top, _), (bottom, _) = self.selection
        if top == bottom or key not in ("tab", "shift+tab"):
            return False
        self.indent_lines(right=key == "tab")
        return True

    async def _on_paste(self, event: events.Paste) -> None:
        """Many terminals paste a line break as the carriage return that Enter sends."""
        event.text = event.text.replace("\r\n", "\n").replace("\r", "\n")
