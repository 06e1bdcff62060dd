"""One sending of a statement by `exec`, and a true account of its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import NamedTuple

from dsql_tui.cli.deadline import Deadline
from dsql_tui.cli.options import CONFLICT, FAILED, INTERRUPTED, TIMED_OUT, UNKNOWN
from dsql_tui.cli.output import PagerLeft
from dsql_tui.db.row_reader import RowReader
from dsql_tui.db.session import Session
from dsql_tui.dsql.loss import loss
from dsql_tui.dsql.sqlstate import PROGRAM_LIMIT_EXCEEDED
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import SentStatement, Transcript
from dsql_tui.events import Failed, Finished, Notice, ServerError
from dsql_tui.execution.outcome import Outcome, judge_failure
from dsql_tui.execution.send import send
from dsql_tui.execution.statement_facts import get_facts
from dsql_tui.results.formats.format import Row
from dsql_tui.results.row_stream import RowStream

_NO_ANSWER = ServerError("Interrupted before the server answered.", lost=True)

Take = Callable[[RowStream], object]
"""Takes the rows of a statement that returns some."""


class Attempt(NamedTuple):
    """How a statement ended."""

    outcome: Outcome = Outcome()
    finished: Finished | None = None
    returns: bool = False
    """True if the statement described columns."""
    unwritten: OSError | None = None
    """Why its rows could not be written."""
    late: bool = False
    interrupted: bool = False

    @property
    def code(self) -> int:
        """The exit code for an attempt that failed."""
        outcome = self.outcome
        if outcome.unknown:
            return UNKNOWN
        if self.interrupted and (outcome.cancelled or outcome.loss):
            return INTERRUPTED
        if self.late and (outcome.cancelled or outcome.loss):
            return TIMED_OUT
        return CONFLICT if outcome.conflicted else FAILED


class Attempts:
    """Sends statements in a session, one at a time."""

    def __init__(self, timeout: float | None, hear: Callable[[Notice], object]) -> None:
        self.transcript = Transcript()
        self._timeout = timeout
        self._hear = hear
        self._read = RowReader()

    def send(self, session: Session, sent: SentStatement, take: Take) -> Attempt:
        """Send a statement once; `take` gets its rows."""
        before, unwritten, returns = session.state, None, False
        with Deadline(session, self._timeout) as deadline:
            stream = RowStream(deadline.watch(send(session, sent)), self._read, self._hear)
            with closing(stream):
                try:
                    returns = stream.wait_for_columns()
                    if returns:
                        take(stream)
                except PagerLeft:
                    _leave(stream, _is_harmless(session, sent, before))
                except OSError as error:
                    unwritten = error
                    _leave(stream, _is_harmless(session, sent, before))
                except KeyboardInterrupt:
                    if not deadline.began:
                        raise  # Nothing was sent.
                    deadline.cancel()
                    _leave(stream, harmless=False)
        if not session.lost:
            self.transcript.record(sent, session.state)
        ended = stream.ending
        if isinstance(ended, Finished):
            return Attempt(Outcome(), ended, returns, unwritten, interrupted=deadline.interrupted)
        if ended is None and not deadline.interrupted:  # a read that was left
            return Attempt(Outcome(), None, returns, unwritten)
        outcome = self._judge(session, sent, before, ended, deadline)
        return Attempt(outcome, None, returns, unwritten, deadline.late, deadline.interrupted)

    def _judge(
        self,
        session: Session,
        sent: SentStatement,
        before: State,
        ended: Failed | None,
        deadline: Deadline,
    ) -> Outcome:
        if ended is None:
            changes, commits = session.assess(sent.text).may_change, get_facts(sent.text).commits
            return Outcome(_NO_ANSWER, loss(before, changes, commits, "given up"))
        return judge_failure(
            sent, before, ended.error, self.transcript, deadline.has_expired, session.code
        )


def explain(attempt: Attempt, text: str) -> list[str]:
    """Return what an error means, in sentences."""
    outcome = attempt.outcome
    lines = []
    if attempt.interrupted and outcome.cancelled and not outcome.partial:
        lines.append("Interrupted; the statement was cancelled and nothing of it is kept.")
    elif attempt.interrupted:
        lines.append("Interrupted; the server did not confirm that the statement has ended.")
    elif attempt.late:
        lines.append("It took longer than --timeout allows.")
    if outcome.meaning and (outcome.partial or not (attempt.interrupted and outcome.cancelled)):
        lines.append(outcome.meaning)
    if (
        outcome.error
        and outcome.error.sqlstate == PROGRAM_LIMIT_EXCEEDED
        and get_facts(text).copies
    ):
        lines.append("`dsql-tui import` loads a file in batches.")
    return lines


def collect(stream: RowStream) -> tuple[Sequence[str], Sequence[int], list[Row]]:
    """Return the names and types of the columns, and all rows."""
    rows = [row for batch in stream.read_batches() for row in batch]
    columns = stream.columns
    return [each.name for each in columns], [each.oid for each in columns], rows


def _is_harmless(session: Session, sent: SentStatement, before: State) -> bool:
    """Return True if nothing is lost when the statement is cancelled.

    A cancelled statement ends the transaction that it belongs to.
    """
    return before is State.IDLE and session.assess(sent.text).reads_only


def _leave(stream: RowStream, harmless: bool) -> None:
    """Leave the rows of a statement: a harmless one is cancelled, others run to their end."""
    if not harmless:
        for _ in stream.read_batches():
            pass
