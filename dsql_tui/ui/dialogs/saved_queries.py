"""The dialog of saved queries: insert, run, open the file, or save one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType

from dsql_tui.results.text import make_visible
from dsql_tui.sql.statements import split
from dsql_tui.store.saved_queries import SavedQueries, SavedQuery
from dsql_tui.ui.dialogs.browse import BrowseDialog
from dsql_tui.ui.dialogs.insert_text import InsertText


class SavedQueriesDialog(BrowseDialog[SavedQuery, InsertText | Path | str]):
    """Returns a text to insert, a file to open, or a name to save the statement under."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+j,f5", "run", "Run", tooltip="Insert the query and run it.",
            id="saved.run", priority=True,
        ),
        Binding(
            "ctrl+o", "open", "Open", tooltip="Open the file of the query in this console.",
            id="saved.open", priority=True,
        ),
        Binding(
            "ctrl+s", "save", "Save", tooltip="Save the statement under the name you typed.",
            id="saved.keep", priority=True,
        ),
    ]  # fmt: skip
    HEADING = "Saved queries"
    HINT = "Enter inserts · Ctrl+J runs · Ctrl+O opens · Ctrl+S saves · Esc closes"
    NOTHING = (
        "Nothing found. To save the statement at the cursor, or the selection, type a name such "
        "as reports/monthly and press Ctrl+S. To use other folders, set queries in settings.toml."
    )

    def __init__(self, queries: SavedQueries) -> None:
        super().__init__()
        self.queries = queries

    def find(self, search: str) -> Sequence[SavedQuery]:
        """Return the queries that match."""
        return self.queries.find(search)

    def label(self, item: SavedQuery) -> Text:
        """Return the name."""
        return Text(make_visible(item.name))

    def text(self, item: SavedQuery) -> str:
        """Return the query and its file."""
        return f"{item.text}\n{item.path}"

    def result(self, item: SavedQuery) -> InsertText:
        """Return the query to insert."""
        return InsertText(item.text.strip(), run=False, own_line=True)

    def action_run(self) -> None:
        """Close with the query, to run it; a script of several statements is only inserted."""
        if self.item is not None:
            text = self.item.text.strip()
            self.dismiss(InsertText(text, run=len(split(text)) == 1))

    def action_open(self) -> None:
        """Close with the file of the query."""
        if self.item is not None:
            self.dismiss(self.item.path)

    def action_save(self) -> None:
        """Close with the name that is typed."""
        if self.search.value.strip():
            self.dismiss(self.search.value)
