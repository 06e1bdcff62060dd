"""A console: an editor, a session of its own and the results."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from time import monotonic
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message

from dsql_tui.db.session import Session
from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import SentStatement
from dsql_tui.events import Run
from dsql_tui.execution.activity import Activity, Note
from dsql_tui.execution.result import Result
from dsql_tui.execution.script_runner import ScriptRunner
from dsql_tui.execution.session_manager import SessionManager
from dsql_tui.execution.source import Source
from dsql_tui.execution.threads import in_thread
from dsql_tui.execution.workspace import Workspace
from dsql_tui.opening import Access
from dsql_tui.sql.near_names import find_near_name
from dsql_tui.sql.statements import Statement, split
from dsql_tui.ui.dialogs.menu import Entry
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.editor.problem_bar import ProblemBar
from dsql_tui.ui.editor.script_bar import ScriptBar
from dsql_tui.ui.results.result_view import ResultView
from dsql_tui.ui.results.results import Results
from dsql_tui.ui.results.rows_view import RowsView
from dsql_tui.ui.terminal.sign_in import describe_aws_error
from dsql_tui.ui.workbench.backslash_actions import BackslashActions
from dsql_tui.ui.workbench.console_keys import ENTRIES, KEYS
from dsql_tui.ui.workbench.pane_border import PaneBorder, PaneTitle
from dsql_tui.ui.workbench.related_rows import RelatedRows
from dsql_tui.ui.workbench.row_edits import RowEdits
from dsql_tui.ui.workbench.run_questions import RunQuestions
from dsql_tui.ui.workbench.run_workers import RunWorkers

_MIN_STATUS_INTERVAL = 0.5
"""Seconds between two redraws of the status bar during a script."""


class Console(Vertical):
    """A console that runs the statements of its editor and posts its changes."""

    DEFAULT_CSS = """
    Console { width: 1fr; }
    Console > SqlEditor { min-height: 3; }
    Console > Results { min-height: 4; }
    """
    MENU: ClassVar[tuple[Entry, ...]] = ENTRIES
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    class Changed(Message):
        """The status of the console changed; `ConsoleStatus.from_console` returns the new one."""

        def can_replace(self, message: Message) -> bool:
            """Return True for another change, because the last one is enough."""
            return isinstance(message, Console.Changed)

    class Progressed(Message):
        """Only the rows or their selection changed."""

    class Outdated(Message):
        """A committed statement changed the schema, so the catalog is outdated."""

    def __init__(
        self, workspace: Workspace, session: Session, number: int = 1, script: str = ""
    ) -> None:
        super().__init__(id=f"console-{number}")
        settings, completion = workspace.settings, workspace.completion
        self._change_pending, self._changed_at = False, 0.0
        self.workspace = workspace
        self.session_manager = SessionManager(
            workspace.access, session, read_clock(), settings.session_warnings, describe_aws_error
        )
        self.editor = SqlEditor(script)
        self.editor.completer.completion = completion
        self.editor.use_settings(settings)
        self.line = ScriptBar(self.editor, workspace.files, number)
        self.problems = ProblemBar(self.editor)
        self.results = Results(workspace.budget, settings.row_cap or None)
        self.title, self.results_border = PaneTitle(), PaneBorder("results")
        self.split(settings.editor_height)
        self.runner = ScriptRunner(
            self.session_manager,
            workspace.title,
            self.editor,
            self.results,
            Activity(self._update_status, self._say),
            BackslashActions(self.line, self.results),
        )
        self.runner.options.manual_commit = settings.transactions == "explicit"
        self.runner.sender.values = completion.values
        self.runs = RunWorkers(self, self.runner, self.results)
        self.runner.statements.after += [completion.learn, self._learn]
        self.questions = RunQuestions(self, workspace, self.runner, self.line)
        self.result.rows.writer = RowEdits(
            self.runner, self.runs, self.results, self.line, self.questions
        )
        self.result.rows.related = RelatedRows(self)

    def compose(self) -> ComposeResult:
        yield self.title
        yield self.editor
        yield self.problems
        yield self.line
        yield self.results_border
        yield self.results

    def split(self, percent: int) -> None:
        """Give the editor a share of the height, and the results the rest."""
        # A multiple of 1/64 is exact. Textual takes an `fr` for a line where nothing fits.
        self.editor.styles.height = f"{percent / 64}fr"
        self.results.styles.height = f"{(100 - percent) / 64}fr"

    def on_mount(self) -> None:
        self.set_interval(1.0, lambda: self.tick(read_clock()))
        self._post_change()

    @property
    def session(self) -> Session:
        """The session that statements run in."""
        return self.session_manager.session

    @property
    def access(self) -> Access:
        """The access that opens sessions."""
        return self.session_manager.access

    @property
    def statements(self) -> Sequence[Statement]:
        """The selected statements, or the one at the cursor."""
        return self.editor.statements

    def prepare(self, statement: Statement) -> SentStatement:
        """Return a statement with the values of its parameters, ready to send."""
        return self.runner.sender.prepare(statement)

    @property
    def result(self) -> ResultView:
        """The view of the current result."""
        return self.results.view

    @property
    def busy(self) -> bool:
        """True during a run, including the time to open a session for it."""
        return self.runner.busy

    @property
    def state(self) -> State:
        """The state of the session, or how it was lost."""
        return self.runner.state

    @on(Results.Changed)
    @on(RowsView.SummaryChanged)
    def _show_progress(self, message: Message) -> None:
        message.stop()
        self.post_message(self.Progressed())

    @on(RowsView.Drafted)
    def _insert_draft(self, message: RowsView.Drafted) -> None:
        message.stop()
        self.editor.append(message.text)
        self.editor.focus()

    @on(Results.More)
    def _fetch_more(self, message: Results.More) -> None:
        message.stop()
        self.runs.start_run(partial(self.runner.fetch_more, message.result, message.cap))

    @on(SqlEditor.Submitted)
    def _run_submitted(self, message: SqlEditor.Submitted) -> None:
        self.run_statements(message.statements)

    def run_statements(self, statements: Sequence[Statement]) -> None:
        """Run statements one after the other, unless another run is in progress."""
        if statements:
            self.runs.start_run(partial(self.run_script, Source(self.editor.text), statements))

    async def run_script(self, source: Source, statements: Sequence[Statement]) -> None:
        """Run statements in a worker, after the questions about them."""
        await self.line.choose_history(statements)
        if await self.questions.confirm_loss(statements):
            await self.runner.run_script(source, statements)

    def action_run_script(self) -> None:
        """Run every statement of the script, up to the first error."""
        self.run_statements(split(self.editor.text))

    def action_send(self, statement: str) -> None:
        """Run a statement that is not in the editor."""
        found = Statement(statement, 0, len(statement))
        self.runs.start_run(partial(self.run_script, Source(statement), [found]))

    def action_again(self) -> None:
        """Run statements again that lost a conflict, or got no answer and had no effect."""
        if self.runner.outcome.repeats:
            self.runs.start_run(self.runner.run_again)
        else:
            self._warn("There is no statement to run again after a conflict or a lost session.")

    async def action_check(self) -> None:
        """Insert a query that shows whether the last statement took effect."""
        if query := self.runner.outcome.check:
            self.editor.append(query)
            await self.run_action("screen.go_to('editor')")
        else:
            self._warn("No check can be suggested for this statement.")

    def action_switch(self, mode: str) -> None:
        """Turn a run option on or off, and show a message about it."""
        self._say(Note(self.runner.options.switch(mode), "information"))
        self._post_change()

    def action_cancel(self) -> None:
        """Cancel the current run; a second time, give up its session."""
        self.runs.cancel_run()

    async def action_line(self, action: str) -> None:
        """Run an action of the bar below the editor."""
        await self.app.run_action(action, self.line)

    def action_fix(self) -> None:
        """Show the statement at the cursor rewritten for Aurora DSQL."""
        result = self.runner.statements.latest
        at_cursor = self.editor.document.statement_at(self.editor.cursor_location)
        if result.near_name is not None and result.statement == at_cursor:
            self.problems.offer_name(result.statement, result.near_name)
        else:
            self.problems.action_fix()

    def tick(self, now: float) -> None:
        """Check the session and update the status, every second."""
        self.runs.check_session(now)
        self._post_change()

    def renew(self) -> None:
        """Open a new session on request; roll back an open transaction."""
        self.runs.renew_session()

    async def end(self, closed: bool = False) -> None:
        """End the session; if the user `closed` the console, its text is not restored later."""
        await asyncio.gather(self.runner.end(), self.line.end(closed))

    async def commit(self) -> bool:
        """Commit the open transaction; return True if it is committed."""
        commit = Statement("commit", 0, len("commit"))
        await self.runs.run(partial(self.runner.run_script, Source(commit.text), [commit]))
        return self.runner.outcome.error is None and not self.state.open

    def _learn(self, run: Run) -> None:
        """Update completion after a run, and post `Outdated` after a committed schema change."""
        completion = self.workspace.completion
        self.workspace.note(self.line.number, self.runner.statements, run)
        if run.error is None:
            self.editor.completer.search_path.note(run.statement)
        else:
            self._suggest_name(self.runner.statements.latest)
        if completion.stale and not self.state.open:
            self.post_message(self.Outdated())

    @work(group="name", exclusive=True)
    async def _suggest_name(self, result: Result) -> None:
        """Suggest a name in place of one that the server did not find."""
        path = self.editor.completer.search_path.schemas
        catalog = self.workspace.completion.catalog.with_search_path(path)
        if (error := result.error) is not None:
            find = partial(find_near_name, error, result.statement.text, catalog)
            if near_name := await in_thread(find):
                result.suggest(near_name)

    def _update_status(self) -> None:
        """Update the status bar, at most once in `_MIN_STATUS_INTERVAL`."""
        if self.busy and monotonic() - self._changed_at < _MIN_STATUS_INTERVAL:
            if not self._change_pending:
                self._change_pending = True
                self.set_timer(_MIN_STATUS_INTERVAL, self._post_change)
        else:
            self._post_change()

    @on(ProblemBar.Changed)
    def _post_change(self) -> None:
        self._change_pending, self._changed_at = False, monotonic()
        self.post_message(self.Changed())

    def _warn(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", markup=False)

    def _say(self, note: Note) -> None:
        self.notify(note.text, title="Session", severity=note.severity, markup=False)
