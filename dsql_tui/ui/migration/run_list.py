"""A list of what a run does, with outcomes, a filter, and the text of the item at the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.coordinate import Coordinate
from textual.widgets import DataTable, Input

from dsql_tui.results.wrap import wrap_text
from dsql_tui.ui.page import add_columns
from dsql_tui.ui.results.text_pager import TextPager


class Outcome(NamedTuple):
    """The outcome of an item, in a word."""

    word: str = ""
    colour: str = ""


class Item(NamedTuple):
    """A line of the list."""

    cells: tuple[Text, ...]
    """All cells but the outcome, which comes second."""
    title: str
    read_text: Callable[[], str]
    """Returns the text of the item."""
    read_outcome: Callable[[], Outcome] | None = None
    """Returns the outcome, which changes during the run; `None` in lists without outcomes."""
    number: int = 0
    """The number of the statement, from 1; 0 if it is none."""


class RunList(Vertical):
    """Shows the items that match the filter."""

    DEFAULT_CSS = """
    RunList { height: 1fr; }
    RunList > Input { display: none; }
    RunList.-filter > Input { display: block; }
    RunList > DataTable { height: 3fr; background: $surface; }
    RunList > TextPager { height: 2fr; min-height: 4; border-top: solid $panel; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.items: Sequence[Item] = ()
        self.columns: Sequence[str] = ()
        self.shown: list[Item] = []
        """The items that match the filter."""
        self.outcomes: list[Outcome] = []
        """Their outcomes as they are shown."""
        self.filter = Input(placeholder="filter", compact=True, select_on_focus=False)
        self.table: DataTable[Text] = DataTable(cursor_type="row")
        self.pager = TextPager(
            lambda width: list(wrap_text(self._read_text(), width, cell_len, at_spaces=True))
        )
        self._followed = -1
        """The row of the last outcome; the cursor follows it until the user moves it."""

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield self.filter
        yield self.table
        yield self.pager

    @property
    def item(self) -> Item | None:
        """The item at the cursor."""
        row = self.table.cursor_row
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def show(self, columns: Sequence[str], items: Sequence[Item]) -> None:
        """Show other items; the cursor stays in its row if the columns are the same."""
        at = self.table.cursor_row if columns == self.columns else 0
        self.columns, self.items = columns, items
        words = self.filter.value.lower().split()
        self.shown = [item for item in items if all(word in _join(item).lower() for word in words)]
        self.outcomes = [_read_outcome(item) for item in self.shown]
        self.table.clear(columns=True)
        add_columns(self.table, columns, ("#", "Line"))
        for item, outcome in zip(self.shown, self.outcomes, strict=True):
            cell = (Text(*outcome),) if item.read_outcome else ()
            self.table.add_row(*item.cells[:1], *cell, *item.cells[1:])
        self.table.move_cursor(row=min(at, max(0, len(self.shown) - 1)), animate=False)
        self.show_text()

    def follow(self) -> None:
        """Let the cursor follow the outcomes from now on."""
        self._followed = self.table.cursor_row

    def update_outcomes(self) -> None:
        """Show the outcomes that have changed."""
        changed = -1
        for row, item in enumerate(self.shown):
            outcome = _read_outcome(item)
            if outcome != self.outcomes[row]:
                self.outcomes[row] = outcome
                self.table.update_cell_at(Coordinate(row, 1), Text(*outcome), update_width=True)
                changed = row
                if row == self.table.cursor_row:
                    self.pager.reload()
        if changed >= 0 and self.table.cursor_row == self._followed:
            self._followed = changed
            self.table.move_cursor(row=changed, animate=False)

    def go_to_failure(self) -> None:
        """Move the cursor to the first item that failed, if there is one."""
        words = [outcome.word for outcome in self.outcomes]
        if "failed" in words:
            self.table.move_cursor(row=words.index("failed"), animate=False)

    def open_filter(self) -> None:
        """Show the field for the filter."""
        self.add_class("-filter")
        self.filter.focus()

    def close_filter(self) -> bool:
        """Show all items again; return whether there was a filter."""
        if not self.has_class("-filter"):
            return False
        self.filter.value = ""
        self.remove_class("-filter")
        self.table.focus()
        return True

    @on(Input.Submitted)
    def _leave_filter(self) -> None:
        self.set_class(bool(self.filter.value), "-filter")
        self.table.focus()

    @on(Input.Changed)
    def _filter_items(self) -> None:
        self.show(self.columns, self.items)

    @on(DataTable.RowHighlighted)
    def show_text(self) -> None:
        """Show the text of the item at the cursor."""
        self.pager.reload()
        self.pager.scroll_to(0, 0, animate=False)

    def _read_text(self) -> str:
        return self.item.read_text() if self.item else ""


def _read_outcome(item: Item) -> Outcome:
    return item.read_outcome() if item.read_outcome else Outcome()


def _join(item: Item) -> str:
    return " ".join([*(each.plain for each in item.cells), _read_outcome(item).word])
