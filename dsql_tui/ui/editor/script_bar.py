"""The bar below the editor: the script's file, and actions on the script."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work

from dsql_tui.events import Run
from dsql_tui.execution.autosave import Autosave
from dsql_tui.execution.history import LocalFiles
from dsql_tui.execution.threads import in_thread
from dsql_tui.sql.statements import Statement
from dsql_tui.store.draft import READ_AGAIN, Draft
from dsql_tui.store.history import HistoryError
from dsql_tui.store.journal import Journal
from dsql_tui.store.script_file import ScriptFile, ScriptFileError
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.earlier_versions import EarlierVersionsDialog
from dsql_tui.ui.dialogs.history import HistoryDialog
from dsql_tui.ui.dialogs.menu import Entry
from dsql_tui.ui.dialogs.saved_queries import SavedQueriesDialog
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.editor.external_editor import EditorFailed, suspend_and_edit
from dsql_tui.ui.editor.file_bar import FileBar


class ScriptBar(FileBar):
    """Saves the journal of its editor and the history of its runs, and holds the script's file."""

    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("B", "rename this console", "name", "console"),
        Entry("h", "history", "history", "script"),
        Entry("H", "earlier versions", "earlier", "script"),
        Entry("j", "saved queries", "saved", "script"),
        Entry("o", "open a file", "open_file", "script"),
        Entry("S", "save as", "save_as", "script"),
        Entry("E", "edit in $EDITOR", "edit", "script"),
    )

    def __init__(self, editor: SqlEditor, files: LocalFiles, number: int) -> None:
        super().__init__(editor)
        self.files = files
        self.autosave = Autosave(files.journals, self.draft, self.warn)
        self.kept: dict[str, str] = {}
        """The statements of the current run that go into the history, with their history texts."""
        self._unwritten: list[Run] = []
        """Runs that are not in the history yet."""
        self._writing = False
        """True while a worker writes the history."""
        self.number = str(number)
        """The number of the console in its workbench, from 1; closed ones count."""
        self.given_name = ""
        """The name that the user gave to the console."""

    def on_mount(self) -> None:
        self.run_worker(self.autosave.run(), group="journal")
        self.run_worker(self.watch_file(), group="watch")

    @property
    def title(self) -> str:
        """The console's own name, or else its file's, or else its number."""
        return self.given_name or (self.file.name if self.file else self.number)

    def draft(self) -> Draft:
        """Return what the console holds, for the journal."""
        document, file, cursor = self.editor.document, self.file, self.editor.cursor_location
        return Draft(
            tuple(document.lines),
            cursor,
            str(file.path) if file else "",
            file.encoding if file else "utf-8",
            file.stamp if file else "",
            document.newline,
            self.given_name,
        )

    async def restore(self, log: Journal) -> None:
        """Restore the text of a console from its journal, and continue the journal."""
        await self.autosave.adopt(log)
        if (draft := log.draft) and draft.stamp == READ_AGAIN:
            await self.open(Path(draft.path))
        elif draft:
            self.load_draft(draft)

    def load_draft(self, draft: Draft) -> None:
        """Show the text, file and name of another console."""
        self.editor.text = draft.text
        self.editor.move_cursor(draft.cursor)
        self._rename(draft.name)
        if draft.path:
            self.set_file(ScriptFile(Path(draft.path), draft.encoding, draft.stamp))

    def show(self, draft: Draft) -> None:
        """Put a text into the editor; undo restores the previous one."""
        self.editor.replace("\n".join(draft.lines), (0, 0), self.editor.document.end)
        self.editor.move_cursor(draft.cursor)

    async def save_draft(self) -> None:
        """Save the text to the journal."""
        await self.autosave.save()

    async def end(self, closed: bool) -> None:
        """Save the text; if the user `closed` the console, it is not restored."""
        await self.autosave.end(closed)

    async def choose_history(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """Before statements run, note which go into the history; return the statements.

        Statements that begin with a space are left out, as in shells, and so are the queries of
        backslash commands.
        """
        lines = self.editor.document.lines
        places = [(each.text, *self.editor.document.location(each.start)) for each in statements]
        self.kept = {text: text for text, row, at in places if not lines[row][:at].isspace()}
        self.autosave.private |= {text for text, *_ in places} - self.kept.keys()
        return statements

    def set_history_text(self, written: str, text: str, shown: str) -> None:
        """Map a statement to its history text, if what the user wrote goes into the history."""
        if written in self.kept:
            self.kept[text] = shown

    def note(self, run: Run) -> None:
        """After a run, add it to the history; runs that end during a write are written together."""
        if kept := self.kept.get(run.statement):
            self._unwritten.append(run._replace(statement=kept))
            if not self._writing:
                self._writing = True
                self._write_history()

    @work(group="history")
    async def _write_history(self) -> None:
        try:
            while self._unwritten:
                runs, self._unwritten = self._unwritten, []
                kept = await self.files.add_to_history(runs)
                left_out = {run.statement for run, keep in zip(runs, kept, strict=True) if not keep}
                self.autosave.private |= left_out
        except HistoryError as error:
            self.warn(str(error))
        finally:
            self._writing = False

    @work(group="texts", exclusive=True)
    async def action_history(self) -> None:
        """Choose from the history."""
        if wanted := await self.app.push_screen_wait(HistoryDialog(self.files.history)):
            self.post_message(wanted)

    @work(group="texts", exclusive=True)
    async def action_saved(self) -> None:
        """Choose from the saved queries, or save one."""
        chosen = await self.app.push_screen_wait(SavedQueriesDialog(self.files.queries))
        if isinstance(chosen, Path):
            await self.ask_and_open(chosen)
        elif isinstance(chosen, str):
            await self._save_query(chosen)
        elif chosen is not None:
            self.post_message(chosen)

    async def _save_query(self, name: str) -> None:
        text = ";\n\n".join(each.text for each in self.editor.statements) + ";"
        try:
            path = await in_thread(partial(self.files.queries.save, name, text))
        except ScriptFileError as problem:
            self.warn(str(problem))
        else:
            self.notify(f"Saved in {path}.", markup=False)

    @work(group="texts", exclusive=True)
    async def action_earlier(self) -> None:
        """Choose from the earlier texts of this console and of closed ones."""
        await self.autosave.save()
        if draft := await self.app.push_screen_wait(
            EarlierVersionsDialog(self.autosave.journal, self.files.journals)
        ):
            self.show(draft)
            self.editor.focus()

    @work(group="name", exclusive=True)
    async def action_name(self) -> None:
        """Ask for a name; an empty one restores the default."""
        ask = AskDialog("Name of this console", self.given_name)
        if (name := await self.app.push_screen_wait(ask)) is not None:
            self._rename(name.strip())

    def _rename(self, name: str) -> None:
        self.given_name = name
        self.post_message(self.Renamed(self))

    def action_edit(self) -> None:
        """Edit the script in the user's editor, which takes over the terminal."""
        try:
            text = suspend_and_edit(self.app, self.editor.text)
        except EditorFailed as failure:
            self.warn(str(failure))
        else:
            if text.removesuffix("\n") != self.editor.text.removesuffix("\n"):
                self.editor.replace(text, (0, 0), self.editor.document.end)
