"""Where SQL is written and results are read: who sits where, and who hears whom."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen

from dsql_tui.db.session import Session
from dsql_tui.dsql.clock import steady
from dsql_tui.garbage import settle
from dsql_tui.opening import Access
from dsql_tui.ui.for_editor import ForEditor
from dsql_tui.ui.panes import PANES
from dsql_tui.ui.panes.schema import Schema
from dsql_tui.ui.panes.sessions import Sessions
from dsql_tui.ui.panes.side import Side
from dsql_tui.ui.screens.menu import Entry, Offer, open_menu
from dsql_tui.ui.shared import Shared
from dsql_tui.ui.standing import Standing
from dsql_tui.ui.start import Start
from dsql_tui.ui.tools import TOOLS
from dsql_tui.ui.widgets.console import Console
from dsql_tui.ui.widgets.consoles import Consoles
from dsql_tui.ui.widgets.key_line import KeyLine
from dsql_tui.ui.widgets.state_line import StateLine
from dsql_tui.ui.widgets.too_small import TooSmall


class Workbench(Screen[None]):
    """Schema on the left, a console on the right, the state line below."""

    AUTO_FOCUS = "SqlEditor"
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("e", "editor", "look('editor')", "go to"),
        Entry("r", "results", "look('results')", "go to"),
        *(Entry(pane.LETTER, pane.TITLE, f"look('{pane.TITLE}')", "go to") for pane in PANES),
        Entry("k", "another cluster, role", "leave", "cluster"),
        *(tool.entry for tool in TOOLS),
        Entry("?", "help", "app.help", "program"),
        Entry("q", "quit", "app.leave", "program"),
    )
    """What it does by itself; what its parts do, each of them says."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+j,f5",
            "run",
            "Run",
            tooltip="Run the selection, or the statement at the cursor.",
            id="workbench.run",
        ),
        Binding(
            "ctrl+c",
            "cancel",
            "Cancel",
            tooltip="Cancel the statement that is running.",
            id="workbench.cancel",
            priority=True,
        ),
        Binding(
            "ctrl+o",
            "menu",
            "Menu",
            tooltip="Choose by letter.",
            id="workbench.menu",
            priority=True,
        ),
        Binding(
            "space", "menu", "Menu", tooltip="Choose by letter.", id="workbench.space", show=False
        ),
        Binding(
            "f2",
            "look('editor')",
            "Editor",
            tooltip="Go to the editor.",
            id="editor",
            show=False,
        ),
        Binding(
            "f3",
            "look('results')",
            "Results",
            tooltip="Go to the results.",
            id="results",
            show=False,
        ),
        Binding(
            "f4",
            "look('schema')",
            "Schema",
            tooltip="Go to the schema.",
            id="schema",
            show=False,
        ),
        Binding("question_mark", "app.help", "Help", id="workbench.help"),
        *(binding for tool in TOOLS for binding in tool.bindings),
    ]

    def __init__(self, access: Access, session: Session, title: str, start: Start) -> None:
        super().__init__()
        self.access = access
        self.start = start
        self.shared = Shared(access, title, start.settings)
        self.side = Side(access)
        self.consoles = Consoles(self.shared, session, start.script)
        self.state_line = StateLine()
        self.key_line = KeyLine(lambda: self.console.busy)

    @property
    def console(self) -> Console:
        """The console in sight."""
        return self.consoles.current

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield self.side
            yield self.consoles
        yield self.state_line
        yield self.key_line
        yield TooSmall()

    def on_mount(self) -> None:
        self.recall()
        self.call_after_refresh(settle)

    async def on_unmount(self) -> None:
        await asyncio.gather(self.shared.known.save(self.access), self.consoles.end())

    @on(Console.Changed)
    def tell(self) -> None:
        """Bring the state line up to date, and the keys that depend on it."""
        if not self.is_attached:
            return
        self.progress()
        self.side.shown.look(self.consoles)
        self.key_line.tell()

    @on(Console.Progressed)
    def progress(self) -> None:
        """Bring the state line up to date."""
        if self.is_attached:
            self.state_line.show(Standing.of(self.console, steady()))

    @on(Console.Outdated)
    def read_again(self) -> None:
        """Read the schema anew."""
        self.query_one(Schema).action_reload()

    @on(Schema.Read)
    def know(self, message: Schema.Read) -> None:
        """Completion offers what the schema shows."""
        self.shared.known.read(message.catalog)

    @work(group="recall")
    async def recall(self) -> None:
        """Until then, it offers what there was the last time."""
        await self.shared.known.load(self.access)

    @on(Sessions.Wished)
    def wish(self, message: Sessions.Wished) -> None:
        """Do what the list of sessions asks for."""
        match message.wish:
            case "open":
                self.consoles.action_open()
            case "show":
                self.consoles.show(message.console)
                message.console.editor.focus()
            case "name":
                message.console.line.action_name()
            case "renew":
                self.consoles.renew(message.console)
            case "close":
                self.consoles.close(message.console)

    @on(ForEditor)
    async def put(self, message: ForEditor) -> None:
        """Put what a pane says into the editor, and run it where that is asked."""
        editor = self.console.editor
        if message.run:
            editor.append(message.text)
            editor.action_run()
            await self.action_look("results")
        else:
            editor.insert(message.text)
            await self.action_look("editor")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ctrl+C cancels while something runs, and is otherwise left to whoever has the focus."""
        return self.console.busy if action == "cancel" else True

    def action_run(self) -> None:
        """Run from wherever the focus is."""
        self.console.editor.action_run()

    def action_use(self, name: str, given: Sequence[str] = ()) -> None:
        """Use a tool, which may be given something to begin with."""
        next(tool for tool in TOOLS if tool.name == name).use(self, *given)

    def action_cancel(self) -> None:
        """Cancel what runs."""
        self.console.action_cancel()

    async def action_look(self, where: str) -> None:
        """Go to a part, and show it where the terminal is too narrow for all of them."""
        parts = {"editor": self.console.editor, "results": self.console.results.shown}
        for part in (*parts, "side"):
            self.set_class(
                part == where or (part == "side" and where not in parts), f"-show-{part}"
            )
        if where in parts:
            parts[where].focus()
        else:
            (await self.side.show(where)).enter()

    @work(group="leave", exclusive=True)
    async def action_leave(self) -> None:
        """Back to the picker; the session ends."""
        if await self.may_leave():
            self.dismiss()

    async def may_leave(self) -> bool:
        """Ask, where leaving would roll back a transaction. Called from a worker."""
        return await self.consoles.agreed(self.consoles.all)

    def action_menu(self) -> None:
        """Ask for a letter, and do what it stands for."""
        open_menu(self, self.offers())

    def offers(self) -> Iterator[Offer]:
        """What can be done now, and by whom."""
        console = self.console
        results = (console.results, console.result, console.result.rows)
        parts = (console, self.consoles, console.editor, console.line)
        for node in (self, self.side.shown, *parts, *results):
            for entry in getattr(node, "MENU", ()):
                yield Offer(entry, node)
