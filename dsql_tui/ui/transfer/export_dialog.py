"""The dialog that exports rows: which rows, in which format, to which file."""

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
from textual.widgets import Input, RadioSet, Static

from dsql_tui.aws.errors import AwsError
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.execution.threads import in_thread, iterate_in_thread
from dsql_tui.results.formats import FORMATS
from dsql_tui.results.formats.compression import detect_format
from dsql_tui.results.formats.format import Format, FormatError, Options
from dsql_tui.results.text import format_size, make_visible, pluralize
from dsql_tui.store.export import ExportProgress, export_rows
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.dialogs.form_fields import LineField
from dsql_tui.ui.dialogs.missing_folder import offer_folder
from dsql_tui.ui.dialogs.path_input import PathField, PathInput
from dsql_tui.ui.toggles import Checkbox, RadioButton
from dsql_tui.ui.transfer.export_sources import Cancelled, RunError, Source

FILE_FORMATS = tuple(each for each in FORMATS if each.name not in ("in", "table"))
"""The formats for files; the others are for clipboards and terminals."""


class ExportDialog(Dialog[None]):
    """Asks what to export, and shows the progress."""

    DEFAULT_CSS = """
    ExportDialog #formats { layout: grid; grid-size: 4; grid-rows: 1; height: 2; margin: 1 0; }
    ExportDialog #table { display: none; }
    ExportDialog.-insert #table { display: block; }
    ExportDialog .note { height: auto; color: $text-muted; padding: 0 1; }
    ExportDialog #message { height: auto; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,ctrl+j", "export", "Export", tooltip="Write the file.", id="export.go"),
        Binding(
            "escape", "leave", "Cancel", tooltip="Cancel the export, or close.", id="export.leave"
        ),
    ]

    path = getters.query_one("#path", Input)
    message = getters.query_one("#message", Static)

    def __init__(self, sources: Sequence[Source], folder: Path) -> None:
        """Create the dialog.

        Args:
            sources: The rows to choose from.
            folder: The folder of a file name without one.
        """
        super().__init__()
        self.sources = sources
        self.folder = folder
        self.exporting: Source | None = None
        """The rows that are being exported."""
        self._to_replace: Path | None = None
        """An existing file that is replaced if the user exports again."""

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with VerticalScroll(classes="frame", can_focus=False) as frame:
            frame.border_title = "Export"
            frame.border_subtitle = "Ctrl+S exports · Esc cancels"
            with RadioSet(id="sources", compact=True):
                for number, source in enumerate(self.sources):
                    label = Content(make_visible(source.label))
                    yield RadioButton(label, number == 0, compact=True)
            with RadioSet(id="formats", compact=True):
                for number, each in enumerate(FILE_FORMATS):
                    yield RadioButton(each.title, number == 0, compact=True)
            name = f"result{FILE_FORMATS[0].suffix}"
            yield PathField("path", "File", name, "", self.folder)
            yield LineField("table", "Table of the INSERT statements", Options().table)
            yield Checkbox("write column names first", True, id="header", compact=True)
            yield Static("A file whose name ends in .gz or .zst is compressed.", classes="note")
            yield Static(id="message", markup=False)

    def on_mount(self) -> None:
        """Focus the file name."""
        self.path.focus()

    def on_unmount(self) -> None:
        """Cancel an export that is running."""
        self._cancel()

    @property
    def format(self) -> Format:
        """The format that the file name ends with, or else the chosen one."""
        named, _ = detect_format(Path(self.path.value.strip()))
        chosen = FILE_FORMATS[max(self.query_one("#formats", RadioSet).pressed_index, 0)]
        return named if named in FILE_FORMATS else chosen

    @property
    def source(self) -> Source:
        """The chosen rows."""
        return self.sources[max(self.query_one("#sources", RadioSet).pressed_index, 0)]

    @on(PathInput.Choices)
    def show_choices(self, message: PathInput.Choices) -> None:
        """List the names that the path can be completed with."""
        self._say(str(message))

    @on(RadioSet.Changed, "#formats")
    def change_suffix(self, event: RadioSet.Changed) -> None:
        """Give the file the suffix of the chosen format."""
        chosen = FILE_FORMATS[max(event.index, 0)]
        path = Path(self.path.value)
        before, compression = detect_format(path)
        if before and before != chosen:
            end = len(path.name) - len(compression.suffix)
            stem = path.name[: end - len(before.suffix)]
            self.path.value = str(path.with_name(f"{stem}{chosen.suffix}{path.name[end:]}"))
        self.set_class(self.format.name == "insert", "-insert")

    @on(Input.Changed, "#path")
    def choose_format(self) -> None:
        """Choose the format that the file name ends with."""
        button = self.query("#formats RadioButton")[FILE_FORMATS.index(self.format)]
        assert isinstance(button, RadioButton)
        button.value = True

    @on(Input.Submitted)
    @work(group="export", exclusive=True)
    async def action_export(self) -> None:
        """Write the file; an existing one is replaced only when asked twice."""
        if self.exporting:
            return
        path = self.folder / Path(self.path.value.strip()).expanduser()
        if await in_thread(path.is_dir):
            self._say("This is a folder. Type a file name.")
        elif await in_thread(path.exists) and path != self._to_replace:
            self._to_replace = path
            self._say(f"{path} already exists. Press Ctrl+S again to replace it.")
        elif await self._offer_folder(path):
            await self._write(path)

    def action_leave(self) -> None:
        """Cancel the export, or close."""
        if self.exporting:
            self._cancel()
        else:
            self.dismiss()

    async def _offer_folder(self, path: Path) -> bool:
        try:
            return await offer_folder(self.app, path)
        except OSError as error:
            self._say(f"{path.parent} could not be created: {error.strerror or error}.")
            return False

    async def _write(self, path: Path) -> None:
        self.exporting = source = self.source
        started = monotonic()
        try:
            async for progress in iterate_in_thread(
                _export(source, self.format, self._options, path)
            ):
                self._say(f"{_summarize(progress, monotonic() - started)} … Esc cancels.")
        except Cancelled:
            self._say("Cancelled. Nothing was written.")
        except (AwsError, CatalogError, FormatError, ConnectError, RunError) as error:
            self._say(f"Nothing was written. {error}")
        except OSError as error:
            self._say(f"{path} could not be written: {error.strerror or error}.")
        else:
            summary = _summarize(progress, monotonic() - started)
            left_out = f" ({source.left_out})" if source.left_out else ""
            words = f"Exported {summary} to {path}{left_out}."
            self.app.notify(make_visible(words), markup=False)
            self.dismiss()
        finally:
            self.exporting = None

    @property
    def _options(self) -> Options:
        table = self.query_one("#table", Input).value.strip()
        return Options(self.query_one("#header", Checkbox).value, table or Options().table)

    def _cancel(self) -> None:
        if self.exporting:
            # In a thread of its own, because the screen may be closing.
            Thread(target=self.exporting.cancel, daemon=True).start()

    def _say(self, sentence: str) -> None:
        self.message.update(make_visible(sentence))


def _export(source: Source, form: Format, options: Options, path: Path) -> Iterator[ExportProgress]:
    with source.rows() as (columns, batches):
        yield from export_rows(columns, batches, form, options, path)


def _summarize(progress: ExportProgress, seconds: float) -> str:
    rows = pluralize(progress.rows, "row")
    return f"{rows} · {format_size(progress.size)} · {seconds:.1f} s"
