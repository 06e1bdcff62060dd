"""The history: every run, on every cluster, to insert or to run again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType

from dsql_tui.results.text import visible
from dsql_tui.store.history import History, HistoryUnusable, PastRun
from dsql_tui.ui.for_editor import ForEditor
from dsql_tui.ui.screens.browse import Browse, Unfound
from dsql_tui.ui.threads import in_thread

_MARKS = {"done": ("✓", "green"), "refused": ("✗", "red"), "unknown": ("?", "yellow")}


class Past(Browse[PastRun, ForEditor]):
    """Searches the history; gives back a statement, and whether to run it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+j,f5", "again", "Run again", tooltip="Add it to the script and run it.",
            id="history.run", priority=True,
        ),
        Binding(
            "ctrl+s", "star", "Star", tooltip="Keep it for good, or no longer.",
            id="history.star", priority=True,
        ),
        Binding(
            "ctrl+d", "forget", "Forget", tooltip="Delete it from the history.",
            id="history.forget", priority=True,
        ),
        Binding(
            "ctrl+f", "starred", "Starred", tooltip="Show starred runs only, or all.",
            id="history.starred", priority=True,
        ),
        Binding("ctrl+r", "move('down')", "Older", show=False, id="history.older"),
    ]  # fmt: skip
    HEADING = "history"
    HINT = "enter inserts · ^J runs · ^S stars · ^F starred only · ^D forgets"
    NOTHING = "No run is found. Words match from their beginning; target:prod asks for a target."

    def __init__(self, history: History) -> None:
        super().__init__()
        self.history = history
        self.starred = False
        """Are only starred runs shown?"""

    def find(self, wanted: str) -> Sequence[PastRun]:
        try:
            return self.history.find(wanted, self.starred)
        except HistoryUnusable as error:
            raise Unfound(str(error)) from None

    def label(self, item: PastRun) -> Text:
        mark, colour = _MARKS[item.outcome]
        when = f"{datetime.fromtimestamp(item.at):%d %b %H:%M}"
        line = " ".join(item.text.split())
        return Text.assemble(
            ("★" if item.starred else " ", "yellow"), (mark, colour), f" {when}  {visible(line)}"
        )

    def text(self, item: PastRun) -> str:
        return f"{item.text}\n\n{_account(item)}"

    def chosen(self, item: PastRun) -> ForEditor:
        return ForEditor(item.text, run=False)

    def action_again(self) -> None:
        """Give back the statement to be run."""
        if self.item is not None:
            self.dismiss(ForEditor(self.item.text, run=True))

    def action_star(self) -> None:
        """Star the run at the cursor, or take the star away."""
        if run := self.item:
            self._change(partial(self.history.star, run.id, not run.starred))

    def action_forget(self) -> None:
        """Delete the run at the cursor."""
        if run := self.item:
            self._change(partial(self.history.delete, run.id))

    def action_starred(self) -> None:
        """Show starred runs only, or all."""
        self.starred = not self.starred
        self.look()

    @work(group="change")
    async def _change(self, change: partial[None]) -> None:
        try:
            await in_thread(change)
        except HistoryUnusable as error:
            self.notify(str(error), severity="error", markup=False)
        self.look(self.list.highlighted or 0)


def _account(run: PastRun) -> str:
    """What there is to say of a run beside its text."""
    when = f"{datetime.fromtimestamp(run.at):%A %d %B %Y %H:%M:%S}"
    rows = "" if run.rows is None else f", {run.rows:,} row{'' if run.rows == 1 else 's'}"
    return (
        f"{when}\n{run.target} as {run.role}\n"
        f"{run.outcome} in {run.elapsed:,.3f} s{rows}\n{run.said}"
    )
