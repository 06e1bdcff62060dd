"""The history dialog: every run on every cluster, to insert or to run again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType

from dsql_tui.dsql.pricing import format_dpu
from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible, pluralize
from dsql_tui.store.history import MAX_FOUND, History, HistoryError, PastRun
from dsql_tui.ui.dialogs.browse import BrowseDialog, FindError
from dsql_tui.ui.dialogs.insert_text import InsertText

_MARKS = {"done": ("✓", "green"), "failed": ("✗", "red"), "unknown": ("?", "yellow")}


class HistoryDialog(BrowseDialog[PastRun, InsertText]):
    """Searches the history; returns a statement, and whether to run it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+j,f5", "run", "Run again", tooltip="Insert the statement and run it.",
            id="history.run", priority=True,
        ),
        Binding(
            "ctrl+s", "star", "Star", tooltip="Star this run to keep it, or remove the star.",
            id="history.star", priority=True,
        ),
        Binding(
            "ctrl+d", "delete", "Delete", tooltip="Delete this run from the history.",
            id="history.forget", priority=True,
        ),
        Binding(
            "ctrl+f", "toggle_starred_only", "Show starred",
            tooltip="Show only starred runs, or all.",
            id="history.starred", priority=True,
        ),
        Binding(
            "ctrl+g", "sort", "Sort by cost",
            tooltip="Sort by the DPU that the server reported, or by time.",
            id="history.sort", priority=True,
        ),
        Binding("ctrl+r", "move('down')", "Older", show=False, id="history.older"),
    ]  # fmt: skip
    HEADING = "History"
    HINT = "Enter inserts · Ctrl+J runs · Ctrl+S stars · Ctrl+G sorts · Esc closes"
    NOTHING = "Nothing found. Type the first letters of words, or target:prod for runs on prod."

    def __init__(self, history: History) -> None:
        super().__init__()
        self.history = history
        self.starred = False
        """True if only starred runs are shown."""
        self.by_dpu = False
        """True if the runs that cost the most come first."""

    def find(self, search: str) -> Sequence[PastRun]:
        """Return the runs that match."""
        try:
            return self.history.find(search, self.starred, self.by_dpu)
        except HistoryError as error:
            raise FindError(str(error)) from None

    def count(self, found: Sequence[PastRun]) -> str:
        """Return how many runs were found; the oldest are left out if they are many."""
        return super().count(found) + ("+" if len(found) == MAX_FOUND else "")

    def label(self, item: PastRun) -> Text:
        """Return the star, outcome, time and text of a run."""
        mark, colour = _MARKS[item.outcome]
        when = f"{datetime.fromtimestamp(item.at):%d %b %H:%M}"
        line = " ".join(item.text.split())
        if self.by_dpu:
            when = "DPU unknown" if item.dpu is None else format_dpu(item.dpu)
            when = f"{when:>15}"
        return Text.assemble(
            (mark, colour),
            ("★" if item.starred else " ", "yellow"),
            f"{when}  {make_visible(line)}",
        )

    def text(self, item: PastRun) -> str:
        """Return the statement, and how the run went."""
        return f"{item.text}\n\n{_describe(item)}"

    def result(self, item: PastRun) -> InsertText:
        """Return the statement to insert."""
        return InsertText(item.text, run=False, own_line=True)

    def action_run(self) -> None:
        """Close with the statement, to run it."""
        if self.item is not None:
            self.dismiss(InsertText(self.item.text, run=True))

    def action_star(self) -> None:
        """Star the run at the cursor, or remove its star."""
        if run := self.item:
            self._change(partial(self.history.star, run.id, not run.starred))

    def action_delete(self) -> None:
        """Delete the run at the cursor."""
        if run := self.item:
            self._change(partial(self.history.delete, run.id))

    def action_toggle_starred_only(self) -> None:
        """Show only starred runs, or all."""
        self.starred = not self.starred
        self.update_items()

    def action_sort(self) -> None:
        """Sort by DPU, or by time."""
        self.by_dpu = not self.by_dpu
        self.update_items()

    @work(group="change")
    async def _change(self, change: partial[None]) -> None:
        try:
            await in_thread(change)
        except HistoryError as error:
            self.notify(str(error), severity="error", markup=False)
        self.update_items(self.list.highlighted or 0)


def _describe(run: PastRun) -> str:
    """Return when, where and how a run went."""
    when = f"{datetime.fromtimestamp(run.at):%A %d %B %Y %H:%M:%S}"
    rows = "" if run.rows is None else f", {pluralize(run.rows, 'row')}"
    dpu = "" if run.dpu is None else f", {format_dpu(run.dpu)}"
    return (
        f"{when}\n{run.target} as {run.role}\n"
        f"{run.outcome} in {run.elapsed:,.3f} s{rows}{dpu}\n{run.message}"
    )
