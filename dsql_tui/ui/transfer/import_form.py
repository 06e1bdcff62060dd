"""The form of an import: which file into which table, and how."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, RadioSet

from dsql_tui.db.upserting import OnConflict
from dsql_tui.importing import DEFAULT_JOBS, MAX_JOBS, Import, get_default_rejects
from dsql_tui.opening import Access
from dsql_tui.results.readers import (
    BINARY_KINDS,
    NULL_KINDS,
    SUFFIXES,
    Layout,
    detect_kind,
    split_names,
)
from dsql_tui.ui.dialogs.form_fields import LineField
from dsql_tui.ui.dialogs.path_input import PathField
from dsql_tui.ui.toggles import Checkbox, RadioButton

_ON_CONFLICT: tuple[OnConflict | None, ...] = (None, "skip", "update")


class ImportForm(Vertical):
    """The fields of an import. Those that the kind of the file does not have are hidden."""

    DEFAULT_CSS = """
    ImportForm { height: auto; }
    ImportForm #sheet, ImportForm #key { display: none; }
    ImportForm.-sheet #sheet, ImportForm.-key #key { display: block; }
    ImportForm.-no-null #null, ImportForm.-no-encoding #encoding { display: none; }
    """

    def __init__(self, folder: Path, path: str, table: str, columns: str) -> None:
        super().__init__()
        self._folder = folder
        self._filled_in = (path, table, columns)

    def compose(self) -> ComposeResult:
        path, table, columns = self._filled_in
        hint = "rows.csv, .tsv, .json, .jsonl, .parquet or .xlsx"
        yield PathField("path", "File", path, hint, self._folder)
        yield LineField("table", "Table", table, "as in SQL")
        yield LineField("columns", "Columns", columns, "a, b, c; default: those of the file")
        yield LineField("sheet", "Sheet", "", "name or number; default: the first")
        yield LineField("null", "Text for NULL", "", "such as NULL or N/A; default: an empty cell")
        yield LineField("encoding", "Encoding", "", "such as latin1; default: UTF-8")
        yield Checkbox("the first line has the column names", True, id="header", compact=True)
        with RadioSet(id="conflict", compact=True):
            yield RadioButton("reject rows whose key is in the table", True, compact=True)
            yield RadioButton("skip them: the rows of the table stay", compact=True)
            yield RadioButton("update the rows of the table", compact=True)
        yield LineField("key", "Key", "", "a, b; default: the primary key")
        yield LineField("jobs", "Sessions", "", f"1 to {MAX_JOBS}; default: {DEFAULT_JOBS}")
        yield Checkbox("only check the file: load nothing", False, id="check", compact=True)

    def on_mount(self) -> None:
        """Show the fields of the kind of the file."""
        self.show_fields()

    @on(Input.Changed, "#path")
    @on(RadioSet.Changed, "#conflict")
    def show_fields(self) -> None:
        """Show the fields that the kind of the file and the chosen treatment have."""
        kind = detect_kind(Path(self._read("path")))
        self.set_class(kind == "excel", "-sheet")
        self.set_class(kind is not None and kind not in NULL_KINDS, "-no-null")
        self.set_class(kind in BINARY_KINDS, "-no-encoding")
        self.set_class(self.query_one("#conflict", RadioSet).pressed_index > 0, "-key")

    @property
    def only_checks(self) -> bool:
        """True to check the file and load nothing."""
        return self.query_one("#check", Checkbox).value

    def make_plan(self, access: Access) -> Import:
        """Return the import that is filled in.

        Raises:
            ValueError: Something is missing; the text is a sentence for the user.
        """
        table = self._read("table")
        path = self._folder / Path(self._read("path")).expanduser()
        layout = self._make_layout(path)
        if not table:
            raise ValueError("Name the table.")
        on_conflict = _ON_CONFLICT[max(self.query_one("#conflict", RadioSet).pressed_index, 0)]
        key = split_names(self._read("key")) if on_conflict else ()
        rejects = get_default_rejects(path)
        return Import(
            access,
            table,
            path,
            layout,
            rejects,
            on_conflict=on_conflict,
            key=key,
            jobs=self._read_jobs(),
        )

    def _read_jobs(self) -> int | None:
        """Return the number of sessions; `None` if it is not filled in."""
        text = self._read("jobs")
        if not text:
            return None
        if not (text.isdecimal() and 1 <= int(text) <= MAX_JOBS):
            raise ValueError(f"“{text}” must be a number of sessions from 1 to {MAX_JOBS}.")
        return int(text)

    def _make_layout(self, path: Path) -> Layout:
        kind = detect_kind(path)
        if kind is None:
            raise ValueError(f"The file name must end in one of: {', '.join(SUFFIXES.values())}.")
        encoding = "" if kind in BINARY_KINDS else self._read("encoding")
        try:
            "".encode(encoding or "utf-8")
        except (LookupError, ValueError):
            raise ValueError(f"“{encoding}” is not an encoding.") from None
        return Layout(
            kind,
            split_names(self._read("columns")),
            self.query_one("#header", Checkbox).value,
            encoding=encoding,
            sheet=self._read("sheet"),
            null=(self._read("null") or None) if kind in NULL_KINDS else None,
        )

    def _read(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()
