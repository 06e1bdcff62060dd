"""Sending one transaction: retried after a conflict, with a true account of its end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple, TypeVar

from dsql_tui.applying.progress import Delayed, Noticed, Progress
from dsql_tui.db.queries import CatalogError, fetch_rows, fetch_value
from dsql_tui.db.session import Session
from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.conflict import MAX_TEXT, Conflict, RetriedTransaction, make_conflict
from dsql_tui.dsql.job import is_job_answer
from dsql_tui.dsql.loss import is_unavailable
from dsql_tui.dsql.sqlstate import SERIALIZATION_FAILURE
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import SentStatement, Transcript
from dsql_tui.events import (
    Described,
    Event,
    Failed,
    Finished,
    Notice,
    RowsReceived,
    ServerError,
)
from dsql_tui.execution.conflict_retry import Pause, retry_transaction
from dsql_tui.execution.outcome import Outcome, judge_failure
from dsql_tui.execution.send import send
from dsql_tui.execution.session_retry import Delay, SessionOpening
from dsql_tui.execution.statement_facts import get_facts
from dsql_tui.opening import Access
from dsql_tui.sql.changed_tables import find_changed_tables

logger = logging.getLogger(__name__)

T = TypeVar("T")

_MAX_READS = 6
"""Tries of a query that only reads."""

LOSS_PAUSE = 0.5
"""Seconds to wait after a lost connection."""

NOTHING_WRITTEN = "INSERT 0 0"
"""The command tag of a write to the ledger whose row is done."""


_RECORDED = Outcome(ServerError("The ledger says that the step was applied before."))


class Ending(NamedTuple):
    """How a transaction ended."""

    outcome: Outcome = Outcome()
    tag: str = ""
    """The command tag of the last statement but COMMIT."""
    job: str = ""
    """The identifier of the job that it has started."""
    at: int | None = 0
    """The place of the statement that failed; `None` if it was none of the given ones."""
    recorded: bool = False
    """True if the ledger says that it was applied before, so that it was rolled back."""


class TransactionSender:
    """Sends transactions in a session, which is replaced before its cutoff and after a loss."""

    def __init__(
        self,
        access: Access,
        tell: Callable[[Progress], object],
        pause: Callable[[float], object],
        tries: int,
        source: str = "apply",
    ) -> None:
        """Prepare to send.

        Args:
            access: Opens sessions.
            tell: Is called with what happens.
            pause: Waits for a number of seconds; it may raise to stop.
            tries: How often a conflict is tried again.
            source: The sender's name in the list of conflicts.
        """
        self.settings: list[str] = []
        """The settings that every session has to have."""
        self._access = access
        self._tell = tell
        self._pause = pause
        self._tries = tries
        self._source = source
        self._session: Session | None = None
        self._transcript = Transcript()

    def open(self) -> Session:
        """Return a session that is open and not near its cutoff; blocks.

        Raises:
            AwsError, ConnectError, CatalogError: There is none.
        """
        old = self._session
        if old and not old.lost and not old.clock.needs_renewal(read_clock()):
            return old
        self.close()
        opening = SessionOpening(self._access)
        while isinstance(answer := opening.attempt(), Delay):
            self._tell(Delayed(answer.words, answer.seconds))
            self._pause(answer.seconds)
        self._session = answer
        self._transcript.reset()
        for text in self.settings:
            fetch_rows(answer.run(text))
        return answer

    def read(self, function: Callable[[Session], T], attempts: int = _MAX_READS) -> T:
        """Return what a function reads; repeat it after a conflict or a lost connection. Blocks.

        Raises:
            AwsError, ConnectError: There is no session.
            CatalogError: The server refused a query.
        """
        try:
            return function(self.open())
        except CatalogError as failed:
            error = failed.error
            conflicted = error.sqlstate == SERIALIZATION_FAILURE
            if attempts == 1 or not (error.lost or is_unavailable(error) or conflicted):
                raise
        self._pause(LOSS_PAUSE)
        return self.read(function, attempts - 1)

    def ask(self, query: str) -> bool:
        """Return the answer to a query with one boolean.

        Raises:
            AwsError, ConnectError, CatalogError: There is none.
        """
        return self.read(lambda session: fetch_value(session.run(query))) == "t"

    def cancel(self) -> None:
        """Ask the server to cancel the running statement; for any thread."""
        if (session := self._session) is not None:
            session.cancel()

    def close(self) -> None:
        """End the session."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def run(
        self, statements: Sequence[SentStatement], record: SentStatement | None = None
    ) -> Ending:
        """Send a transaction, again from its start after a conflict; blocks.

        Args:
            statements: The statements, without BEGIN and COMMIT; one alone is sent without them.
            record: Writes to the ledger in the same transaction, before the others.

        Raises:
            AwsError, ConnectError, CatalogError: There is no session.
        """
        self.open()
        whole = [*([record] if record else []), *statements]
        if len(whole) > 1:
            whole = [SentStatement("begin"), *whole, SentStatement("commit")]
        ending = Ending()
        for number, each in enumerate(whole):
            ending = self._send(each, ending._replace(at=number), each is record)
            if ending.outcome.error:
                break
        if ending.outcome.conflicted:
            tried = RetriedTransaction(
                self._access.conflicts.add, lambda error: self._make_conflict(whole, error)
            )
            ending = self._retry(whole, record, ending, tried)
        self._roll_back()
        if ending.recorded:
            return Ending(recorded=True)
        offset = whole.index(statements[0]) if statements else len(whole)
        at = min((ending.at or 0) - offset, len(statements) - 1)
        return ending._replace(at=at if at >= 0 else None)

    def _make_conflict(self, whole: Sequence[SentStatement], error: ServerError) -> Conflict:
        texts = [each.text for each in whole]
        changes = {text: find_changed_tables(text[:MAX_TEXT]) for text in texts}
        tables = dict.fromkeys(table for found in changes.values() for table in found)
        last = next((text for text in reversed(texts) if changes[text]), texts[-1])
        return make_conflict(self._source, error, texts, list(tables), last)

    def _retry(
        self,
        whole: Sequence[SentStatement],
        record: SentStatement | None,
        ending: Ending,
        tried: RetriedTransaction,
    ) -> Ending:
        steps = retry_transaction(whole, self._tries)
        answer: Outcome | None = None
        number = 0
        tried.note(ending.outcome.error)
        try:
            while True:
                step = next(steps) if answer is None else steps.send(answer)
                answer = None
                if isinstance(step, Pause):
                    if step.number > 1:
                        tried.note(ending.outcome.error)
                    error = ending.outcome.error
                    self._tell(Delayed(error.message if error else "", step.seconds))
                    self._roll_back()
                    self._pause(step.seconds)
                    number, ending = 0, Ending()
                else:
                    ending = self._send(step, ending._replace(at=number), step is record)
                    number, answer = number + 1, ending.outcome
        except StopIteration:
            if self._tries:
                tried.note(ending.outcome.error)
            return ending

    def _send(self, sent: SentStatement, ending: Ending, is_record: bool) -> Ending:
        """Send a statement once; return the ending of the transaction so far."""
        session = self._session
        assert session is not None
        before, answer = session.state, _Answer()
        for event in send(session, sent):
            if isinstance(event, Notice):
                self._tell(Noticed(event.severity, event.message))
            else:
                answer.take(event)
        if answer.error:
            outcome = judge_failure(
                sent, before, answer.error, self._transcript, given_up=False, code=session.code
            )
            ending = ending._replace(outcome=outcome)
        elif is_record and answer.tag == NOTHING_WRITTEN:
            return ending._replace(outcome=_RECORDED, recorded=True)
        elif is_job_answer(answer.columns, answer.tag):
            ending = ending._replace(tag=answer.tag, job=answer.value)
        elif not get_facts(sent.text).commits:
            ending = ending._replace(tag=answer.tag)
        if not session.lost:
            self._transcript.record(sent, session.state)
        return ending

    def _roll_back(self) -> None:
        """Leave a transaction that is still open."""
        session = self._session
        if session is not None and not session.lost and session.state is not State.IDLE:
            with suppress(CatalogError):  # the connection is lost, and with it the transaction
                fetch_rows(session.run("rollback"))


class _Answer:
    """The answer to a statement: its ending, and the first value that it returned."""

    def __init__(self) -> None:
        self.columns: list[str] = []
        self.value = ""
        self.tag = ""
        self.error: ServerError | None = None

    def take(self, event: Event) -> None:
        """Take an event of the statement."""
        match event:
            case Described(columns):
                self.columns = [column.name for column in columns]
            case RowsReceived(chunk) if chunk.ntuples and self.columns and not self.value:
                self.value = (chunk.get_value(0, 0) or b"").decode(errors="replace")
            case Failed(error, _):
                self.error = error
            case Finished(tag):
                self.tag = tag
