"""The line below the editor: what there is to know of a script beside its text."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.widgets import Static

from dsql_tui.store.journal import Draft, Log
from dsql_tui.ui.memory import Memory
from dsql_tui.ui.recorder import Recorder
from dsql_tui.ui.screens.menu import Entry
from dsql_tui.ui.screens.texts import Texts
from dsql_tui.ui.widgets.editor import SqlEditor


class ScriptLine(Static):
    """Keeps the journal of its editor, and leads to what that once held."""

    DEFAULT_CSS = """
    ScriptLine { height: 1; display: none; }
    """
    MENU: ClassVar[tuple[Entry, ...]] = (Entry("H", "earlier texts", "earlier", "script"),)

    def __init__(self, editor: SqlEditor, memory: Memory) -> None:
        super().__init__(markup=False)
        self.editor = editor
        self.memory = memory
        self.recorder = Recorder(memory.shelf, self.draft, self._warn)

    def on_mount(self) -> None:
        self.run_worker(self.recorder.keep(), group="journal")

    def draft(self) -> Draft:
        """What the console holds."""
        document = self.editor.document
        return Draft(tuple(document.lines), self.editor.cursor_location, newline=document.newline)

    async def restore(self, log: Log) -> None:
        """Go on with the text of a console that was lost, in its journal."""
        await self.recorder.adopt(log)
        if log.draft:
            self.show(log.draft)

    def show(self, draft: Draft) -> None:
        """Put a text into the editor; undo leads back."""
        self.editor.replace(draft.text, (0, 0), self.editor.document.end)
        self.editor.move_cursor(draft.cursor)

    async def end(self, closed: bool) -> None:
        """Write down the last of it; `closed` by the user it does not come back."""
        await self.recorder.end(closed)

    @work(group="texts", exclusive=True)
    async def action_earlier(self) -> None:
        """Choose among all texts that the console ever had, and those of closed ones."""
        await self.recorder.look()
        if draft := await self.app.push_screen_wait(Texts(self.recorder.log, self.memory.shelf)):
            self.show(draft)
            self.editor.focus()

    def _warn(self, sentence: str) -> None:
        self.notify(sentence, title="Journal", severity="warning", markup=False)
