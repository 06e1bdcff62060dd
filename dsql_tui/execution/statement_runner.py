"""Running one statement of a console, from preparing the session to the outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timezone

from dsql_tui.dsql.answer import Answer
from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import MAX_RETRIES, SentStatement, find_differences
from dsql_tui.events import Failed, Finished, Notice, Run, ServerError
from dsql_tui.execution.activity import Activity, Note
from dsql_tui.execution.conflict_retry import Pause, retry_transaction
from dsql_tui.execution.outcome import Outcome, judge_failure
from dsql_tui.execution.protocols import ResultSink, ScriptView
from dsql_tui.execution.result import Result
from dsql_tui.execution.run_options import RunOptions
from dsql_tui.execution.session_manager import SessionManager
from dsql_tui.execution.statement_facts import get_facts
from dsql_tui.execution.statement_sender import StatementSender
from dsql_tui.execution.usage_log import find_usage
from dsql_tui.sql.statements import Statement

After = Callable[[Run], object]
"""A callback for every run after it has ended, successful or not."""


_TRANSACTION_LOST = ServerError(
    "The session ended during the transaction, and the server rolled it back. This statement was "
    "not sent. Run the whole transaction again."
)


class StatementRunner:
    """The runner of single statements; it keeps the outcome of the last one."""

    def __init__(
        self,
        session_manager: SessionManager,
        target: str,
        script: ScriptView,
        results: ResultSink,
        activity: Activity,
    ) -> None:
        """Create a runner.

        Args:
            session_manager: Holds the session.
            target: The name of the cluster in the history.
            script: The editor, to mark errors.
            results: Takes the results.
            activity: Shows the progress.
        """
        self.session_manager = session_manager
        self.sender = StatementSender(session_manager)
        self.options = RunOptions()
        self.after: list[After] = []
        self.outcome = Outcome()
        self.latest = Result()
        """The result of the last run."""
        self.elapsed: float | None = None
        """The duration of the last run in seconds."""
        self.lost_transaction: tuple[SentStatement, ...] = ()
        """The statements of a transaction that was lost with its session, until the user
        acknowledges the loss."""
        self._target = target
        self._script = script
        self._results = results
        self._activity = activity

    @property
    def state(self) -> State:
        """The state of the session, or how it was lost."""
        if self.lost_transaction:
            return State.TRANSACTION_LOST
        session = self.session_manager.session
        if not session.lost:
            return session.state
        return State.OUTCOME_UNKNOWN if self.outcome.unknown else State.LOST

    def note_loss(self) -> None:
        """Record a lost transaction if the session ended while one was open."""
        transcript = self.sender.transcript
        if self.session_manager.session.lost and transcript.open:
            self.lost_transaction = transcript.sent
            transcript.reset()

    def acknowledge_loss(self) -> None:
        """Forget the lost transaction after the user has acknowledged it."""
        self.lost_transaction = ()

    async def run(
        self,
        statement: Statement,
        doing: str,
        sent: SentStatement | None = None,
        result: Result | None = None,
    ) -> bool:
        """Prepare the session and run one statement; return True if it succeeded.

        Args:
            statement: The statement.
            doing: The activity to show.
            sent: The statement as it was sent before, to send it again unchanged.
            result: The result to fill; by default a new one.
        """
        self.latest = result = result or self._results.next(statement)
        self.outcome = Outcome()
        self._script.clear_error()
        try:
            if not (await self._make_ready(result) and await self._begin(result)):
                return False
        except asyncio.CancelledError:
            result.fail(ServerError("The statement was cancelled before it was sent."))
            raise
        return await self.send(result, doing, sent)

    async def fetch_more(self, result: Result, cap: int | None) -> None:
        """Run a query that stopped at the row cap again with another cap."""
        again = self._results.again(result, cap)
        if await self._make_ready(again):
            await self.send(again, "fetching more rows")

    async def retry_conflict(self, beside: bool) -> bool:
        """Retry a transaction that lost a conflict; return True if it succeeded.

        Args:
            beside: True to keep the other results of its script.
        """
        sent, first = self.outcome.repeats, self.sender.transcript.answers
        steps = retry_transaction(sent, MAX_RETRIES)
        doing = ""
        outcome: Outcome | None = None
        try:
            while True:
                step = next(steps) if outcome is None else steps.send(outcome)
                outcome = None
                if isinstance(step, Pause):
                    doing = await self._pause(step, beside)
                else:
                    await self.run(_restore_statement(step), doing, step)
                    outcome = self.outcome
        except StopIteration:
            pass
        if self.outcome.conflicted:
            self.outcome = self.outcome._replace(repeats=sent)
        else:
            self._compare(first)
        return self.outcome.error is None

    async def run_again(self, sent: Sequence[SentStatement]) -> None:
        """Run statements again until one fails."""
        if self.session_manager.session.state.open:
            await self.sender.run_quietly("rollback")
        for each in sent:
            if not await self.run(_restore_statement(each), "running again", each):
                return

    async def send(self, result: Result, doing: str, sent: SentStatement | None = None) -> bool:
        """Send one statement and show its result; return True if it succeeded."""
        self._activity.say(doing)
        sent = sent or self.sender.prepare(result.statement, result.data)
        when = datetime.now(timezone.utc)
        ending = await self.sender.run(result, sent)
        self.elapsed = ending.elapsed
        if isinstance(ending, Failed):
            self._take_failure(result, sent, ending.error, when)
        self._report(result, when, ending)
        await self.session_manager.remember_settings()
        return isinstance(ending, Finished)

    async def _pause(self, pause: Pause, beside: bool) -> str:
        trying = f"try {pause.number} of {pause.of}"
        self._activity.say(f"conflict: {trying} in {pause.seconds:.1f} s")
        await asyncio.sleep(pause.seconds)
        if not beside:
            self._results.begin()
        if self.session_manager.session.state.open:
            await self.sender.run_quietly("rollback")
        return trying

    def _compare(self, first: Sequence[Answer | None]) -> None:
        """Warn if answers differ from those of the first try."""
        if found := find_differences(first, self.sender.transcript.answers):
            which = "Statement " + ", ".join(map(str, found))
            words = f"{which} of the transaction returned a different answer than on the first try."
            self.latest.take(Notice("NOTE", words))
            self._activity.tell(Note(words, "warning"))

    async def _make_ready(self, result: Result) -> bool:
        """Make sure that there is a session; replace one that has ended or soon will.

        A statement of a transaction that was lost is not sent outside of it.
        """
        self.note_loss()
        if self.lost_transaction:
            self.outcome = Outcome(_TRANSACTION_LOST)
            result.fail(_TRANSACTION_LOST)
            return False
        if self.session_manager.session.lost:
            self._activity.say("opening a session")
        error, note = await self.session_manager.make_ready(read_clock(), self._activity.say)
        if note:
            self._activity.tell(note)
        if error:
            self.outcome = Outcome(error)
            result.fail(error)
        if error is None:
            manager = self.session_manager
            manager.session.read_only = manager.access.read_only or self.options.read_only
        return error is None

    async def _begin(self, result: Result) -> bool:
        """Begin a transaction with manual commit, if the statement belongs in one."""
        idle = self.session_manager.session.state is State.IDLE
        belongs = get_facts(result.statement.text).risk.kind in ("read", "write")
        if not (self.options.manual_commit and idle and belongs):
            return True
        ending = await self.sender.run_quietly("begin")
        if isinstance(ending, Failed):
            result.take(ending)
            now = datetime.now(timezone.utc)
            self._take_failure(result, SentStatement("begin"), ending.error, now)
        return isinstance(ending, Finished)

    def _take_failure(
        self, result: Result, sent: SentStatement, error: ServerError, when: datetime
    ) -> None:
        """Set the outcome of a failed statement, and mark the error in the editor."""
        sender, statement = self.sender, result.statement
        given_up = self._activity.given_up
        self.outcome = judge_failure(
            sent, sender.before, error, sender.transcript, given_up, sender.session.code
        )
        if self.outcome.lost_transaction:
            self.lost_transaction = self.outcome.lost_transaction
        if self.outcome.loss is not None:
            result.lose(self.outcome.loss, when)
            return
        if self.outcome.partial:
            result.mark_partial()
        if error.position is not None and self._is_shown(statement):
            self._script.mark_error(statement.start + error.position - 1)

    def _is_shown(self, statement: Statement) -> bool:
        """Return True if the editor still has the statement at its position."""
        return self._script.text[statement.start : statement.end] == statement.text

    def _report(self, result: Result, sent: datetime, ending: Finished | Failed) -> None:
        table, usage = result.table, find_usage(result)
        run = Run(
            result.statement.text,
            sent,
            ending.elapsed,
            rows=None if table is None else len(table),
            tag=ending.tag if isinstance(ending, Finished) else "",
            error=ending.error if isinstance(ending, Failed) else None,
            unknown=self.outcome.unknown,
            target=self._target,
            role=self.session_manager.access.role,
            dpu=usage.total if usage else None,
        )
        for take in self.after:
            take(run)


def _restore_statement(sent: SentStatement) -> Statement:
    return Statement(sent.text, 0, len(sent.text), sent.file)
