"""The results of a console: one for each statement of the last run, and the pinned ones."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from dsql_tui.dsql.flow import ROW_CAP
from dsql_tui.execution.result import Result
from dsql_tui.execution.threads import in_thread
from dsql_tui.results.compare import compare_tables, guess_key
from dsql_tui.results.memory_budget import MemoryBudget
from dsql_tui.sql.statements import Statement
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.menu import Entry
from dsql_tui.ui.results.result_tabs import ResultTabs
from dsql_tui.ui.results.result_view import ResultView
from dsql_tui.ui.results.results_keys import KEYS
from dsql_tui.ui.results.trail import Trail, continue_trail, replace_step

_MIN_REDRAW_INTERVAL = 0.5
"""Seconds between redraws for a script of many statements, which cost more than they do."""
_MANY_RESULTS = 3
_RUNNING_DELAY = 0.3
"""Seconds after which a statement without rows is shown in place of the last result."""
REDRAW_INTERVAL = 0.25
"""Seconds between redraws of a growing grid; faster than anyone reads row counts."""
MAX_RESULTS = 500
"""Results that are kept besides the pinned ones, so that a long script does not fill the memory."""
_SLACK = 100
"""Results above the limit that may stay during a run, because dropping passes through all."""


class RunBegan(Message):
    """A run has begun, whose results will follow."""


class Results(Vertical):
    """A tab for each result; the tabs are hidden while there is only one.

    Results are plain objects, and one view shows the current one: a script of a thousand statements
    does not create a thousand widgets.
    """

    DEFAULT_CSS = """
    Results { height: 1fr; }
    Results > ResultTabs { display: none; }
    Results.-several > ResultTabs { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = KEYS
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("P", "pin this result", "pin", "results"),
        Entry("F", "fetch all rows", "fetch(0)", "results"),
        Entry("L", "row cap", "cap", "results"),
        Entry("D", "compare with pinned", "compare", "results"),
        Entry("X", "back from related rows", "back", "results"),
    )

    @dataclass
    class More(Message):
        """The user wants more rows of a result, so its statement must run again."""

        result: Result
        cap: int | None
        """The maximum number of rows; `None` for all."""

    class Changed(Message):
        """The current result has changed."""

    def __init__(self, budget: MemoryBudget | None = None, cap: int | None = ROW_CAP) -> None:
        super().__init__()
        self.all: list[Result] = []
        """All results in the order of their tabs, pinned ones first."""
        self.current = Result()
        """The current result."""
        self.budget = budget or MemoryBudget()
        """The memory budget that their rows share."""
        self.tabs = ResultTabs()
        self.view = ResultView()
        self.cap = cap
        """Rows that a read outside a transaction fetches at most; `None` for all."""
        self._leaving: list[Result] = []
        """Results of the previous run, visible until the new one has something to show."""
        self._chosen = False
        """Whether the user chose a tab during this run, so that it stays visible."""
        self._stale, self._drawn_at = False, 0.0
        self._pending_result: Result | None = None
        """The result of the statement that runs."""
        self.trail = Trail()
        self._expected: tuple[str, str, Result] | None = None
        """A statement for related rows, their title, and the result that they are related to."""
        self._told_limit = False

    def compose(self) -> ComposeResult:
        yield self.tabs
        yield self.trail
        yield self.view

    def on_mount(self) -> None:
        self.set_interval(REDRAW_INTERVAL, lambda: self._redraw(self._is_due))

    @property
    def shown(self) -> Widget:
        """The widget that takes the focus."""
        return self.view.shown

    def begin(self) -> None:
        """Begin a run; the shown result stays until there is a new one."""
        self._leaving = [result for result in self.all if not result.kept]
        self._chosen = False
        self.post_message(RunBegan())

    def next(self, statement: Statement) -> Result:
        """Add and return the result of the next statement; it is shown when its events arrive."""
        result = Result(statement, self._show_change, self.budget, self.cap)
        self.all.append(result)
        self._pending_result = result
        if self._expected and statement.text == self._expected[0]:
            _, result.title, origin = self._expected
            continue_trail(result, origin)
        self._expected = None
        return result

    def expect(self, text: str, title: str) -> None:
        """Before a statement for rows related to the current ones, note where they come from."""
        self._expected = text, title, self.current

    def again(self, result: Result, cap: int | None) -> Result:
        """Replace a result whose statement runs again; the others stay."""
        self._leaving = [result]
        self._chosen = False
        again = self.next(result.statement)
        again.cap, again.origin, again.title = cap, result.origin, result.title
        return again

    def action_fetch(self, rows: int) -> None:
        """Fetch more of a result that stopped at the row cap: `rows` more, or all (0)."""
        result = self.current
        if not result.more or result.has_changes:
            changes = "Write or undo the pending changes first."
            self.notify(changes if result.more else "All rows are already loaded.", markup=False)
            return
        cap = None if rows == 0 or result.table is None else len(result.table) + rows
        self.post_message(self.More(result, cap))

    @work(group="cap", exclusive=True)
    async def action_cap(self) -> None:
        """Ask for the row cap of this console."""
        ask = AskDialog(
            "Rows to load from a SELECT outside a transaction; 0 loads all",
            str(self.cap or 0),
            lambda text: "" if text.isdecimal() else "Enter a number, 0 or more.",
        )
        if (rows := await self.app.push_screen_wait(ask)) is not None:
            self.cap = int(rows) or None

    @work(group="compare", exclusive=True)
    async def action_compare(self) -> None:
        """Compare the current result with the pinned one, in a new tab."""
        pinned = [each for each in self.all if each.pinned and each is not self.current]
        old, new = pinned[-1].table if pinned else None, self.current.table
        if old is None or new is None:
            self.notify("Pin a result (P), run a statement, then compare.")
            return
        ask = AskDialog("Key columns, separated by commas", guess_key(new))
        if not (typed := await self.app.push_screen_wait(ask)):
            return
        key = [name.strip() for name in typed.split(",")]
        try:
            table = await in_thread(lambda: compare_tables(old, new, key))
        except ValueError as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            title = "differences" if len(table) else "no differences"
            result = Result(Statement(title, 0, len(title)), self._show_change)
            result.keep(table)
            self.all.append(result)
            self._show(result)

    def action_step(self, places: int) -> None:
        """Show the next or the previous result; wrap around."""
        shown = [result for result in self.all if not result.is_empty]
        if shown:
            # A statement that runs has no tab yet; it comes after the others.
            start = shown.index(self.current) if self.current in shown else min(0, -places)
            self._choose(shown[(start + places) % len(shown)])

    def action_notices(self) -> None:
        """Go to the notices of the current result."""
        if self.view.notices.display:
            self.view.notices.focus()

    def action_back(self) -> None:
        """Show the result with the row from which the user came to this one, in its place."""
        left, origin = self.current, self.current.origin
        if origin is None:
            self.notify("Press t or T on a row to go to related rows; b goes back from there.")
            return
        self.all = replace_step(self.all, left, origin)
        self._choose(origin)
        self.call_after_refresh(lambda: self.shown.focus())

    def action_pin(self) -> None:
        """Pin or unpin the current result."""
        if self.current in self.all:
            self.current.pinned ^= True
            self.all.sort(key=lambda result: not result.pinned)
            self._stale = True
            self._redraw()

    @on(ResultTabs.Chosen)
    def _choose_tab(self, message: ResultTabs.Chosen) -> None:
        message.stop()
        self._choose(message.result)

    def _choose(self, result: Result) -> None:
        self._chosen = True
        self._show(result)

    def _show_change(self, result: Result) -> None:
        """Show a new kind of content at once, and growing rows from time to time."""
        self._stale = True
        if result.is_empty:
            return
        self._drop_old(_SLACK)
        if not self._is_due:
            self.current = self.current if self._chosen else result
        elif result is not self.current and not self._chosen:
            self._show(result)
        elif not result.is_growing or not self.view.grid.state.columns.sampled:
            self._redraw()

    @property
    def _is_due(self) -> bool:
        """True if the results may be drawn again."""
        return (
            len(self.all) <= _MANY_RESULTS or monotonic() >= self._drawn_at + _MIN_REDRAW_INTERVAL
        )

    def _show_running(self) -> None:
        """Show what runs, not what the last run returned."""
        running = self._pending_result
        if running is None or self._chosen or running is self.current or not running.is_empty:
            return
        if monotonic() - running.began > _RUNNING_DELAY:
            self._drop_old()
            self.current = running
            self.view.show(running)
            self.post_message(self.Changed())

    def flush(self) -> None:
        """Draw what was put off, at the end of a run."""
        self._pending_result = None
        if not self._leaving:
            self._drop_old()
        self._redraw()

    def _drop_old(self, slack: int = 0) -> None:
        """Drop the results of the previous run, and the oldest if `slack` are above the limit."""
        if not self._leaving and len(self.all) <= MAX_RESULTS + slack:
            return
        leaving = set(map(id, self._leaving))
        loose = [each for each in self.all if not each.kept and id(each) not in leaving]
        kept = {id(each) for each in loose[-MAX_RESULTS:]}
        if len(loose) > MAX_RESULTS and not self._told_limit:
            self._told_limit = True
            self.notify(f"Only the last {MAX_RESULTS} results of a script are kept.", markup=False)
        self.all = [each for each in self.all if each.kept or id(each) in kept]
        self._leaving = []

    def _show(self, result: Result) -> None:
        self.current = result
        self._stale = True
        self._redraw()

    def _redraw(self, due: bool = True) -> None:
        self._show_running()
        # Not every chunk is reported: the latest rows may be here while the next take a minute.
        if due and (self._stale or self.current.is_growing) and not self.current.is_empty:
            self._stale = False
            self._drawn_at = monotonic()
            self.view.show(self.current)
            shown = [result for result in self.all if not result.is_empty]
            self.tabs.show(shown, self.current)
            self.trail.show(self.current)
            self.set_class(len(shown) > 1, "-several")
            self.post_message(self.Changed())
