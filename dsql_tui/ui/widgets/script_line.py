"""The line below the editor: what there is to know of a script beside its text."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import SuspendNotSupported
from textual.message import Message
from textual.widgets import Static

from dsql_tui.events import Run
from dsql_tui.results.text import visible
from dsql_tui.sql.scan import Statement
from dsql_tui.store.history import HistoryUnusable
from dsql_tui.store.journal import Draft, Log
from dsql_tui.store.script_file import ChangedOnDisk, FileProblem, ScriptFile, read_script
from dsql_tui.ui.memory import Memory
from dsql_tui.ui.outside import EditorFailed, edited
from dsql_tui.ui.recorder import Recorder
from dsql_tui.ui.screens.ask import Ask
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.screens.history import Past
from dsql_tui.ui.screens.menu import Entry
from dsql_tui.ui.screens.saved import Saved
from dsql_tui.ui.screens.texts import Texts
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.editor import SqlEditor

_PACE = 1.0
"""Seconds between looks at the file."""


class ScriptLine(Static):
    """Keeps the journal of its editor and the history of its runs, and knows the script's file."""

    DEFAULT_CSS = """
    ScriptLine { height: 1; display: none; padding: 0 1; color: $text-muted; }
    ScriptLine.-filed { display: block; }
    """
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("B", "name this console", "name", "console"),
        Entry("h", "history", "history", "script"),
        Entry("H", "earlier texts", "earlier", "script"),
        Entry("j", "saved queries", "saved", "script"),
        Entry("o", "open a file", "open_file", "script"),
        Entry("S", "save as", "save_as", "script"),
        Entry("E", "edit in $EDITOR", "edit", "script"),
    )

    @dataclass
    class Called(Message):
        """The script is called otherwise now."""

        line: ScriptLine

    def __init__(self, editor: SqlEditor, memory: Memory, number: int) -> None:
        super().__init__(markup=False)
        self.editor = editor
        self.memory = memory
        self.recorder = Recorder(memory.shelf, self.draft, self._warn)
        self.kept: dict[str, str] = {}
        """Statements of the run under way that go into the history, and as what they do."""
        self.number = str(number)
        """Which one it is of its workbench's, from 1; closed ones count."""
        self.given = ""
        """The name that the user has given to it."""
        self.file: ScriptFile | None = None
        self.saved: tuple[str, ...] | None = None
        """The lines that the file has; `None` where that is not known."""
        self.overtaken = False
        """Has another program written the file since?"""

    def on_mount(self) -> None:
        self.run_worker(self.recorder.keep(), group="journal")
        self.run_worker(self._attend(), group="attend")

    @property
    def called(self) -> str:
        """The name that it was given, or else its file's, or else its number."""
        return self.given or (self.file.name if self.file else self.number)

    def draft(self) -> Draft:
        """What the console holds."""
        document, file = self.editor.document, self.file
        return Draft(
            tuple(document.lines),
            self.editor.cursor_location,
            str(file.path) if file else "",
            file.encoding if file else "utf-8",
            file.stamp if file else "",
            document.newline,
            self.given,
        )

    async def restore(self, log: Log) -> None:
        """Go on with the text of a console that was lost, in its journal."""
        await self.recorder.adopt(log)
        if draft := log.draft:
            self.editor.text = draft.text
            self.editor.move_cursor(draft.cursor)
            self._call(draft.name)
            if draft.path:
                self._filed(ScriptFile(Path(draft.path), draft.encoding, draft.stamp))

    def show(self, draft: Draft) -> None:
        """Put a text into the editor; undo leads back."""
        self.editor.replace("\n".join(draft.lines), (0, 0), self.editor.document.end)
        self.editor.move_cursor(draft.cursor)

    async def end(self, closed: bool) -> None:
        """Write down the last of it; `closed` by the user it does not come back."""
        await self.recorder.end(closed)

    async def look(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """Before statements run: note which of them are to be kept.

        Not those that begin with a space, as in shells, nor what a backslash command looks up.
        """
        lines = self.editor.document.lines
        places = [(each.text, *self.editor.document.location(each.start)) for each in statements]
        self.kept = {
            text: text for text, row, column in places if not lines[row][:column].isspace()
        }
        return statements

    def keep(self, written: str, text: str, shown: str) -> None:
        """What is written comes to a statement, kept as what is to be shown; if that is kept."""
        if written in self.kept:
            self.kept[text] = shown

    def note(self, run: Run) -> None:
        """After a run: put it into the history."""
        if kept := self.kept.get(run.statement):
            self._keep(replace(run, statement=kept))

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
    async def action_saved(self) -> None:
        """Choose among the saved queries, or save one."""
        chosen = await self.app.push_screen_wait(Saved(self.memory.queries))
        if isinstance(chosen, Path):
            await self.open(chosen)
        elif isinstance(chosen, str):
            await self._keep_query(chosen)
        elif chosen is not None:
            self.post_message(chosen)

    async def _keep_query(self, name: str) -> None:
        text = ";\n\n".join(each.text for each in self.editor.statements)
        try:
            path = await in_thread(partial(self.memory.queries.save, name, f"{text};"))
        except FileProblem as problem:
            self._warn(str(problem))
        else:
            self.notify(f"Saved in {path}.", markup=False)

    @work(group="texts", exclusive=True)
    async def action_earlier(self) -> None:
        """Choose among all texts that the console ever had, and those of closed ones."""
        await self.recorder.look()
        if draft := await self.app.push_screen_wait(Texts(self.recorder.log, self.memory.shelf)):
            self.show(draft)
            self.editor.focus()

    @work(group="name", exclusive=True)
    async def action_name(self) -> None:
        """Ask for a name; without one it is called as it was before it had one."""
        name = await self.app.push_screen_wait(Ask("What is this console called?", self.given))
        if name is not None:
            self._call(name.strip())

    def _call(self, name: str) -> None:
        self.given = name
        self.post_message(self.Called(self))

    @work(group="file", exclusive=True)
    async def action_open_file(self) -> None:
        """Read a file into this console; what it held is among its earlier texts."""
        at = str(self.file.path) if self.file else f"{Path.cwd()}/"
        if name := await self.app.push_screen_wait(Ask("Which file is to be opened?", at)):
            await self.open(Path(name).expanduser())

    async def open(self, path: Path) -> None:
        """Read a file into this console, or say why that cannot be."""
        await self.recorder.look()
        try:
            file, text = await in_thread(lambda: read_script(path))
        except FileProblem as problem:
            self._warn(str(problem))
            return
        self.editor.text = text
        self.saved = tuple(self.editor.document.lines)
        self._filed(file)
        self.editor.focus()

    @work(group="file", exclusive=True)
    async def action_save(self) -> None:
        """Write the script into its file, or ask for one."""
        await (self._save(self.file) if self.file else self._save_as())

    @work(group="file", exclusive=True)
    async def action_save_as(self) -> None:
        """Ask for a file, and write the script into it."""
        await self._save_as()

    async def _save_as(self) -> None:
        at = str(self.file.path) if self.file else f"{Path.cwd()}/"
        if name := await self.app.push_screen_wait(Ask("Into which file?", at)):
            await self._save(ScriptFile(Path(name).expanduser().absolute()))

    async def _save(self, file: ScriptFile, force: bool = False) -> None:
        text, lines = self.editor.text, tuple(self.editor.document.lines)
        try:
            saved = await in_thread(lambda: file.save(text, force))
        except ChangedOnDisk as problem:
            question = (
                f"{problem} Write over it?" if file.stamp else f"{file.name} exists. Replace?"
            )
            if await self.app.push_screen_wait(Confirm(question)):
                await self._save(file, force=True)
        except FileProblem as problem:
            self._warn(str(problem))
        else:
            self.saved = lines
            self._filed(saved)

    def _filed(self, file: ScriptFile) -> None:
        self.file, self.overtaken = file, False
        self._tell()
        self.post_message(self.Called(self))

    async def _attend(self) -> None:
        """Notice when another program writes the file."""
        while True:
            await asyncio.sleep(_PACE)
            if file := self.file:
                changed = await in_thread(partial(getattr, file, "changed"))
                if changed and not self.overtaken and file is self.file:
                    self.overtaken = True
                    self._warn(f"{file.name} was changed by another program. Ctrl+O o reads it.")
                self._tell()

    def _tell(self) -> None:
        if self.file is None:
            return
        unsaved = "" if tuple(self.editor.document.lines) == self.saved else "  not saved"
        overtaken = "  changed by another program" if self.overtaken else ""
        self.update(f"{visible(str(self.file.path))}{unsaved}{overtaken}")
        self.add_class("-filed")

    def action_edit(self) -> None:
        """Edit the script in the user's editor, which has the terminal meanwhile."""
        try:
            with self.app.suspend():
                text = edited(self.editor.text)
        except SuspendNotSupported:
            self._warn("This terminal cannot be lent to another program.")
        except EditorFailed as failure:
            self._warn(str(failure))
        else:
            if text.removesuffix("\n") != self.editor.text.removesuffix("\n"):
                self.editor.replace(text, (0, 0), self.editor.document.end)

    def _warn(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", markup=False)
