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

from dsql_tui.aws.identity import AwsError
from dsql_tui.db.session import OpeningRefused, Session
from dsql_tui.dsql.clock import steady
from dsql_tui.events import Run
from dsql_tui.opening import Access
from dsql_tui.results.budget import Budget
from dsql_tui.sql.parameters import parameters
from dsql_tui.sql.scan import Statement, split
from dsql_tui.ui.guard import guarded
from dsql_tui.ui.known import Known
from dsql_tui.ui.memory import Memory
from dsql_tui.ui.panes import PANES
from dsql_tui.ui.panes.pane import Pane
from dsql_tui.ui.panes.schema import Schema
from dsql_tui.ui.panes.sessions import Sessions, Wish
from dsql_tui.ui.panes.side import Side
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.screens.menu import Entry, Menu, Offer
from dsql_tui.ui.screens.parameters import Parameters
from dsql_tui.ui.sign_in import signed_in
from dsql_tui.ui.start import Start
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.tools import TOOLS
from dsql_tui.ui.unfelt import settle
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
        Entry("a", "run the whole script", "run_script", "run"),
        Entry("A", "go on after refusals", "switch('going_on')", "run"),
        Entry("z", "cancel what runs", "cancel", "run"),
        Entry("y", "run it again", "again", "run"),
        Entry("Y", "again by itself", "switch('retrying')", "run"),
        Entry("v", "check unknown outcome", "check", "run"),
        Entry("g", "begin", "send('begin')", "transaction"),
        Entry("G", "begin by itself", "switch('explicit')", "transaction"),
        Entry("c", "commit", "send('commit')", "transaction"),
        Entry("b", "roll back", "send('rollback')", "transaction"),
        Entry("t", "another console", "open", "console"),
        Entry("w", "close this console", "close", "console"),
        Entry("n", "next console", "step(1)", "console"),
        Entry("p", "previous console", "step(-1)", "console"),
        Entry("W", "sign in to AWS again", "sign_in", "cluster"),
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
        Binding("ctrl+o,space", "menu", "Menu", tooltip="Choose by letter.", id="workbench.menu"),
        Binding(
            "f2", "look('editor')", "Editor", tooltip="Go to the editor.", id="editor", show=False
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
            "f4", "look('schema')", "Schema", tooltip="Go to the schema.", id="schema", show=False
        ),
        Binding("question_mark", "app.help", "Help", id="workbench.help"),
        *(binding for tool in TOOLS for binding in tool.bindings),
    ]

    def __init__(self, access: Access, session: Session, title: str, start: Start) -> None:
        super().__init__()
        self.access = access
        self.called = title
        self.start = start
        self.memory = Memory(access.endpoint, start.settings.queries)
        self.budget = Budget(start.settings.memory * 2**20)
        """What the rows of all consoles share."""
        self.known = Known()
        self.side = Side(access)
        self.state_line = StateLine()
        self.told_busy = False
        """Was something running when the keys were shown last?"""
        self.consoles = Consoles(self.new_console(session, start.script))

    @property
    def console(self) -> Console:
        """The console in sight."""
        return self.consoles.current

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield self.side
            yield self.consoles
        yield self.state_line
        yield KeyLine()
        yield TooSmall()

    def on_mount(self) -> None:
        self.restore()
        self.recall()
        self.call_after_refresh(settle)

    async def on_unmount(self) -> None:
        ends = (console.end() for console in self.consoles.all)
        await asyncio.gather(self.known.save(self.access), *ends)

    @on(Console.Changed)
    def tell(self) -> None:
        """Bring the state line up to date, and the keys that depend on it."""
        if not self.is_attached:
            return
        self.progress()
        self.side.shown.look(self.consoles)
        if self.told_busy != self.console.busy:  # the footer is drawn anew by this: not each second
            self.told_busy = self.console.busy
            self.refresh_bindings()

    @on(Console.Progressed)
    def progress(self) -> None:
        """Bring the state line up to date."""
        if self.is_attached:
            self.state_line.show(self.console.standing(steady()))

    @on(Schema.Read)
    def know(self, message: Schema.Read) -> None:
        """Completion offers what the schema shows."""
        self.known.read(message.catalog)

    @work(group="recall")
    async def recall(self) -> None:
        """Until then, it offers what there was the last time."""
        await self.known.load(self.access)

    @on(Pane.Wanted)
    async def put(self, message: Pane.Wanted) -> None:
        """Put what a pane says into the editor, and run it where that is asked."""
        editor = self.console.editor
        if message.run:
            self.console.run_beside(message.text)
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

    def action_run_script(self) -> None:
        """Run every statement of the script, up to the first that is refused."""
        self.console.run_statements(split(self.console.editor.text))

    def action_send(self, statement: str) -> None:
        """Run a statement that is not in the editor."""
        self.console.send(statement)

    def action_again(self) -> None:
        """Run once more what lost a conflict, or what had no answer and did nothing."""
        if self.console.crank.outcome.repeats:
            self.console.run_again()
        else:
            words = "Only what lost a conflict, or surely did nothing, is run again from here."
            self.notify(words, severity="warning", markup=False)

    def action_switch(self, mode: str) -> None:
        """Turn one of the console's modes on or off."""
        self.console.switch(mode)

    async def action_check(self) -> None:
        """Put a query into the editor that shows what became of the last statement."""
        if query := self.console.crank.outcome.check:
            self.console.append(query)
            await self.action_look("editor")
        else:
            self.notify("There is nothing to check, or no query is known.", severity="warning")

    def action_use(self, name: str, given: Sequence[str] = ()) -> None:
        """Use a tool, which may be given something to begin with."""
        next(tool for tool in TOOLS if tool.name == name).use(self, *given)

    def action_cancel(self) -> None:
        """Cancel what runs."""
        self.console.cancel()

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

    @work(group="consoles", exclusive=True)
    async def action_open(self) -> None:
        """Another console, with a session of its own."""
        await self._another()

    @work(group="restore", exclusive=True)
    async def restore(self) -> None:
        """Bring back the consoles that were here when this cluster was left, or lost."""
        first, script = self.console, self.console.editor.text
        for log in await self.memory.lost():
            untouched = first.line.recorder.log is None and first.editor.text == script
            console = first if untouched else await self._another(show=False)
            if console is None:
                log.close()  # it comes back another time
            else:
                await console.line.restore(log)

    @work(group="consoles", exclusive=True)
    async def action_close(self) -> None:
        """End this console and its session; the last one leads back to the picker."""
        await self._close(self.console)

    @on(Sessions.Wished)
    def wish(self, message: Sessions.Wished) -> None:
        """Do what the list of sessions asks for."""
        if message.wish == "open":
            self.action_open()
        elif message.wish == "show":
            self.consoles.step(
                self.consoles.all.index(message.console) - self.consoles.all.index(self.console)
            )
            message.console.editor.focus()
        else:
            self.change_session(message.console, message.wish)

    @work(group="consoles", exclusive=True)
    async def change_session(self, console: Console, wish: Wish) -> None:
        """Renew or close the session of a console, which may not be the one in sight."""
        if wish == "close":
            await self._close(console)
        elif await self._agreed([console], "renewing"):
            console.renew_now()

    @work(group="sign in", exclusive=True)
    async def action_sign_in(self) -> None:
        """Sign in again where the AWS profile is one of those: hand the screen over for it."""
        await signed_in(self, self.access.identity)

    async def _close(self, console: Console) -> None:
        if len(self.consoles.all) == 1:
            self.action_leave()
        elif await self._agreed([console]):
            await console.end(closed=True)
            await self.consoles.drop(console)

    def action_step(self, places: int) -> None:
        """The next console, or the one before."""
        self.consoles.step(places)

    @work(group="leave", exclusive=True)
    async def action_leave(self) -> None:
        """Back to the picker; the session ends."""
        if await self.may_leave():
            self.dismiss()

    async def may_leave(self) -> bool:
        """Ask, where leaving would roll back a transaction. Called from a worker."""
        return await self._agreed(self.consoles.all)

    async def _agreed(self, consoles: Sequence[Console], doing: str = "leaving") -> bool:
        if not any(console.state.open for console in consoles):
            return True
        question = f"A transaction is open, and {doing} rolls it back. Go on?"
        return await self.app.push_screen_wait(Confirm(question))

    @work(group="menu", exclusive=True)
    async def action_menu(self) -> None:
        """Ask for a letter, and do what it stands for."""
        if chosen := await self.app.push_screen_wait(Menu(self.offers())):
            await self.app.run_action(chosen.entry.action, chosen.node)

    async def _another(self, show: bool = True) -> Console | None:
        """Open a console; `None`, and why, where no session can be had for it."""
        try:
            session = await in_thread(self.access.open, unwanted=Session.close)
        except AwsError as error:
            self.notify(f"No token could be signed. {error}", severity="error", markup=False)
        except OpeningRefused as opening:
            self.notify(opening.refusal.message, severity="error", markup=False)
        else:
            console = self.new_console(session)
            await self.consoles.add(console, show)
            return console
        return None

    def new_console(self, session: Session, script: str = "") -> Console:
        """A console with a session, and with whoever is asked before its runs and told of them."""
        console = Console(self.access, session, self.called, self.memory, script)
        console.results.cap = self.start.settings.row_cap or None
        console.results.budget = self.budget
        console.keeper.moments = self.start.settings.session_warnings
        console.crank.modes.explicit = self.start.settings.transactions == "explicit"
        console.editor.completing.known = self.known
        console.crank.sender.values = self.known.values
        console.crank.guard = self._guard
        console.crank.before.append(self._guard)
        console.crank.before.append(self._ask)
        console.crank.after.append(lambda run: self._learn(console, run))
        return console

    async def _guard(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """Ask before a change in prod; where nothing may change, none runs."""
        return await guarded(self.app, self.access, self.called, statements)

    async def _ask(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """Ask for the values of parameters; without an answer nothing runs."""
        names = dict.fromkeys(name for each in statements for name in parameters(each.text))
        if names:
            asked = Parameters(tuple(names), self.known.values)
            values = await self.app.push_screen_wait(asked)
            if values is None:
                return ()
            self.known.values.update(values)
        return statements

    def _learn(self, console: Console, run: Run) -> None:
        """Take in what a run says, and read the schema anew once a change of it has come true."""
        self.known.learn(run)
        if self.known.stale and not console.state.open:
            self.query_one(Schema).action_reload()

    def offers(self) -> Iterator[Offer]:
        """What can be done now, and by whom."""
        console = self.console
        results = (console.results, console.result, console.result.rows)
        for node in (self, self.side.shown, console, console.editor, console.line, *results):
            for entry in getattr(node, "MENU", ()):
                yield Offer(entry, node)
