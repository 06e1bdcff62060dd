"""The base of pages that list what a run does, run it in a thread, and show the outcomes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from threading import Event
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Static

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.migration.run_errors import RUN_ERRORS, describe_run_error
from dsql_tui.ui.migration.run_list import Item, RunList
from dsql_tui.ui.migration.text_page import TextPage
from dsql_tui.ui.page import Page

Confirm = Callable[[str], Awaitable[bool]]
"""Returns True if the profile and the user let a change be made; it is given the change in words.
"""

_UPDATE = 0.2
"""Seconds between updates of the progress."""
_STOP_TIMEOUT = 10.0
"""Seconds to wait for the end of a run before the page closes."""


class Paused(Exception):
    """The user has paused the run."""


class RunPage(Page[None]):
    """Shows the progress, a row for each item, and the text of the item at the cursor.

    A subclass lists the items, and says in `load` and `run`, which block, what is done.
    """

    DEFAULT_CSS = """
    RunPage > #message { height: auto; max-height: 12; padding: 0 1; }
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
    RESUME: ClassVar[str] = "Press r to resume."
    """The sentence after the error that ended a run."""

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
        self.message = Static(id="message", markup=False)
        self.list = RunList()

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
        yield self.list

    def on_mount(self) -> None:
        """Read what will run."""
        self.list.table.focus()
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
            return (
                self.running and not self.stop_event.is_set() and self.focused != self.list.filter
            )
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
        self.loaded = False
        if await self._work(self.load):
            self.loaded = True
        self.show_items()

    @work(group="work")
    async def action_run(self) -> None:
        """Run what is left, after a question."""
        change = self.describe_run()
        if self.working or not change or not await self.ask(change) or self.working:
            return
        self.prepare_run()
        self.list.follow()
        self.running = True
        await self._work(self.run)
        self.running = False
        self.show_items()
        if self.is_attached:  # Otherwise the page was closed meanwhile.
            self.list.go_to_failure()

    async def ask(self, change: str) -> bool:
        """Ask before the run; in a worker."""
        return await self.confirm(change)

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
            self.report_pause()
        except RUN_ERRORS as error:
            again = f"\n{self.RESUME}" if self.running else ""
            self.say(f"{describe_run_error(error)}{again}")
        else:
            return True
        finally:
            self.working = False
            self.idle.set()
            if self.is_attached:
                self.refresh_bindings()
        return False

    def report_pause(self) -> None:
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
        if not self.list.close_filter() and await self.may_leave():
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
        self.list.open_filter()

    @on(DataTable.RowSelected)
    def action_open(self) -> None:
        """Show the whole text of the item at the cursor."""
        if item := self.list.item:
            self.app.push_screen(TextPage(item.title, item.read_text()))

    def show_items(self) -> None:
        """List the items, as they are now."""
        if self.list.is_attached:
            self.list.show(self.list_columns(), self.list_items())

    def _update(self) -> None:
        """Show the progress and the outcomes that have changed."""
        if not self.working:
            return
        if self.words and not self.stop_event.is_set():
            self.message.update(make_visible(self.words))
        self.list.update_outcomes()
