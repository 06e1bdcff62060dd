"""The consoles of a workbench, one of them in sight."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import ContentSwitcher, Tab, Tabs

from dsql_tui.ui.widgets.console import Console
from dsql_tui.ui.widgets.script_line import ScriptLine


class Consoles(Vertical):
    """A tab for each console; a lone one has the place to itself."""

    DEFAULT_CSS = """
    Consoles { width: 1fr; }
    Consoles > ContentSwitcher { height: 1fr; }
    Consoles.-lone > Tabs { display: none; }
    """

    def __init__(self, first: Console) -> None:
        super().__init__(classes="-lone")
        self.all = [first]
        self.current = first
        """The one in sight."""
        self.named = 0
        """How many have been given a name."""
        name = self._identified(first)
        self.tabs = Tabs(Tab("1", id=_tab(name)))
        self.switcher = ContentSwitcher(first, initial=name)

    def compose(self) -> ComposeResult:
        yield self.tabs
        yield self.switcher

    async def add(self, console: Console, show: bool = True) -> None:
        """Take in another console, and show it."""
        name = self._identified(console)
        self.all.append(console)
        self.set_class(False, "-lone")
        await self.switcher.add_content(console)
        await self.tabs.add_tab(Tab(str(self.named), id=_tab(name)))
        if show:
            self.tabs.active = _tab(name)

    async def drop(self, console: Console) -> None:
        """Let a console go whose session has ended, and show its neighbour."""
        if console is self.current:
            self.step(-1)
        self.all.remove(console)
        await self.tabs.remove_tab(_tab(console.id or ""))
        await console.remove()
        self.set_class(len(self.all) == 1, "-lone")

    def step(self, places: int) -> None:
        """Show the next console or the one before, round and round."""
        index = (self.all.index(self.current) + places) % len(self.all)
        self.tabs.active = _tab(self.all[index].id or "")
        self._show(self.all[index])

    @on(ScriptLine.Filed)
    def _called(self, message: ScriptLine.Filed) -> None:
        """A console is called after its file."""
        for console in self.all:
            if console.line is message.line:
                self.tabs.query_one(f"#{_tab(console.id or '')}", Tab).label = message.name

    @on(Tabs.TabActivated)
    def _chosen(self, event: Tabs.TabActivated) -> None:
        event.stop()
        for console in self.all:
            if event.tab.id == _tab(console.id or ""):
                self._show(console)

    def _show(self, console: Console) -> None:
        if console is not self.current:
            self.current = console
            self.switcher.current = console.id
            console.editor.focus()
        self.post_message(Console.Changed())

    def _identified(self, console: Console) -> str:
        self.named += 1
        name = f"console-{self.named}"
        console.id = name
        return name


def _tab(console: str) -> str:
    return f"tab-of-{console}"
