"""Running one statement of a script: sent, tried again after a conflict, its rows written."""

from __future__ import annotations

from time import sleep

from dsql_tui.cli.attempt import Attempt, Attempts, collect
from dsql_tui.cli.cost_report import CostReport
from dsql_tui.cli.interrupts import Interrupts
from dsql_tui.cli.job_wait import JobWait
from dsql_tui.cli.messages import Messages
from dsql_tui.cli.options import DONE
from dsql_tui.cli.output import HeldOutput
from dsql_tui.cli.result_writer import ResultWriter
from dsql_tui.db.session import Session
from dsql_tui.db.user_code import read_user_code
from dsql_tui.dsql.clock import format_duration, read_clock
from dsql_tui.dsql.conflict import RetriedTransaction, make_conflict
from dsql_tui.dsql.job import JOB_COLUMN
from dsql_tui.dsql.meter import count_changed_rows
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import SentStatement
from dsql_tui.events import Finished
from dsql_tui.execution.conflict_retry import Pause, retry_transaction
from dsql_tui.execution.outcome import Outcome
from dsql_tui.execution.statement_facts import get_facts
from dsql_tui.execution.steps import STANDARD_INPUT, Execute, Reply
from dsql_tui.opening import Access
from dsql_tui.results.row_stream import RowStream
from dsql_tui.sql.plans.usage import PLAN_COLUMN

_KEPT = ([JOB_COLUMN], [PLAN_COLUMN])
"""The columns of the results whose rows are kept: the identifier of a job, and a plan."""


