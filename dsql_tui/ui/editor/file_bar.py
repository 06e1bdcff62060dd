"""The file of a script: open it, save it, and notice changes by other programs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from textual import work
from textual.message import Message
from textual.widgets import Static

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.store.script_file import ChangedOnDisk, ScriptFile, ScriptFileError, read_script
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.missing_folder import offer_folder
from dsql_tui.ui.dialogs.path_input import PathDialog
from dsql_tui.ui.editor.editor import SqlEditor

_CHECK_INTERVAL = 1.0
"""Seconds between checks of the file."""


class Opened(NamedTuple):
    """A script in whose place a file was opened."""

    lines: tuple[str, ...]
    newline: str
    file: ScriptFile | None
    saved: tuple[str, ...] | None


class FileBar(Static):
    """Holds the file of its editor's script, and shows it."""

    DEFAULT_CSS = """
    FileBar { height: 1; display: none; padding: 0 1; color: $text-muted; }
    FileBar.-file { display: block; }
    """

    @dataclass
    class Renamed(Message):
        """The console has another name."""

        line: FileBar

    def __init__(self, editor: SqlEditor) -> None:
        super().__init__(markup=False)
        self.editor = editor
        self.file: ScriptFile | None = None
        self.saved: tuple[str, ...] | None = None
        """The lines in the file; `None` if unknown."""
        self.changed_on_disk = False
        """Whether another program has written the file since."""
        self.before: Opened | None = None
        """The script before the last file was opened, for undo."""

    async def save_draft(self) -> None:
        """Save the text before another one takes its place."""

    @work(group="file", exclusive=True)
    async def action_open_file(self) -> None:
        """Open a file in this console; its text stays among the earlier texts."""
        ask = PathDialog("Open file", _suggest_path(self.file))
        if name := await self.app.push_screen_wait(ask):
            await self.ask_and_open(Path(name).expanduser())

    async def ask_and_open(self, path: Path) -> None:
        """Open a file in this console; ask first if its text is not saved."""
        question = (
            f"The script is not saved. Open {make_visible(path.name)} in its place? "
            "Ctrl+Z brings the script back."
        )
        if not self.unsaved or await self.app.push_screen_wait(ConfirmDialog(question)):
            await self.open(path)

    @property
    def unsaved(self) -> bool:
        """Whether the script has text that is in no file."""
        lines = self.editor.document.lines
        if self.file is None:
            return any(line.strip() for line in lines)
        return tuple(lines) != self.saved

    async def open(self, path: Path) -> None:
        """Open a file in this console, or report why it cannot be opened."""
        await self.save_draft()
        try:
            file, text = await in_thread(lambda: read_script(path))
        except ScriptFileError as problem:
            self.warn(str(problem))
            return
        document = self.editor.document
        before = Opened(tuple(document.lines), document.newline, self.file, self.saved)
        self.editor.load(text)
        self.saved = tuple(self.editor.document.lines)
        self.set_file(file)
        self.before = before
        self.editor.focus()

    @work(group="file", exclusive=True)
    async def action_save(self) -> None:
        """Save the script to its file, or ask for one."""
        self.follow_undo()
        await (self.save_to(self.file) if self.file else self._save_as())

    @work(group="file", exclusive=True)
    async def action_save_as(self) -> None:
        """Ask for a file and save the script to it."""
        await self._save_as()

    async def _save_as(self) -> None:
        if name := await self.app.push_screen_wait(PathDialog("Save as", _suggest_path(self.file))):
            await self.save_to(ScriptFile(Path(name).expanduser().absolute()))

    async def save_to(self, file: ScriptFile, force: bool = False) -> None:
        """Save the script to a file; ask before replacing what somebody else wrote."""
        text, lines = self.editor.text, tuple(self.editor.document.lines)
        try:
            if not await offer_folder(self.app, file.path):
                return
            saved = await in_thread(lambda: file.save(text, force))
        except ChangedOnDisk as problem:
            question = (
                f"{problem} Overwrite it?" if file.stamp else f"{file.name} exists. Replace it?"
            )
            if await self.app.push_screen_wait(ConfirmDialog(question)):
                await self.save_to(file, force=True)
        except ScriptFileError as problem:
            self.warn(str(problem))
        except (OSError, ValueError) as error:
            self.warn(make_visible(f"{file.path} cannot be written: {error}."))
        else:
            self.saved = lines
            self.set_file(saved)

    def set_file(self, file: ScriptFile | None) -> None:
        """Use a file, or none, for the script."""
        self.file, self.changed_on_disk, self.before = file, False, None
        self.set_class(file is not None, "-file")
        self._show_file()
        self.post_message(self.Renamed(self))

    async def watch_file(self) -> None:
        """Report when another program writes the file."""
        while True:
            await asyncio.sleep(_CHECK_INTERVAL)
            if file := self.file:
                changed = await in_thread(partial(getattr, file, "changed"))
                if changed and not self.changed_on_disk and file is self.file:
                    self.changed_on_disk = True
                    self.warn(
                        f"{file.name} was changed by another program. Press Ctrl+O o to reopen it."
                    )
                self._show_file()

    def follow_undo(self) -> None:
        """Take back the file of the script if undo has brought back the script."""
        before, document = self.before, self.editor.document
        if before and before.file != self.file and tuple(document.lines) == before.lines:
            document.use_newline_of(before.newline)
            self.saved = before.saved
            self.set_file(before.file)

    def _show_file(self) -> None:
        self.follow_undo()
        if self.file is None:
            return
        unsaved = "" if tuple(self.editor.document.lines) == self.saved else "  not saved"
        changed = "  changed on disk" if self.changed_on_disk else ""
        self.update(f"{make_visible(str(self.file.path))}{unsaved}{changed}")
        self.add_class("-file")

    def warn(self, sentence: str) -> None:
        """Show a warning."""
        self.notify(sentence, severity="warning", markup=False)


def _suggest_path(file: ScriptFile | None) -> str:
    """Return the path to show where one is asked for."""
    return str(file.path) if file else f"{Path.cwd()}/"
