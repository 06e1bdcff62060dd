"""A file into a table: which, how it is read, and how far it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Checkbox, Input, RadioButton, RadioSet, Static

from dsql_tui.aws.identity import AwsError
from dsql_tui.db.catalog import CatalogRefused
from dsql_tui.db.loading import LoadRefused
from dsql_tui.db.session import OpeningRefused
from dsql_tui.importing import Import, Mark, OutcomeUnknown, TooManyRejected, Word, rejects_of
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import Missing
from dsql_tui.results.records import KINDS, Layout, kind_of
from dsql_tui.results.text import visible
from dsql_tui.ui.screens.change import field
from dsql_tui.ui.screens.dialog import Dialog
from dsql_tui.ui.threads import in_thread, turned


class ImportFile(Dialog[None]):
    """Asks for what an import needs, and shows how far it is."""

    DEFAULT_CSS = """
    ImportFile { align: center middle; background: $background 60%; }
    ImportFile > VerticalScroll {
        width: 90%;
        max-width: 84;
        height: auto;
        max-height: 100%;
        padding: 0 1;
        border: round $primary;
        background: $surface;
    }
    ImportFile Input { border: round $foreground 40%; background: $surface; padding: 0; height: 3; }
    ImportFile Input:focus { border: round $primary; }
    ImportFile Checkbox { border: none; padding: 0; background: $surface; }
    ImportFile RadioSet { width: 1fr; padding: 0; }
    ImportFile RadioSet, ImportFile RadioSet:focus { border: none; background: $surface; }
    ImportFile RadioButton { border: none; padding: 0; background: $surface; }
    ImportFile #anew, ImportFile #words { display: none; }
    ImportFile #anew.-asked, ImportFile #words.-asked { display: block; }
    ImportFile #said { height: auto; padding: 0 1; }
    ImportFile .note { height: auto; color: $text-muted; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,ctrl+j", "go", "Import", tooltip="Bring it in.", id="import.go"),
        Binding("escape", "leave", "Leave", tooltip="Stop, or go back.", id="import.leave"),
    ]

    said = getters.query_one("#said", Static)
    anew = getters.query_one("#anew", Checkbox)
    words = getters.query_one("#words", RadioSet)

    def __init__(
        self,
        access: Access,
        folder: Path,
        permit: Callable[[str], Awaitable[bool]],
        path: str = "",
        table: str = "",
        columns: str = "",
    ) -> None:
        super().__init__()
        self.filled = (path, table, columns)
        """What is filled in at first."""
        self.access = access
        self.folder = folder
        """Where a file is whose name has no folder."""
        self.permit = permit
        """Asked whether a change, in words, may be made."""
        self.going = False
        self.stopping = False
        """Does the user want it to end after the batch that is under way?"""

    def compose(self) -> ComposeResult:
        path, table, columns = self.filled
        with VerticalScroll(can_focus=False) as box:
            box.border_title = "Import"
            box.border_subtitle = "Ctrl+S brings it in · Esc stops"
            yield field("path", "File", path, "rows.csv, .tsv or .jsonl, packed or not")
            yield field("table", "Into the table", table, "as SQL writes its name")
            yield field("columns", "Columns", columns, "a, b, c; empty: as the file says")
            yield Checkbox("names of the columns are in the first line", True, id="header")
            yield Checkbox("begin anew, although it stopped half way", False, id="anew")
            with RadioSet(id="words"):
                yield RadioButton("those rows are in the table: go on after them")
                yield RadioButton("they are not: send them again")
            yield Static(
                "3,000 rows at a time, each time a transaction. Rows that the table does not take "
                "go to a file beside this one, with the reason.",
                classes="note",
            )
            yield Static(id="said", markup=False)

    @property
    def word(self) -> Word:
        """What is said of rows whose outcome is unknown."""
        said: tuple[Word, ...] = ("after", "from")
        place = self.words.pressed_index
        return said[place] if self.words.has_class("-asked") and place >= 0 else ""

    @on(Input.Submitted)
    @work(group="import", exclusive=True)
    async def action_go(self) -> None:
        """Bring it in, or say what is missing."""
        if self.going:
            return
        try:
            bringing = self._import()
        except ValueError as error:
            self._say(str(error))
            return
        mark = await in_thread(bringing.mark)
        if mark and not self.anew.has_class("-asked"):
            self.anew.add_class("-asked")
            self._say(f"It stopped before: {mark.told}. Ctrl+S again goes on there.")
            return
        if mark and self.words.has_class("-asked") and not (self.word or self.anew.value):
            self._say("Are those rows in the table, or not?")
            return
        if await self.permit(f"the rows of {bringing.path.name} into {bringing.table}"):
            await self._bring(bringing, None if self.anew.value else mark)

    def action_leave(self) -> None:
        """Stop after the batch that is under way, or go back."""
        if self.going:
            self.stopping = True
            self._say("Stopping after the rows that are under way …")
        else:
            self.dismiss()

    async def _bring(self, bringing: Import, mark: Mark | None) -> None:
        self.going, self.stopping = True, False
        try:
            async with aclosing(turned(bringing.run(mark, self.word))) as marks:
                async for mark in marks:
                    self._say(f"{mark.told} · {mark.share:.0%} … Esc stops.")
                    if self.stopping:
                        break
        except LoadRefused as error:
            self._say(_refused(error))
        except OutcomeUnknown as error:
            self.words.add_class("-asked")
            self.anew.add_class("-asked")
            self._say(f"{error}. Look, choose above what is true, and Ctrl+S goes on.")
        except TooManyRejected as error:
            self._say(f"{error} See {bringing.rejects}.")
        except (AwsError, CatalogRefused, Missing, OpeningRefused, ValueError) as error:
            self._say(f"It stopped. {error}")
        except OSError as error:
            self._say(f"{error.filename or bringing.path}: {error.strerror or error}.")
        else:
            self._end(bringing, mark)
        finally:
            self.going = False

    def _end(self, bringing: Import, mark: Mark | None) -> None:
        told = mark.told if mark else "There are no rows in it"
        if self.stopping:
            self._say(f"Stopped: {told}. The same import goes on there.")
            return
        if mark and mark.rejected:
            told += f"; {bringing.rejects} says why"
        self.app.notify(
            visible(f"{told}."),
            severity="warning" if mark and mark.rejected else "information",
            markup=False,
        )
        self.dismiss()

    def _import(self) -> Import:
        """What is filled in.

        Raises:
            ValueError: something is missing, with a sentence for the user.
        """
        name, table, columns = (
            self.query_one(f"#{each}", Input).value.strip() for each in ("path", "table", "columns")
        )
        path = self.folder / Path(name).expanduser()
        kind = kind_of(path)
        if kind is None:
            raise ValueError(f"Its name has to end in one of: {', '.join(KINDS)}.")
        if not table:
            raise ValueError("Into which table?")
        names = tuple(each.strip() for each in columns.split(",") if each.strip())
        layout = Layout(kind, names, self.query_one("#header", Checkbox).value)
        return Import(self.access, table, path, layout, rejects_of(path))

    def _say(self, sentence: str) -> None:
        self.said.update(visible(sentence))


def _refused(error: LoadRefused) -> str:
    refusal = error.refusal
    words = f"Refused {refusal.sqlstate or ''}: {refusal.message}"
    if refusal.lost:
        return (
            f"{words} What was under way may be in or not. The same import sends it again: "
            "a key of the table refuses rows that are there, so none comes twice."
        )
    return words