class StatementRun:
    """Runs statements in a session, which may be replaced by a renewed one.

    With retries, the rows of a transaction are held back until it is kept, so that nothing is
    written twice.
    """

    def __init__(
        self,
        access: Access,
        session: Session,
        attempts: Attempts,
        messages: Messages,
        held: HeldOutput | None,
        retries: int,
        job_wait: JobWait | None,
        cost: CostReport | None,
    ) -> None:
        self.session = session
        self.code = DONE
        """The exit code of the first statement that failed."""
        self.changed = False
        """True if a change was kept, or may have been."""
        self.open_changes = False
        """True if the open transaction has changed something."""
        self.interrupts = Interrupts()
        """Holds Ctrl+C back from a sending until its account was given."""
        self._access = access
        self._attempts = attempts
        self._messages = messages
        self._held = held
        self._retries = retries
        self._job_wait = job_wait
        self._cost = cost
        self._executes: dict[SentStatement, Execute] = {}
        """The statements of the open transaction."""

    def run(self, execute: Execute, writer: ResultWriter) -> tuple[Attempt, Reply]:
        """Run a statement; after a conflict its whole transaction, as often as is allowed."""
        self._renew()
        statement = execute.statement
        sent = SentStatement(statement.text, file=statement.file, data=execute.data)
        self._executes[sent] = execute
        attempt, reply = self._attempt(sent, writer)
        if attempt.outcome.conflicted:
            attempt, reply = self._retry(attempt, reply, writer)
        if not self.session.state.open:
            self._executes.clear()
        if attempt.outcome.error:
            self.code = self.code or attempt.code
        elif not (self.session.state.open or self._wait_for_jobs(execute)):
            reply = reply._replace(failed=True)
        return attempt, reply

    def _renew(self) -> Session:
        """Return the session, after replacing an idle one whose end is near."""
        if self.session.clock.needs_renewal(read_clock()) and self.session.state is State.IDLE:
            self.session, _ = self._access.renew(self.session)
        return self.session

    def _wait_for_jobs(self, execute: Execute) -> bool:
        """Wait for the jobs of the statements so far; return True if none has failed."""
        if self._job_wait is None:
            return True
        self.interrupts.release()
        code = self._job_wait.wait(self._renew, execute.place)
        self.code = self.code or code
        return code == DONE

    def _retry(self, attempt: Attempt, reply: Reply, writer: ResultWriter) -> tuple[Attempt, Reply]:
        whole = attempt.outcome.repeats
        texts = [each.text for each in whole]
        tried = RetriedTransaction(
            self._access.conflicts.add, lambda error: make_conflict("exec", error, texts, ())
        )
        tried.note(attempt.outcome.error)
        if any(each.file == STANDARD_INPUT for each in whole):
            return attempt, reply  # nothing is left to read
        steps = retry_transaction(whole, self._retries)
        outcome: Outcome | None = None
        try:
            while True:
                step = next(steps) if outcome is None else steps.send(outcome)
                outcome = None
                if isinstance(step, Pause):
                    if step.number > 1:
                        tried.note(attempt.outcome.error)
                    self._pause(step, attempt, writer)
                else:
                    attempt, reply = self._attempt(step, writer)
                    outcome = attempt.outcome
        except StopIteration:
            if self._retries:
                tried.note(attempt.outcome.error)
            return attempt, reply

    def _pause(self, pause: Pause, attempt: Attempt, writer: ResultWriter) -> None:
        assert attempt.outcome.error is not None
        words = attempt.outcome.error.message
        self._messages.say(f"{words} Trying again in {format_duration(pause.seconds)}.")
        self.interrupts.release()
        sleep(pause.seconds)
        if self._held:
            self._held.drop()
            writer.forget()
        if self.session.state.open:
            self._attempts.send(self.session, SentStatement("rollback"), lambda stream: None)

    def _attempt(self, sent: SentStatement, writer: ResultWriter) -> tuple[Attempt, Reply]:
        """Send a statement once, writing what it returns."""
        read_user_code(self.session, sent.text)
        self.interrupts.hold()
        execute, before = self._executes.get(sent), self.session.state
        collected: list[Reply] = []
        streams: list[RowStream] = []

        def take(stream: RowStream) -> None:
            streams.append(stream)
            if [column.name for column in stream.columns] in _KEPT:
                stream.kept = []
            if execute is None or execute.collect:
                names, types, rows = collect(stream)
                collected.append(Reply(columns=names, types=types, rows=rows))
            else:
                writer.write_stream(stream, execute)

        attempt = self._attempts.send(self.session, sent, take)
        if not (self.session.state.open or attempt.outcome.error):
            attempt = self._release(attempt, writer)
        self._note_changes(sent, before, attempt)
        finished = attempt.finished
        if self._job_wait and streams:
            self._job_wait.note(streams[0])
        if self._cost and finished and (words := self._cost.note(streams[0] if streams else None)):
            self._messages.say(words)
        if finished and (writer.display.timing or not attempt.returns):
            took = f" · {format_duration(finished.elapsed)}" if writer.display.timing else ""
            self._messages.say(finished.tag + took)
        if attempt.interrupted and finished:
            self._messages.warn(f"Interrupted, but the statement had ended: {finished.tag}.")
            raise KeyboardInterrupt
        return attempt, _complete(collected[0] if collected else Reply(), attempt)

    def _release(self, attempt: Attempt, writer: ResultWriter) -> Attempt:
        if self._held is None:
            return attempt
        try:
            self._held.release()
            writer.keep()
        except OSError as error:
            return attempt._replace(unwritten=error)
        return attempt

    def _note_changes(self, sent: SentStatement, before: State, attempt: Attempt) -> None:
        facts = get_facts(sent.text)
        done = not attempt.outcome.error
        changes = self.session.assess(sent.text).may_change and done
        if self.session.state.open:
            self.open_changes = (self.open_changes and before.open) or changes
            return
        committed = facts.commits and self.open_changes and done
        kept = changes and not before.open
        self.changed = self.changed or kept or committed or attempt.outcome.unknown
        self.open_changes = False


def _complete(reply: Reply, attempt: Attempt) -> Reply:
    """Return a reply with what psql's variables tell of a statement."""
    error, finished = attempt.outcome.error, attempt.finished
    return reply._replace(
        failed=error is not None,
        affected=_count(finished),
        sqlstate=(error.sqlstate or "") if error else "00000",
        message=error.message if error else "",
    )


def _count(finished: Finished | None) -> int:
    if finished is None:
        return 0
    last = finished.tag.rpartition(" ")[2]
    return count_changed_rows(finished.tag) or (int(last) if last.isdecimal() else 0)
