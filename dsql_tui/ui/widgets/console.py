"""A console: one buffer, one session of its own, its results."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from dsql_tui.db.session import Session
from dsql_tui.dsql.clock import steady
from dsql_tui.dsql.state import State
from dsql_tui.opening import Access
from dsql_tui.sql.scan import Statement, joint
from dsql_tui.ui.backslash import Backslash
from dsql_tui.ui.checks import Checks
from dsql_tui.ui.crank import Crank
from dsql_tui.ui.keeper import Keeper, Note, opened_anew
from dsql_tui.ui.memory import Memory
from dsql_tui.ui.result import Result
from dsql_tui.ui.widgets.editor import SqlEditor
from dsql_tui.ui.widgets.problem_line import ProblemLine
from dsql_tui.ui.widgets.result_view import ResultView
from dsql_tui.ui.widgets.results import Results
from dsql_tui.ui.widgets.rows_view import RowsView
from dsql_tui.ui.widgets.script_line import ScriptLine
from dsql_tui.ui.widgets.state_line import Standing

_SLEPT = 30
"""Seconds between two ticks, which are a second apart, after which this computer has slept."""

MODES = {
    "explicit": (
        "Each statement is a transaction of its own.",
        "Transactions begin by themselves, and end when you commit or roll back.",
    ),
    "going_on": (
        "A script stops at the first refusal.",
        "A script goes on after refusals.",
    ),
    "retrying": (
        "What loses a conflict is run again when you say so.",
        "What loses a conflict is run again by itself, as it was sent.",
    ),
}
"""What to say of each mode when it is off, and when it is on."""


class Console(Vertical):
    """Runs what its editor submits, and says when it stands differently."""

    DEFAULT_CSS = """
    Console { width: 1fr; }
    Console > SqlEditor { height: 2fr; }
    Console > Results { height: 3fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+r",
            "line('history')",
            "History",
            tooltip="Find a past run, to insert it or to run it again.",
            id="console.history",
        ),
        Binding(
            "ctrl+l",
            "fix",
            "Fix",
            tooltip="Show how the statement at the cursor would be written for Aurora DSQL.",
            id="console.fix",
            show=False,
        ),
        Binding(
            "ctrl+s",
            "line('save')",
            "Save",
            tooltip="Write the script into its file, or ask for one.",
            id="console.save",
            show=False,
        ),
    ]

    class Changed(Message):
        """The console stands differently: ask for its `standing`."""

        def can_replace(self, message: Message) -> bool:
            """Of many that wait the last is enough: what is told is asked for then."""
            return isinstance(message, Console.Changed)

    class Progressed(Message):
        """Only its rows stand differently, or what is selected of them."""

    def __init__(
        self, access: Access, session: Session, title: str, memory: Memory, script: str = ""
    ) -> None:
        super().__init__()
        self.keeper = Keeper(access, session, steady())
        self.turn = asyncio.Lock()
        """Held by whoever uses the session: a run, a renewal, a look whether it is still there."""
        self.ticked = steady()
        self.title = title
        self.editor = SqlEditor(script)
        self.line = ScriptLine(self.editor, memory)
        self.problems = ProblemLine(self.editor)
        self.results = Results()
        self.crank = Crank(self.keeper, title, self.editor, self.results, self._changed, self._say)
        self.backslash = Backslash(self.crank, self._warn, self.run_action)

    def compose(self) -> ComposeResult:
        yield self.editor
        yield self.problems
        yield self.line
        yield self.results

    def on_mount(self) -> None:
        checks = Checks(self.crank, self.app.push_screen_wait)
        # Files are included first, so that whoever guards the cluster sees what is in them.
        self.crank.before[:0] = [self.line.look, self.backslash.unfold]
        self.crank.before.append(checks.agree)
        self.crank.after.append(self.line.note)
        self.set_interval(1.0, lambda: self.tick(steady()))
        self._changed()

    @property
    def session(self) -> Session:
        """The session that statements run in."""
        return self.keeper.session

    @property
    def result(self) -> ResultView:
        """The result in sight."""
        return self.results.view

    @property
    def busy(self) -> bool:
        """Is a run under way, or a session being opened for one?"""
        return self.crank.busy

    @property
    def doing(self) -> str:
        """What is going on; empty where nothing is."""
        return self.crank.doing

    @property
    def state(self) -> State:
        """What the session is doing, or how it was lost."""
        return self.crank.state

    def standing(self, now: float) -> Standing:
        """What the state line says of this console at `now`."""
        crank = self.crank
        return Standing(
            target=self.title,
            region=self.keeper.access.endpoint.region,
            role=self.keeper.access.role,
            environment=self.keeper.access.environment,
            read_only=self.keeper.access.read_only,
            state=self.state,
            left=self.session.clock.left(now),
            transaction=crank.sender.meter.text(now) if self.state.open else "",
            explicit=crank.modes.explicit,
            credentials=self.keeper.credentials(),
            near=self.state.open and crank.sender.meter.near(now),
            rows=self.results.current.counted,
            selected=self.result.rows.summary,
            took=crank.took if crank.began is None else now - crank.began,
            busy=crank.doing,
        )

    @on(Results.Changed)
    @on(RowsView.Summed)
    def _rows_changed(self, message: Message) -> None:
        message.stop()
        self.post_message(self.Progressed())

    @on(RowsView.Drafted)
    def _statement_drafted(self, message: RowsView.Drafted) -> None:
        message.stop()
        self.append(message.text)
        self.editor.focus()

    @on(Results.More)
    def _more_wanted(self, message: Results.More) -> None:
        message.stop()
        if self._free():
            self.crank.start()
            self._fetch(message.result, message.cap)

    @on(SqlEditor.Submitted)
    def run_submitted(self, message: SqlEditor.Submitted) -> None:
        """Run what the editor submitted."""
        self.run_statements(message.statements)

    def run_statements(self, statements: Sequence[Statement]) -> None:
        """Run statements one after the other, unless something runs already."""
        if self._free() and statements:
            self.crank.start()
            self._advance(statements)

    def send(self, text: str) -> None:
        """Run a statement that is not in the editor."""
        self.run_statements([Statement(text, 0, len(text))])

    def run_beside(self, text: str) -> None:
        """Add a statement at the end of the script, and run it."""
        self.append(text)
        self.editor.action_run()

    def append(self, text: str) -> None:
        """Add a statement at the end of the script, and go there."""
        editor = self.editor
        editor.insert(f"{joint(editor.text)}{text}", editor.document.end)
        editor.move_cursor(editor.document.end)

    def run_again(self) -> None:
        """Send once more what lost a conflict, or what had no answer and did nothing."""
        if self.crank.outcome.repeats and not self.busy:
            self.crank.start()
            self._run_again()

    def switch(self, mode: str) -> None:
        """Turn one of the modes on or off, and say what holds now."""
        modes = self.crank.modes
        on = not getattr(modes, mode)
        setattr(modes, mode, on)
        self._say(Note(MODES[mode][on], "information"))
        self._changed()

    def cancel(self) -> None:
        """Ask the server to cancel what runs; the run then ends by itself.

        Asked again after the server has had time enough, give the session up. A wait of our own,
        for a session or the next try, just ends.
        """
        self.backslash.stop()
        if self.busy and not self.crank.sender.sending:
            self.workers.cancel_group(self, "run")
        elif self.busy and self.crank.ignored:
            self.crank.give_up()
        elif self.busy:
            self._cancel()

    async def end(self, closed: bool = False) -> None:
        """End the session, with what runs in it; `closed` by the user its text does not return."""
        await asyncio.gather(self.keeper.end(self.busy), self.line.end(closed))

    async def action_line(self, action: str) -> None:
        """Do what the line below the editor does."""
        await self.app.run_action(action, self.line)

    async def action_expand(self) -> None:
        """Show the row at the cursor as a list."""
        await self.app.run_action("record", self.result.rows)

    def action_fix(self) -> None:
        """Show how the statement at the cursor would be written for Aurora DSQL."""
        self.problems.action_fix()

    @on(ProblemLine.Changed)
    def _linted(self) -> None:
        self._changed()

    def tick(self, now: float) -> None:
        """Every second: what there is to say of the session, and whether to renew it."""
        slept, self.ticked = now - self.ticked > _SLEPT, now
        if not (self.busy or self.turn.locked()):
            if note := self.keeper.look(now):
                self._say(note)
            if self.keeper.due(now):
                self.renew()
            elif slept:
                self.check()
        if self.state.open and (warning := self.crank.sender.meter.warning(now)):
            self._say(Note(warning, "warning"))
        self._changed()

    @work(group="run")
    async def _advance(self, statements: Sequence[Statement]) -> None:
        try:
            async with self.turn:
                if await self.crank.advance(statements):
                    await self.backslash.repeat()
        finally:
            self._rest()

    @work(group="run")
    async def _fetch(self, result: Result, cap: int | None) -> None:
        try:
            async with self.turn:
                await self.crank.fetch(result, cap)
        finally:
            self._rest()

    @work(group="run")
    async def _run_again(self) -> None:
        try:
            async with self.turn:
                await self.crank.run_again()
        finally:
            self._rest()

    @work(group="cancel", exclusive=True)
    async def _cancel(self) -> None:
        await self.crank.cancel()

    @work(group="renew", exclusive=True)
    async def renew(self) -> None:
        """Go on in a new session, which is said in one quiet line; a run that comes waits for it.

        Not in a transaction, nor where there is no session to renew.
        """
        async with self.turn:
            if self.state is State.IDLE:
                self._say(await self.keeper.renew())
        self._changed()

    @work(group="renew", exclusive=True)
    async def renew_now(self) -> None:
        """Go on in a new session because the user says so; an open transaction is rolled back."""
        if not self._free():
            return
        async with self.turn:
            if self.state.open:
                await self.crank.sender.quietly("rollback")
            if self.session.lost:
                refusal, note = await self.keeper.ready(steady(), self.crank.say)
                self._say(note or opened_anew(refusal))
            else:
                self._say(await self.keeper.renew())
        self.crank.say("")

    @work(group="renew", exclusive=True)
    async def check(self) -> None:
        """See whether the session has outlived a sleep of this computer."""
        async with self.turn:
            if note := await self.keeper.check():
                self._say(note)
        self._changed()

    def _free(self) -> bool:
        """Can something be run now? If not, say why."""
        if self.busy:
            self.notify("A statement is running: Ctrl+C cancels it.", severity="warning")
        return not self.busy

    def _rest(self) -> None:
        self.workers.cancel_group(self, "cancel")
        self.crank.rest()

    def _changed(self) -> None:
        self.post_message(self.Changed())

    def _warn(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", markup=False)

    def _say(self, note: Note) -> None:
        self.notify(note.text, title="Session", severity=note.severity, markup=False)
