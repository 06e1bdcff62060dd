"""Rows into a file: which of them, in which format, where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Checkbox, Input, RadioButton, RadioSet, Static

from dsql_tui.aws.identity import AwsError
from dsql_tui.db.catalog import CatalogRefused
from dsql_tui.db.session import OpeningRefused
from dsql_tui.results.formats import FORMATS
from dsql_tui.results.formats.format import Format, FormatError, Options
from dsql_tui.results.formats.packing import named
from dsql_tui.results.text import sized, visible
from dsql_tui.store.exporting import Exported, export
from dsql_tui.ui.exporting import Cancelled, RunRefused, Source
from dsql_tui.ui.screens.change import field
from dsql_tui.ui.screens.dialog import Dialog
from dsql_tui.ui.threads import in_thread, turned

KINDS = tuple(kind for kind in FORMATS if kind.name not in ("in", "table"))
"""Formats for files; the others are for clipboards and terminals."""


class Export(Dialog[None]):
    """Asks for what an export needs, and shows how far it is."""

    DEFAULT_CSS = """
    Export { align: center middle; background: $background 60%; }
    Export > VerticalScroll {
        width: 90%;
        max-width: 84;
        height: auto;
        max-height: 100%;
        padding: 0 1;
        border: round $primary;
        background: $surface;
    }
    Export RadioSet { width: 1fr; padding: 0; }
    Export RadioSet, Export RadioSet:focus { border: none; background: $surface; }
    Export #kinds { layout: grid; grid-size: 4; grid-rows: 1; height: 2; margin: 1 0; }
    Export RadioButton, Export Checkbox { border: none; padding: 0; background: $surface; }
    Export Input { border: round $foreground 40%; background: $surface; padding: 0; height: 3; }
    Export Input:focus { border: round $primary; }
    Export #table { display: none; }
    Export.-insert #table { display: block; }
    Export .note { height: auto; color: $text-muted; padding: 0 1; }
    Export #said { height: auto; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,ctrl+j", "go", "Write it", tooltip="Write the file.", id="export.go"),
        Binding("escape", "leave", "Leave", tooltip="Cancel, or go back.", id="export.leave"),
    ]

    path = getters.query_one("#path", Input)
    said = getters.query_one("#said", Static)

    def __init__(self, sources: Sequence[Source], folder: Path) -> None:
        super().__init__()
        self.sources = sources
        self.folder = folder
        """Where a file goes whose name has no folder."""
        self.going: Source | None = None
        """What is being exported."""
        self._agreed: Path | None = None
        """A file that is there already, and may be replaced."""

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as box:
            box.border_title = "Export"
            box.border_subtitle = "Ctrl+S writes it · Esc cancels"
            with RadioSet(id="sources"):
                for number, source in enumerate(self.sources):
                    yield RadioButton(Content(visible(source.label)), number == 0)
            with RadioSet(id="kinds"):
                for number, kind in enumerate(KINDS):
                    yield RadioButton(kind.title, number == 0)
            yield field("path", "File", f"result{KINDS[0].suffix}")
            yield field("table", "Table that INSERT names", Options().table)
            yield Checkbox("names of the columns first", True, id="header")
            yield Static("A name that ends in .gz or .zst is packed.", classes="note")
            yield Static(id="said", markup=False)

    def on_mount(self) -> None:
        self.path.focus()

    def on_unmount(self) -> None:
        self._cancel()

    @property
    def kind(self) -> Format:
        """The format that is chosen."""
        return KINDS[max(self.query_one("#kinds", RadioSet).pressed_index, 0)]

    @property
    def source(self) -> Source:
        """The rows that are chosen."""
        return self.sources[max(self.query_one("#sources", RadioSet).pressed_index, 0)]

    @on(RadioSet.Changed, "#kinds")
    def suit(self) -> None:
        """Give the file the ending of the format that was chosen."""
        self.set_class(self.kind.name == "insert", "-insert")
        path = Path(self.path.value)
        before, packing = named(path)
        if before:
            stem = path.name.removesuffix(packing.suffix).removesuffix(before.suffix)
            name = f"{stem}{self.kind.suffix}{packing.suffix}"
            self.path.value = str(path.with_name(name))

    @on(Input.Submitted)
    @work(group="export", exclusive=True)
    async def action_go(self) -> None:
        """Write the file; one that is there is replaced only when asked twice."""
        if self.going:
            return
        path = self.folder / Path(self.path.value.strip()).expanduser()
        if await in_thread(path.is_dir):
            self._say("That is a folder: give the file a name.")
        elif await in_thread(path.exists) and path != self._agreed:
            self._agreed = path
            self._say(f"{path} is there already. Ctrl+S again replaces it.")
        else:
            await self._write(path)

    def action_leave(self) -> None:
        """Cancel what is being written, or go back."""
        if self.going:
            self._cancel()
        else:
            self.dismiss()

    async def _write(self, path: Path) -> None:
        self.going = source = self.source
        began = monotonic()
        try:
            async for exported in turned(_export(source, self.kind, self._options, path)):
                self._say(f"{_told(exported, monotonic() - began)} … Esc cancels.")
        except Cancelled:
            self._say("Cancelled; nothing was written.")
        except (AwsError, CatalogRefused, FormatError, OpeningRefused, RunRefused) as error:
            self._say(f"Nothing was written. {error}")
        except OSError as error:
            self._say(f"{path} was not written: {error.strerror or error}.")
        else:
            told = _told(exported, monotonic() - began)
            self.app.notify(visible(f"{told} written to {path}"), markup=False)
            self.dismiss()
        finally:
            self.going = None

    @property
    def _options(self) -> Options:
        table = self.query_one("#table", Input).value.strip()
        return Options(self.query_one("#header", Checkbox).value, table or Options().table)

    def _cancel(self) -> None:
        if self.going:
            # A thread of its own, since this may happen while the screen goes away.
            Thread(target=self.going.cancel, daemon=True).start()

    def _say(self, sentence: str) -> None:
        self.said.update(visible(sentence))


def _export(source: Source, kind: Format, options: Options, path: Path) -> Iterator[Exported]:
    with source.rows() as (columns, batches):
        yield from export(columns, batches, kind, options, path)


def _told(exported: Exported, seconds: float) -> str:
    rows = "1 row" if exported.rows == 1 else f"{exported.rows:,} rows"
    return f"{rows} · {sized(exported.size)} · {seconds:.1f} s"
