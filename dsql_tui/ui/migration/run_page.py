"""The base of pages that list what a run does, run it in a thread, and show the outcomes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from threading import Event
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.coordinate import Coordinate
from textual.widgets import DataTable, Input, Static

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.results.wrap import wrap_text
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.migration.run_errors import RUN_ERRORS, describe_run_error
from dsql_tui.ui.migration.text_page import TextPage
from dsql_tui.ui.page import Page, add_columns
from dsql_tui.ui.results.text_pager import TextPager

Confirm = Callable[[str], Awaitable[bool]]
"""Returns True if the profile and the user let a change be made; it is given the change in words.
"""

_UPDATE = 0.2
"""Seconds between updates of the progress."""
_STOP_TIMEOUT = 10.0
"""Seconds to wait for the end of a run before the page closes."""


class Paused(Exception):
    """The user has paused the run."""


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


class RunPage(Page[None]):
    """Shows the progress, a row for each item, and the text of the item at the cursor.

    A subclass lists the items, and says in `load` and `run`, which block, what is done.
    """

    DEFAULT_CSS = """
    RunPage > #message { height: auto; max-height: 6; padding: 0 1; }
    RunPage > Input { display: none; }
    RunPage.-filter > Input { display: block; }
    RunPage > DataTable { height: 3fr; }
    RunPage > TextPager { height: 2fr; min-height: 4; border-top: solid $panel; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Run", tooltip="Run it after a question, or resume.", id="run.run"),
        Binding(
            "p,ctrl+c",
            "pause",
            "Pause",
            tooltip="Pause after the statement or batch that is running.",
            id="run.pause",
            priority=True,
        ),
        Binding(
            "enter", "open", "Details", tooltip="Show the whole text of the item.", id="run.open"
        ),
        Binding("slash", "filter", "Filter", tooltip="Filter the list.", id="run.filter"),
        Binding("escape", "leave", "Close", tooltip="Close the page.", id="run.close"),
        Binding("q", "leave", "Close", show=False, id="run.quit"),
    ]
    NAME: ClassVar[str] = "run"
    """The name of the run in sentences: `The migration is running`."""

    def __init__(self, title: str, confirm: Confirm) -> None:
        super().__init__(title)
        self.confirm = confirm
        self.working = False
        """True while `load` or `run` runs."""
        self.running = False
        """True while `run` runs."""
        self.loaded = False
        self.words = ""
        """The progress, which the thread replaces."""
        self.stop_event = Event()
        self.idle = asyncio.Event()
        """Is set while nothing runs."""
        self.idle.set()
        self._outcomes: list[Outcome] = []
        """The outcomes in the list."""
        self.shown: list[Item] = []
        """The items of the list that match the filter."""
        self._followed = 0
        """The row of the last outcome; the cursor follows it until the user moves it."""
        self.message = Static(id="message", markup=False)
        self.filter = Input(placeholder="filter", compact=True, select_on_focus=False)
        self.table: DataTable[Text] = DataTable(cursor_type="row")
        self.pager = TextPager(lambda width: list(wrap_text(self._read_text(), width, cell_len)))

    def list_columns(self) -> Sequence[str]:
        """Return the headings of the list."""
        raise NotImplementedError

    def list_items(self) -> list[Item]:
        """Return all items of the list."""
        raise NotImplementedError

    def load(self) -> str:
        """Read what will run; return a sentence about it. Blocks."""
        raise NotImplementedError

    def describe_run(self) -> str:
        """Return what a run changes, for the question before it; empty if it changes nothing."""
        raise NotImplementedError

    def run(self) -> str:
        """Run what is left; return a sentence about the end. Blocks."""
        raise NotImplementedError

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.message
        yield self.filter
        yield self.table
        yield self.pager

    def on_mount(self) -> None:
        """Read what will run."""
        self.table.focus()
        self.set_interval(_UPDATE, self._update)
        self.start_load()

    def on_unmount(self) -> None:
        """Let the thread end at its next progress."""
        self.request_stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the run, or the pause while it runs."""
        if action == "run":
            return self.loaded and not self.working
        if action == "pause":
            return self.running and not self.stop_event.is_set() and self.focused != self.filter
        return True

    def tell(self, words: str) -> None:
        """Show the progress; for the thread.

        Raises:
            Paused: The user has paused the run.
        """
        if self.stop_event.is_set():
            raise Paused
        self.words = words

    def request_stop(self) -> None:
        """Ask the thread to stop."""
        self.stop_event.set()

    def say(self, words: str) -> None:
        """Show a message in place of the progress."""
        self.words = ""
        if self.message.is_attached:  # Otherwise the page was closed meanwhile.
            self.message.update("\n".join(map(make_visible, words.splitlines())))

    @work(group="work")
    async def start_load(self) -> None:
        """Read what will run."""
        self.say("Reading…")
        if await self._work(self.load):
            self.loaded = True
        self.show_items()

    @work(group="work")
    async def action_run(self) -> None:
        """Run what is left, after a question."""
        change = self.describe_run()
        if self.working or not change or not await self.confirm(change) or self.working:
            return
        self.prepare_run()
        self._followed = self.table.cursor_row
        self.running = True
        await self._work(self.run)
        self.running = False
        self.show_items()

    def prepare_run(self) -> None:
        """Show the list as it is needed during a run."""

    async def _work(self, function: Callable[[], str]) -> bool:
        """Call a function in a thread, and show how it ended; return whether all is well."""
        self.stop_event = Event()
        self.working = True
        self.idle.clear()
        self.refresh_bindings()
        try:
            self.say(await in_thread(function))
        except Paused:
            self.say_paused()
        except RUN_ERRORS as error:
            again = " Press r to resume." if self.running else ""
            self.say(f"{describe_run_error(error)}{again}")
        else:
            return True
        finally:
            self.working = False
            self.idle.set()
            if self.is_attached:
                self.refresh_bindings()
        return False

    def say_paused(self) -> None:
        """Say that the run is paused."""
        self.say("Paused. Press r to resume.")

    def action_pause(self) -> None:
        """Pause the run."""
        self.request_stop()
        self.message.update("Pausing after the statement or batch that is running…")
        self.refresh_bindings()

    @work(group="leave", exclusive=True)
    async def action_leave(self) -> None:
        """Close the filter or the page; ask while a run is running."""
        if self.has_class("-filter"):
            self.filter.value = ""
            self.remove_class("-filter")
            self.table.focus()
        elif await self.may_leave():
            self.dismiss()

    async def may_leave(self) -> bool:
        """Ask before leaving pauses the run; in a worker. A second call does not ask again."""
        if not self.running or self.stop_event.is_set():
            return True
        question = f"The {self.NAME} is running.\n\nPause it and leave? You can resume it later."
        if not await self.app.push_screen_wait(ConfirmDialog(question)):
            return False
        self.action_pause()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.idle.wait(), _STOP_TIMEOUT)
        return True

    def action_filter(self) -> None:
        """Show the field for the filter."""
        self.add_class("-filter")
        self.filter.focus()

    @on(Input.Submitted)
    def _end_filter(self) -> None:
        self.set_class(bool(self.filter.value), "-filter")
        self.table.focus()

    @on(Input.Changed)
    def _filter_items(self) -> None:
        self.show_items()

    @on(DataTable.RowSelected)
    def action_open(self) -> None:
        """Show the whole text of the item at the cursor."""
        if item := self.item:
            self.app.push_screen(TextPage(item.title, item.read_text()))

    @property
    def item(self) -> Item | None:
        """The item at the cursor."""
        row = self.table.cursor_row
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def show_items(self, cursor: int | None = None) -> None:
        """List the items that match the filter."""
        if not self.table.is_attached:
            return
        words = self.filter.value.lower().split()
        at = self.table.cursor_row if cursor is None else cursor
        self.shown = [
            item for item in self.list_items() if all(word in _join(item).lower() for word in words)
        ]
        self.table.clear(columns=True)
        add_columns(self.table, self.list_columns(), ("#", "Line"))
        self._outcomes = [_read_outcome(item) for item in self.shown]
        for item, outcome in zip(self.shown, self._outcomes, strict=True):
            cell = (Text(*outcome),) if item.read_outcome else ()
            self.table.add_row(*item.cells[:1], *cell, *item.cells[1:])
        self.table.move_cursor(row=min(at, max(0, len(self.shown) - 1)), animate=False)
        self._show_text()

    def _update(self) -> None:
        """Show the progress and the outcomes that have changed."""
        if not self.working:
            return
        if self.words and not self.stop_event.is_set():
            self.message.update(make_visible(self.words))
        changed = -1
        for row, item in enumerate(self.shown):
            outcome = _read_outcome(item)
            if outcome != self._outcomes[row]:
                self._outcomes[row] = outcome
                self.table.update_cell_at(Coordinate(row, 1), Text(*outcome), update_width=True)
                changed = row
        if changed >= 0 and self.table.cursor_row == self._followed:
            self._followed = changed
            self.table.move_cursor(row=changed, animate=False)

    @on(DataTable.RowHighlighted)
    def _show_text(self) -> None:
        self.pager.reload()
        self.pager.scroll_to(0, 0, animate=False)

    def _read_text(self) -> str:
        return self.item.read_text() if self.item else ""


def _read_outcome(item: Item) -> Outcome:
    return item.read_outcome() if item.read_outcome else Outcome()


def _join(item: Item) -> str:
    return " ".join([*(each.plain for each in item.cells), _read_outcome(item).word])
