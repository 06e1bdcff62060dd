"""Running the statements and backslash commands of a script in a console."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, Sequence
from functools import partial
from typing import TypeVar

from dsql_tui.dsql.state import State
from dsql_tui.events import ServerError
from dsql_tui.execution.activity import Activity, Note
from dsql_tui.execution.interpreter import Interpreter
from dsql_tui.execution.local_steps import LocalSteps
from dsql_tui.execution.outcome import Outcome
from dsql_tui.execution.protocols import ConsoleActions, ResultSink, ScriptView
from dsql_tui.execution.result import Result
from dsql_tui.execution.result_file import reply_with_rows
from dsql_tui.execution.run_options import RunOptions
from dsql_tui.execution.script_state import Abilities
from dsql_tui.execution.session_manager import SessionManager
from dsql_tui.execution.source import Source
from dsql_tui.execution.statement_runner import StatementRunner
from dsql_tui.execution.statement_sender import StatementSender
from dsql_tui.execution.steps import Execute, Fail, Place, Reply, Sleep, Step
from dsql_tui.execution.threads import in_thread
from dsql_tui.sql.parameters import find_parameters
from dsql_tui.sql.statements import Statement

Before = Callable[[Sequence[Statement]], Awaitable[Sequence[Statement]]]
"""A check before statements run: returns the statements to run, or none to cancel."""

CANCEL_TIMEOUT = 1.0
"""Seconds for the server to cancel a statement, until the user can give up the session."""
_CANCEL_INTERVAL = 0.5
"""Seconds between an answered request and the next."""

T = TypeVar("T")


class ScriptRunner:
    """Carries out the steps of scripts."""

    def __init__(
        self,
        session_manager: SessionManager,
        target: str,
        script: ScriptView,
        results: ResultSink,
        activity: Activity,
        actions: ConsoleActions,
    ) -> None:
        """Create the runner of a console.

        Args:
            session_manager: Holds the session.
            target: The name of the cluster in the history.
            script: The editor.
            results: Takes the results.
            activity: Shows the progress.
            actions: The actions of backslash commands.
        """
        self.session_manager = session_manager
        self.activity = activity
        self.statements = StatementRunner(session_manager, target, script, results, activity)
        self.before: list[Before] = []
        self.late: list[Before] = []
        """The checks of statements that are not in the preview of their script."""
        self.again: list[Before] = []
        """The checks of statements that run again, with the values that they had."""
        facts = session_manager.access.facts
        self.interpreter = Interpreter(facts, Abilities(console=True))
        self._script = script
        self._results = results
        self._actions = actions
        self.local = LocalSteps(results, actions, activity, self.statements.options)
        self._agreed: set[str] = set()
        self._source = Source("")
        self._failures = 0
        self._last_place: Place | None = None
        """The place of the last step that failed."""

    @property
    def sender(self) -> StatementSender:
        """The sender of the statements."""
        return self.statements.sender

    @property
    def options(self) -> RunOptions:
        """The options of the console."""
        return self.statements.options

    @property
    def outcome(self) -> Outcome:
        """The outcome of the last run."""
        return self.statements.outcome

    @property
    def state(self) -> State:
        """The state of the session, or how it was lost."""
        return self.statements.state

    @property
    def busy(self) -> bool:
        """True while something runs."""
        return self.activity.busy

    async def run_script(self, source: Source, statements: Sequence[Statement]) -> None:
        """Run statements of a script if every check in `before` passes."""
        planned = await self._drive(self.interpreter.preview(source, statements))
        agreed: Sequence[Statement] = planned or []
        for ask in self.before if planned else []:
            agreed = await ask(agreed)
            if not agreed:
                return
        self._results.begin()
        if agreed != planned:  # batches replace the statement
            source, statements = Source(""), agreed
        self._source = source
        self._agreed = {
            each.text
            for each in agreed
            if not any(map(self.may_assign, find_parameters(each.text)))
        }
        self.interpreter.assigned.clear()
        self._failures = 0
        done = await self._drive(self.interpreter.run(source, statements))
        if problem := await in_thread(self.local.files.publish):
            self.activity.tell(Note(problem, "error"))
        if done is None:
            self._report_stop()
        elif self._failures:
            words = (
                f"{self._failures} of {len(statements)} statements failed; the others succeeded."
            )
            self.activity.tell(Note(words, "warning"))

    def may_assign(self, name: str) -> bool:
        """Return True if the script that is about to run may assign a value to a variable."""
        return self.interpreter.assigned.has(name)

    async def end(self) -> None:
        """End the session and the files of results."""
        await self.session_manager.end(self.busy)
        self.local.files.close()

    async def fetch_more(self, result: Result, cap: int | None) -> None:
        """Run a query that stopped at the row cap again with another cap."""
        await self.statements.fetch_more(result, cap)

    async def run_again(self) -> None:
        """Run statements again that lost a conflict, or got no answer and had no effect."""
        repeats = self.outcome.repeats
        again = [Statement(each.text, 0, len(each.text)) for each in repeats]
        if not await _agree(self.again, again):
            return
        self.statements.acknowledge_loss()
        if self.outcome.conflicted:
            await self.statements.retry_conflict(beside=False)
        else:
            self._results.begin()
            await self.statements.run_again(repeats)

    async def cancel(self) -> None:
        """Ask the server to cancel the current statement, and report if it does not."""
        self.activity.say("cancelling")
        requests = asyncio.ensure_future(self._request_cancel())
        try:
            await asyncio.sleep(CANCEL_TIMEOUT)
            self.activity.cancel_ignored = True
            self.activity.say(
                "not cancelled yet: Ctrl+C gives up the session; the server may still finish"
            )
            await requests
        finally:
            requests.cancel()  # Its thread goes on: a distant server may need longer.

    async def _request_cancel(self) -> None:
        """Ask until the statement ends; PostgreSQL drops a request that comes before it."""
        while self.sender.sending and not self.activity.given_up:
            await in_thread(self.sender.cancel)
            await asyncio.sleep(_CANCEL_INTERVAL)

    def give_up(self) -> None:
        """Cut the session while a statement runs that the server does not cancel."""
        self.activity.given_up = True
        self.activity.say("session given up: reading the rest of what the server sent")
        self.session_manager.session.cut()

    async def _drive(self, steps: Generator[Step, Reply, T]) -> T | None:
        """Carry out steps; return the result of the generator, or `None` if a step stopped it."""
        reply: Reply | None = None
        try:
            while True:
                reply = await self._carry_out(next(steps) if reply is None else steps.send(reply))
                self._failures += reply.failed
                if self._stops(reply):
                    return None
        except StopIteration as end:
            result: T = end.value
            return result

    def _stops(self, reply: Reply) -> bool:
        if self.activity.cancel_requested:
            return True
        lost = self.session_manager.session.lost
        return reply.failed and (not self.options.continue_on_error or lost)

    async def _carry_out(self, step: Step) -> Reply:
        match step:
            case Execute():
                return await self._execute(step)
            case Sleep(seconds):
                self.activity.say(f"runs again in {seconds:g} s: Ctrl+C stops")
                await asyncio.sleep(seconds)
                return Reply()
            case Fail(sentence, place, written):
                return self._fail(sentence, place, written)
        return await self.local.carry_out(step)

    async def _execute(self, step: Execute) -> Reply:
        statement = step.statement
        if not (step.internal or await self._is_agreed(statement)):
            return Reply(failed=True, message="Not run.")
        origin = self.interpreter.origin
        if (not step.internal and step.written != origin) or statement.file:
            shown = step.written if statement.file else statement.text
            self._actions.keep_history(origin, statement.text, shown)
        if statement.text != step.written or step.place.source is not self._source:
            statement = statement._replace(start=0, end=0)  # the editor does not show it
        result = Result(statement) if step.collect else self._results.next(statement)
        result.data = step.data
        display = self.local.files.display.apply(step.settings)
        result.null = display.null
        result.expanded = display.options.expanded if step.settings else None
        done = await self.statements.run(statement, self._words(), result=result)
        if not done and self.outcome.conflicted and self.options.retry_conflicts:
            done = await self.statements.retry_conflict(beside=True)
        return await self._reply(step, self.statements.latest, done)

    async def _reply(self, step: Execute, result: Result, done: bool) -> Reply:
        if not done:
            self._last_place = step.place
            error = result.error or ServerError("The statement was cancelled before it was sent.")
            if step.collect:
                self._results.next(result.statement).fail(error)
            return Reply(failed=True, sqlstate=error.sqlstate or "", message=error.message)
        if step.collect:
            return await in_thread(partial(reply_with_rows, result))
        files = self.local.files
        if step.output or files.active:
            message = await in_thread(partial(files.write, result, step.output, step.settings))
            if message:
                return self._fail(message, step.place, step.written)
        return Reply(affected=result.count, sqlstate="00000")

    async def _is_agreed(self, statement: Statement) -> bool:
        r"""Ask about a statement that is not in the preview, such as one of \gexec."""
        return statement.text in self._agreed or await _agree(self.late, [statement])

    def _words(self) -> str:
        number, of, _ = self.interpreter.progress
        # Pad to a constant width, because a new width lays out the whole screen again.
        return f"running, statement {number:{len(str(of))}} of {of}" if of > 1 else "running"

    def _fail(self, sentence: str, place: Place | None, written: str) -> Reply:
        error = ServerError(sentence)
        statement = Statement(written, 0, 0)
        self.statements.latest = result = self._results.next(statement)
        self.statements.outcome = Outcome(error)
        if place and place.source is self._source:
            self._script.mark_error(place.start)
        self._last_place = place
        result.fail(error)
        return Reply(failed=True, message=sentence)

    def _report_stop(self) -> None:
        """Report where the script stopped, in the last result and in the editor."""
        number, of, left = self.interpreter.progress
        place = self._last_place
        if of < 2 or place is None:
            return
        words = f"Stopped at statement {number} of {of}, {place.words}; {left} not run."
        self.statements.latest.stop(words)
        if place.source is self._source:
            self._script.reveal(place.start)


async def _agree(checks: Sequence[Before], statements: Sequence[Statement]) -> bool:
    """Return True if all checks let the statements run."""
    for check in checks:
        if not await check(statements):
            return False
    return True
