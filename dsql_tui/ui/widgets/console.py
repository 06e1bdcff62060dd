"""A console: one buffer, one session of its own, its results."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen, ScreenResultType

from dsql_tui.db.session import Session
from dsql_tui.dsql.clock import steady
from dsql_tui.dsql.state import State
from dsql_tui.events import Run
from dsql_tui.sql.scan import Statement, split
from dsql_tui.ui.backslash import Backslash
from dsql_tui.ui.bindings import quiet
from dsql_tui.ui.caretaker import Caretaker
from dsql_tui.ui.checks import Checks
from dsql_tui.ui.crank import Crank
from dsql_tui.ui.filling import filled_in
from dsql_tui.ui.guard import guarded
from dsql_tui.ui.keeper import Keeper, Note
from dsql_tui.ui.screens.menu import Entry
from dsql_tui.ui.shared import Shared
from dsql_tui.ui.widgets.editor import SqlEditor
from dsql_tui.ui.widgets.problem_line import ProblemLine
from dsql_tui.ui.widgets.result_view import ResultView
from dsql_tui.ui.widgets.results import Results
from dsql_tui.ui.widgets.rows_view import RowsView
from dsql_tui.ui.widgets.script_line import ScriptLine


class Console(Vertical):
    """Runs what its editor submits, and says when it stands differently."""

    DEFAULT_CSS = """
    Console { width: 1fr; }
    Console > SqlEditor { height: 2fr; }
    Console > Results { height: 3fr; }
    """
    MENU: ClassVar[tuple[Entry, ...]] = (
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
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+r",
            "line('history')",
            "History",
            tooltip="Find a past run, to insert it or to run it again.",
            id="console.history",
        ),
        quiet(
            "ctrl+l",
            "fix",
            "Fix",
            "Show how the statement at the cursor would be written for Aurora DSQL.",
            "console.fix",
        ),
        quiet(
            "ctrl+s",
            "line('save')",
            "Save",
            "Write the script into its file, or ask for one.",
            "console.save",
        ),
    ]

    class Changed(Message):
        """The console stands differently: ask `Standing` how."""

        def can_replace(self, message: Message) -> bool:
            """Of many that wait the last is enough: what is told is asked for then."""
            return isinstance(message, Console.Changed)

    class Progressed(Message):
        """Only its rows stand differently, or what is selected of them."""

    class Outdated(Message):
        """What is known of the catalog no longer holds, and no transaction can take that back."""

    def __init__(self, shared: Shared, session: Session, number: int = 1, script: str = "") -> None:
        super().__init__(id=f"console-{number}")
        settings, known = shared.settings, shared.known
        self.shared = shared
        self.keeper = Keeper(shared.access, session, steady(), settings.session_warnings)
        self.editor = SqlEditor(script)
        self.editor.completing.known = known
        self.line = ScriptLine(self.editor, shared.memory, number)
        self.problems = ProblemLine(self.editor)
        self.results = Results(shared.budget, settings.row_cap or None)
        self.crank = Crank(
            self.keeper, shared.title, self.editor, self.results, self._changed, self._say
        )
        self.crank.modes.explicit = settings.transactions == "explicit"
        self.crank.sender.values = known.values
        self.caretaker = Caretaker(self.crank, self._say)
        self.backslash = Backslash(self.crank, self._warn, self.run_action, self.line.keep)
        self.crank.guard = self._guard
        checks = Checks(self.crank, self._ask, self.line.note)
        # Files are included first, so that whoever guards the cluster sees what is in them.
        self.crank.before += [
            self.line.look,
            self.backslash.unfold,
            self._guard,
            partial(filled_in, self._ask, known.values),
            checks.agree,
        ]
        self.crank.after += [self._learn, self.line.note, checks.note]

    def compose(self) -> ComposeResult:
        yield self.editor
        yield self.problems
        yield self.line
        yield self.results

    def on_mount(self) -> None:
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
    def state(self) -> State:
        """What the session is doing, or how it was lost."""
        return self.crank.state

    @on(Results.Changed)
    @on(RowsView.Summed)
    def _rows_changed(self, message: Message) -> None:
        message.stop()
        self.post_message(self.Progressed())

    @on(RowsView.Drafted)
    def _statement_drafted(self, message: RowsView.Drafted) -> None:
        message.stop()
        self.editor.append(message.text)
        self.editor.focus()

    @on(Results.More)
    def _more_wanted(self, message: Results.More) -> None:
        message.stop()
        self._begin(partial(self.crank.fetch, message.result, message.cap))

    @on(SqlEditor.Submitted)
    def _submitted(self, message: SqlEditor.Submitted) -> None:
        self.run_statements(message.statements)

    def run_statements(self, statements: Sequence[Statement]) -> None:
        """Run statements one after the other, unless something runs already."""
        if statements:
            self._begin(partial(self.backslash.run, statements))

    def action_run_script(self) -> None:
        """Run every statement of the script, up to the first that is refused."""
        self.run_statements(split(self.editor.text))

    def action_send(self, statement: str) -> None:
        """Run a statement that is not in the editor."""
        self.run_statements([Statement(statement, 0, len(statement))])

    def action_again(self) -> None:
        """Run once more what lost a conflict, or what had no answer and did nothing."""
        if self.crank.outcome.repeats:
            self._begin(self.crank.run_again)
        else:
            self._warn("Only what lost a conflict, or surely did nothing, is run again from here.")

    async def action_check(self) -> None:
        """Put a query into the editor that shows what became of the last statement."""
        if query := self.crank.outcome.check:
            self.editor.append(query)
            await self.run_action("screen.look('editor')")
        else:
            self._warn("There is nothing to check, or no query is known.")

    def action_switch(self, mode: str) -> None:
        """Turn one of the modes on or off, and say what holds now."""
        self._say(Note(self.crank.modes.switch(mode), "information"))
        self._changed()

    def action_cancel(self) -> None:
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
            self._beside(self.crank.cancel, "cancel")

    async def action_line(self, action: str) -> None:
        """Do what the line below the editor does."""
        await self.app.run_action(action, self.line)

    async def action_expand(self, mode: str) -> None:
        """Show rows as lists: `on`, `off`, `auto` or `toggle`."""
        self.result.rows.action_expand(mode)

    def action_fix(self) -> None:
        """Show how the statement at the cursor would be written for Aurora DSQL."""
        self.problems.action_fix()

    def tick(self, now: float) -> None:
        """Every second: what there is to say of the session, and what is to be done about it."""
        if due := self.caretaker.look(now):
            self._beside(due, "keep")
        self._changed()

    def renew(self) -> None:
        """Go on in a new session because the user says so; an open transaction is rolled back."""
        if self._free():
            self._beside(self.caretaker.renew_now, "keep")

    def _beside(self, doing: Callable[[], Awaitable[None]], group: str) -> None:
        """Do something beside a run, instead of what is still done in the same group."""
        self.run_worker(doing, group=group, exclusive=True)

    async def end(self, closed: bool = False) -> None:
        """End the session, with what runs in it; `closed` by the user its text does not return."""
        await asyncio.gather(self.keeper.end(self.busy), self.line.end(closed))

    def _begin(self, doing: Callable[[], Awaitable[object]]) -> None:
        """Do something in the session, unless something runs already."""
        if self._free():
            self.crank.start()
            self._run(doing)

    @work(group="run")
    async def _run(self, doing: Callable[[], Awaitable[object]]) -> None:
        try:
            async with self.caretaker.turn:
                await doing()
        finally:
            self.workers.cancel_group(self, "cancel")
            self.crank.rest()

    def _learn(self, run: Run) -> None:
        """Take in what a run says, and say so once a change of the schema has come true."""
        known = self.shared.known
        known.learn(run)
        if known.stale and not self.state.open:
            self.post_message(self.Outdated())

    def _free(self) -> bool:
        """Can something be run now? If not, say why."""
        if self.busy:
            self._warn("A statement is running: Ctrl+C cancels it.")
        return not self.busy

    @on(ProblemLine.Changed)
    def _changed(self) -> None:
        self.post_message(self.Changed())

    async def _guard(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        return await guarded(self.app, self.shared.access, self.shared.title, statements)

    async def _ask(self, question: Screen[ScreenResultType]) -> ScreenResultType:
        return await self.app.push_screen_wait(question)

    def _warn(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", markup=False)

    def _say(self, note: Note) -> None:
        self.notify(note.text, title="Session", severity=note.severity, markup=False)
