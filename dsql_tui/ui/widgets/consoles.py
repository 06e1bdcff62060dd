"""The consoles of a workbench: opened, brought back and closed, one of them in sight."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import ContentSwitcher, Tab, Tabs

from dsql_tui.aws.identity import AwsError
from dsql_tui.db.session import OpeningRefused, Session
from dsql_tui.results.text import visible
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.screens.menu import Entry
from dsql_tui.ui.shared import Shared
from dsql_tui.ui.sign_in import with_key
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.console import Console
from dsql_tui.ui.widgets.script_line import ScriptLine

_WIDTH = 24
"""Cells of a name at most."""


class Consoles(Vertical):
    """A tab for each console; a lone one has the place to itself."""

    DEFAULT_CSS = """
    Consoles { width: 1fr; }
    Consoles > ContentSwitcher { height: 1fr; }
    Consoles.-lone > Tabs { display: none; }
    """
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("t", "another console", "open", "console"),
        Entry("w", "close this console", "close", "console"),
        Entry("n", "next console", "step(1)", "console"),
        Entry("p", "previous console", "step(-1)", "console"),
    )

    def __init__(self, shared: Shared, session: Session, script: str) -> None:
        super().__init__(classes="-lone")
        self.shared = shared
        self.script = script
        """What the first console holds at first."""
        self.current = Console(shared, session, script=script)
        """The one in sight."""
        self.all = [self.current]
        self.opened = 1
        """How many there have been."""
        self.tabs = Tabs(_Tab(self.current))
        self.switcher = ContentSwitcher(self.current, initial=self.current.id)

    def compose(self) -> ComposeResult:
        yield self.tabs
        yield self.switcher

    def on_mount(self) -> None:
        self.restore()

    async def end(self) -> None:
        """End every session; the texts come back the next time."""
        await asyncio.gather(*(console.end() for console in self.all))

    @work(group="restore", exclusive=True)
    async def restore(self) -> None:
        """Bring back the consoles that were here when this cluster was left, or lost."""
        first = self.current
        for log in await self.shared.memory.lost():
            untouched = first.line.recorder.log is None and first.editor.text == self.script
            console = first if untouched else await self._another(show=False)
            if console is None:
                log.close()  # it comes back another time
            else:
                await console.line.restore(log)

    @work(group="consoles", exclusive=True)
    async def action_open(self) -> None:
        """Another console, with a session of its own."""
        await self._another()

    def action_close(self) -> None:
        """End this console and its session; the last one leads back to the picker."""
        self.close(self.current)

    def action_step(self, places: int) -> None:
        """Show the next console or the one before, round and round."""
        self.show(self.all[(self.all.index(self.current) + places) % len(self.all)])

    def show(self, console: Console) -> None:
        """Bring a console into sight."""
        self.tabs.active = _tab(console)
        self._show(console)

    @work(group="consoles", exclusive=True)
    async def close(self, console: Console) -> None:
        """End a console, which may not be the one in sight, unless its user would rather not."""
        if len(self.all) == 1:
            await self.run_action("screen.leave")
        elif await self.agreed([console], "closing"):
            await console.end(closed=True)
            await self._drop(console)

    @work(group="consoles", exclusive=True)
    async def renew(self, console: Console) -> None:
        """Go on in a new session, unless the user would rather keep an open transaction."""
        if await self.agreed([console], "renewing"):
            console.renew()

    async def agreed(self, consoles: Sequence[Console], doing: str = "leaving") -> bool:
        """Ask, where transactions would be rolled back. Called from a worker."""
        at_stake = [visible(console.line.called) for console in consoles if console.state.open]
        if not at_stake:
            return True
        where = f" in {', '.join(at_stake)}" if len(self.all) > 1 else ""
        question = f"A transaction is open{where}, and {doing} rolls it back. Go on?"
        return await self.app.push_screen_wait(Confirm(question))

    async def _another(self, show: bool = True) -> Console | None:
        """Open a console; `None`, and why, where no session can be had for it."""
        try:
            session = await in_thread(self.shared.access.open, unwanted=Session.close)
        except AwsError as error:
            self.notify(
                f"No token could be signed. {with_key(error)}", severity="error", markup=False
            )
        except OpeningRefused as opening:
            self.notify(opening.refusal.message, severity="error", markup=False)
        else:
            self.opened += 1
            console = Console(self.shared, session, self.opened)
            await self._add(console)
            if show:
                self.show(console)
            return console
        return None

    async def _add(self, console: Console) -> None:
        self.all.append(console)
        self._fold()
        await self.switcher.add_content(console)
        await self.tabs.add_tab(_Tab(console))

    async def _drop(self, console: Console) -> None:
        """Let a console go whose session has ended, and show its neighbour."""
        if console is self.current:
            self.action_step(-1)
        self.all.remove(console)
        await self.tabs.remove_tab(_tab(console))
        await console.remove()
        self._fold()

    def _fold(self) -> None:
        """Hide the tabs where they say nothing."""
        self.set_class(len(self.all) == 1 and not self.current.line.given, "-lone")

    @on(ScriptLine.Called)
    def _called(self, message: ScriptLine.Called) -> None:
        message.stop()
        for tab in self.tabs.query(_Tab):
            if tab.console.line is message.line:
                tab.tell()
        self._fold()
        self.post_message(Console.Changed())

    @on(Tabs.TabActivated)
    def _chosen(self, event: Tabs.TabActivated) -> None:
        event.stop()
        if isinstance(event.tab, _Tab):
            self._show(event.tab.console)

    def _show(self, console: Console) -> None:
        if console is not self.current:
            self.current = console
            self.switcher.current = console.id
            console.editor.focus()
        self.post_message(Console.Changed())


class _Tab(Tab):
    """What leads to a console, by its name."""

    def __init__(self, console: Console) -> None:
        super().__init__(_label(console), id=_tab(console))
        self.console = console

    def tell(self) -> None:
        """The console is called otherwise now."""
        self.label = _label(self.console)


def _label(console: Console) -> Content:
    return Content(visible(console.line.called)).truncate(_WIDTH, ellipsis=True)


def _tab(console: Console) -> str:
    return f"tab-of-{console.id}"
