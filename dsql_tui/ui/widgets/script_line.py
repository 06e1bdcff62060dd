"""The line below the editor: what there is to know of a script beside its text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.widgets import Static

from dsql_tui.events import Run
from dsql_tui.sql.scan import Statement
from dsql_tui.store.history import HistoryUnusable
from dsql_tui.store.journal import Draft, Log
from dsql_tui.ui.memory import Memory
from dsql_tui.ui.recorder import Recorder
from dsql_tui.ui.screens.history import Past
from dsql_tui.ui.screens.menu import Entry
from dsql_tui.ui.screens.texts import Texts
from dsql_tui.ui.widgets.editor import SqlEditor


class ScriptLine(Static):
    """Keeps the journal of its editor and the history of its runs, and leads back to both."""

    DEFAULT_CSS = """
    ScriptLine { height: 1; display: none; }
    """
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("h", "history", "history", "script"),
        Entry("H", "earlier texts", "earlier", "script"),
    )

    def __init__(self, editor: SqlEditor, memory: Memory) -> None:
        super().__init__(markup=False)
        self.editor = editor
        self.memory = memory
        self.recorder = Recorder(memory.shelf, self.draft, self._warn)
        self.unkept: frozenset[str] = frozenset()
        """Statements of the run under way that begin with a space, as shells have it."""

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

    async def look(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """Before statements run: note which of them are not to be kept."""
        lines = self.editor.document.lines
        places = [(each, self.editor.document.location(each.start)) for each in statements]
        self.unkept = frozenset(
            each.text for each, (row, column) in places if column and lines[row][:column].isspace()
        )
        return statements

    def note(self, run: Run) -> None:
        """After a run: put it into the history."""
        if run.statement not in self.unkept:
            self._keep(run)

    @work(group="history")
    async def _keep(self, run: Run) -> None:
        try:
            await self.memory.keep(run)
        except HistoryUnusable as error:
            self._warn(str(error))

    @work(group="texts", exclusive=True)
    async def action_history(self) -> None:
        """Choose among all past runs."""
        if wanted := await self.app.push_screen_wait(Past(self.memory.history)):
            self.post_message(wanted)

    @work(group="texts", exclusive=True)
    async def action_earlier(self) -> None:
        """Choose among all texts that the console ever had, and those of closed ones."""
        await self.recorder.look()
        if draft := await self.app.push_screen_wait(Texts(self.recorder.log, self.memory.shelf)):
            self.show(draft)
            self.editor.focus()

    def _warn(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", markup=False)
