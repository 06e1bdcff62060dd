"""The saved queries, to insert, to run, or to open as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType

from dsql_tui.results.text import visible
from dsql_tui.sql.scan import split
from dsql_tui.store.saved import SavedQueries, SavedQuery
from dsql_tui.ui.for_editor import ForEditor
from dsql_tui.ui.screens.browse import Browse


class Saved(Browse[SavedQuery, ForEditor | Path | str]):
    """Gives back a text that is wanted, a file to open, or a name to save a statement under."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+j,f5", "run", "Run", tooltip="Add it to the script and run it.",
            id="saved.run", priority=True,
        ),
        Binding(
            "ctrl+o", "open", "Open", tooltip="Open its file in this console, to change it.",
            id="saved.open", priority=True,
        ),
        Binding(
            "ctrl+s", "keep", "Save", tooltip="Save the statement under the name that is typed.",
            id="saved.keep", priority=True,
        ),
    ]  # fmt: skip
    HEADING = "saved queries"
    HINT = "enter inserts · ^J runs · ^O opens its file · ^S saves by this name"
    NOTHING = (
        "Nothing is found. Type a name, as reports/monthly, and Ctrl+S saves the statement at the "
        "cursor, or what is selected, under it. `queries` in the settings names other folders."
    )

    def __init__(self, queries: SavedQueries) -> None:
        super().__init__()
        self.queries = queries

    def find(self, wanted: str) -> Sequence[SavedQuery]:
        return self.queries.find(wanted)

    def label(self, item: SavedQuery) -> Text:
        return Text(visible(item.name))

    def text(self, item: SavedQuery) -> str:
        return f"{item.text}\n{item.path}"

    def chosen(self, item: SavedQuery) -> ForEditor:
        return ForEditor(item.text.strip(), run=False)

    def action_run(self) -> None:
        """Give back the query to be run; a script of several is only inserted."""
        if self.item is not None:
            text = self.item.text.strip()
            self.dismiss(ForEditor(text, run=len(split(text)) == 1))

    def action_open(self) -> None:
        """Give back its file."""
        if self.item is not None:
            self.dismiss(self.item.path)

    def action_keep(self) -> None:
        """Give back the name that is typed."""
        if self.wanted.value.strip():
            self.dismiss(self.wanted.value)
