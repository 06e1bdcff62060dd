"""The results of a console: one for each statement of the last run, and those that were pinned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from dsql_tui.dsql.flow import ROW_CAP
from dsql_tui.results.budget import Budget
from dsql_tui.results.compare import compared, likely_key
from dsql_tui.results.table import Table
from dsql_tui.sql.scan import Statement
from dsql_tui.ui.result import Result
from dsql_tui.ui.screens.ask import Ask
from dsql_tui.ui.screens.menu import Entry
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.result_tabs import ResultTabs
from dsql_tui.ui.widgets.result_view import ResultView

REDRAW = 0.25
"""Seconds between redraws of a growing grid; faster than anyone reads row counts."""
MOST = 50
"""Results that are kept, besides those that are pinned: a long script would fill the memory."""


class Results(Vertical):
    """A tab for each result; a lone one has the place to itself.

    Results are plain objects, and one view shows the one in sight: a script of a thousand
    statements costs no thousand widgets.
    """

    DEFAULT_CSS = """
    Results { height: 1fr; }
    Results > ResultTabs { display: none; }
    Results.-several > ResultTabs { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left_square_bracket",
            "step(-1)",
            "Previous result",
            tooltip="Show the result of the statement before.",
            id="results.previous",
            show=False,
        ),
        Binding(
            "right_square_bracket",
            "step(1)",
            "Next result",
            tooltip="Show the result of the next statement.",
            id="results.next",
            show=False,
        ),
        Binding(
            "P",
            "pin",
            "Pin",
            tooltip="Keep this result when the next run begins, or let it go.",
            id="results.pin",
            show=False,
        ),
        Binding(
            "plus",
            "fetch(100000)",
            "Fetch on",
            tooltip="Run it again for 100,000 rows more than are here.",
            id="results.fetch_on",
            show=False,
        ),
        Binding(
            "asterisk",
            "fetch(0)",
            "Fetch all",
            tooltip="Run it again for all rows.",
            id="results.fetch_all",
            show=False,
        ),
    ]
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("P", "pin this result", "pin", "results"),
        Entry("F", "fetch all rows", "fetch(0)", "results"),
        Entry("L", "row cap", "cap", "results"),
        Entry("D", "compare with pinned", "compare", "results"),
    )

    @dataclass
    class More(Message):
        """The user wants more rows of a result, which takes to run it again."""

        result: Result
        cap: int | None
        """How many at most; `None` for all."""

    class Changed(Message):
        """There is something else to say of the rows in sight."""

    def __init__(self, budget: Budget | None = None, cap: int | None = ROW_CAP) -> None:
        super().__init__()
        self.all: list[Result] = []
        """In the order of their tabs: pinned ones first."""
        self.current = Result()
        """The one in sight."""
        self.budget = budget or Budget()
        """What their rows share."""
        self.tabs = ResultTabs()
        self.view = ResultView()
        self.cap = cap
        """Rows that a read outside a transaction fetches; `None` for all."""
        self._leaving: list[Result] = []
        """Results of the run before, in sight until the new one has something to say."""
        self._chosen = False
        """Has the user chosen a tab during this run, so that it stays in sight?"""
        self._stale = False

    def compose(self) -> ComposeResult:
        yield self.tabs
        yield self.view

    def on_mount(self) -> None:
        self.set_interval(REDRAW, self._redraw)

    @property
    def shown(self) -> Widget:
        """What can take the focus."""
        return self.view.shown

    def begin(self) -> None:
        """A run begins; what is shown stays until there is something new to show."""
        self._leaving = [result for result in self.all if not result.pinned]
        self._chosen = False

    def next(self, statement: Statement) -> Result:
        """The result of the next statement, to be fed with events. It takes the stage by itself."""
        result = Result(statement, self._changed, self.budget, self.cap)
        self.all.append(result)
        return result

    def again(self, result: Result, cap: int | None) -> Result:
        """A result in place of another one, whose statement runs again. The others stay."""
        self._leaving = [result]
        self._chosen = False
        again = self.next(result.statement)
        again.cap = cap
        return again

    def action_fetch(self, rows: int) -> None:
        """Fetch more of a result that was stopped at the cap: so many rows, or all (0)."""
        result = self.current
        if not result.more:
            self.notify("All rows are here.")
            return
        cap = None if rows == 0 or result.table is None else len(result.table) + rows
        self.post_message(self.More(result, cap))

    @work(group="cap", exclusive=True)
    async def action_cap(self) -> None:
        """Ask how many rows this console fetches from now on."""
        ask = Ask(
            "How many rows does a SELECT outside a transaction fetch? 0 fetches all.",
            str(self.cap or 0),
            lambda text: "" if text.isdecimal() else "That is no number.",
        )
        if (rows := await self.app.push_screen_wait(ask)) is not None:
            self.cap = int(rows) or None

    @work(group="compare", exclusive=True)
    async def action_compare(self) -> None:
        """Compare the result in sight with the one that is pinned, in a tab of its own."""
        pinned = [each for each in self.all if each.pinned and each is not self.current]
        old, new = pinned[-1].table if pinned else None, self.current.table
        if old is None or new is None:
            self.notify("Pin a result (P), run something, then compare the two.")
            return
        ask = Ask("Which columns is a row known by? Commas between them.", likely_key(new))
        if not (typed := await self.app.push_screen_wait(ask)):
            return
        key = [name.strip() for name in typed.split(",")]
        try:
            table = await in_thread(lambda: compared(old, new, key))
        except ValueError as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            changed = "no difference" if not len(table) else "what changed"
            self._show(self._made(changed, table))

    def _made(self, named: str, table: Table) -> Result:
        """A result that no statement returned, among the others."""
        result = Result(Statement(named, 0, len(named)), self._changed)
        result.keep(table)
        self.all.append(result)
        return result

    def action_step(self, places: int) -> None:
        """The next result or the one before, round and round."""
        shown = [result for result in self.all if not result.silent]
        if self.current in shown:
            self._choose(shown[(shown.index(self.current) + places) % len(shown)])

    def action_pin(self) -> None:
        """Keep the result in sight when the next run begins, or let it go then."""
        if self.current in self.all:
            self.current.pinned = not self.current.pinned
            self.all.sort(key=lambda result: not result.pinned)
            self._stale = True
            self._redraw()

    @on(ResultTabs.Chosen)
    def _tab_chosen(self, message: ResultTabs.Chosen) -> None:
        message.stop()
        self._choose(message.result)

    def _choose(self, result: Result) -> None:
        self._chosen = True
        self._show(result)

    def _changed(self, result: Result) -> None:
        """Show at once what is new in kind, and now and then how it grows."""
        self._stale = True
        if result.silent:
            return
        self._drop_old()
        if result is not self.current and not self._chosen:
            self._show(result)
        elif not result.growing or not self.view.grid.look.columns.sampled:
            self._redraw()

    def _drop_old(self) -> None:
        """Let go of the run before, and of the oldest of a long script."""
        loose = [each for each in self.all if not each.pinned and each not in self._leaving]
        kept = {id(each) for each in loose[-MOST:]}
        self.all = [each for each in self.all if each.pinned or id(each) in kept]
        self._leaving = []

    def _show(self, result: Result) -> None:
        self.current = result
        self._stale = True
        self._redraw()

    def _redraw(self) -> None:
        # Of rows that come not all are told: the last may be here while the next take a minute.
        if (self._stale or self.current.growing) and not self.current.silent:
            self._stale = False
            self.view.show(self.current)
            shown = [result for result in self.all if not result.silent]
            self.tabs.show(shown, self.current)
            self.set_class(len(shown) > 1, "-several")
            self.post_message(self.Changed())
