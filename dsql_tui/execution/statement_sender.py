"""Sending one statement at a time, and recording its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.user_code import read_user_code
from dsql_tui.dsql.answer import Answer, record_answer
from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.flow import cap_rows
from dsql_tui.dsql.meter import TransactionMeter
from dsql_tui.dsql.sqlstate import QUERY_CANCELED
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import SentStatement, Transcript
from dsql_tui.events import Event, Failed, Finished, ServerError
from dsql_tui.execution.result import Result
from dsql_tui.execution.send import send
from dsql_tui.execution.session_manager import SessionManager
from dsql_tui.execution.statement_facts import get_facts
from dsql_tui.execution.threads import in_thread, iterate_in_thread
from dsql_tui.results.store_rows import store_rows
from dsql_tui.sql.statements import Statement

_COLLECT_SECONDS = 0.004
"""Seconds for which to collect events of a statement, to show them together."""
_DRAW_SECONDS = 0.03
"""Seconds for which fetching pauses after the first rows, so that they are drawn at once."""


class StatementSender:
    """The sender of statements, one at a time, in the session of a manager."""

    def __init__(self, session_manager: SessionManager) -> None:
        self.session_manager = session_manager
        self.values: Mapping[str, str | None] = {}
        """The parameter values by name."""
        self.session = session_manager.session
        """The session of the last statement."""
        self.meter = TransactionMeter()
        self.transcript = Transcript()
        self.sending = False
        """True while a statement runs on the server."""
        self._cancel_requested = False
        """True after a request to cancel the statement that runs."""
        self.before = State.IDLE
        """The state of the session when the last statement was sent."""

    def prepare(self, statement: Statement, data: str | None = None) -> SentStatement:
        """Return a statement with the current values of its parameters, ready to send."""
        names = get_facts(statement.text).bound.names
        values = tuple((name, self.values.get(name)) for name in names)
        return SentStatement(statement.text, values, statement.file, data)

    async def run(self, result: Result, sent: SentStatement) -> Finished | Failed:
        """Send a statement, pass its events to a result, and return the last event."""
        answers: list[Answer] = []
        ending = await self._fetch(self._events(result, sent, answers.append), result.take)
        self._record(sent, ending, answers[0] if answers else None)
        return ending

    def cancel(self) -> None:
        """Ask the server to cancel the statement; may block for seconds.

        A statement that waits for the check before it is not sent any more.
        """
        self._cancel_requested = True
        self.session.cancel()

    async def run_quietly(self, text: str) -> Finished | Failed:
        """Send an internal statement that has no result."""
        ending = await self._fetch(self.session_manager.session.run(text), lambda event: None)
        self._record(SentStatement(text), ending, None)
        return ending

    async def ask(self, text: str) -> list[tuple[str | None, ...]]:
        """Return the rows of an internal query outside a transaction.

        Raises:
            CatalogError: The query failed or was cancelled.
        """
        events: list[Event] = []
        await self._fetch(self.session_manager.session.run(text), events.append)
        return await in_thread(partial(fetch_rows, events))

    async def _fetch(
        self, events: Iterator[Event], take: Callable[[Event], object]
    ) -> Finished | Failed:
        """Fetch events and pass each to a function; return the last event."""
        if self.session_manager.session is not self.session:
            self.session = self.session_manager.session
            self.transcript.reset()
        self.before = self.session.state
        last: Event | None = None
        self.sending = True
        self._cancel_requested = False
        try:
            async for last in iterate_in_thread(events, _COLLECT_SECONDS, _DRAW_SECONDS):
                take(last)
        finally:
            self.sending = False
        assert isinstance(last, (Finished, Failed))
        return last

    def _events(
        self, result: Result, sent: SentStatement, keep: Callable[[Answer], object]
    ) -> Iterator[Event]:
        """Yield the events of a run, and store its rows in the table of the result.

        A query outside a transaction is cancelled at the row cap, which loses no changes.
        """
        session = self.session_manager.session
        error = read_user_code(session, sent.text)
        if self._cancel_requested or (error and error.sqlstate == QUERY_CANCELED):
            words = "The statement was cancelled before it was sent."
            yield Failed(ServerError(words, QUERY_CANCELED), 0.0)
            return
        harmless = session.state is State.IDLE and session.assess(sent.text).reads_only
        stop = session.cancel if harmless else None
        events = send(session, sent)
        if session.state.open:
            events = record_answer(events, keep)
        if stop is not None and result.cap is not None:
            events = cap_rows(events, result.cap, stop)
        yield from store_rows(result.describe(events), lambda: result.table, stop)

    def _record(
        self, sent: SentStatement, ending: Finished | Failed, answer: Answer | None
    ) -> None:
        session = self.session_manager.session
        if session.lost:
            return
        self.transcript.record(sent, session.state, answer)
        tag = ending.tag if isinstance(ending, Finished) else ""
        if get_facts(sent.text).risk.kind == "read":
            tag = ""  # COPY TO has the same tag as COPY FROM, but changes no rows
        self.meter.record(tag, self.before, session.state, read_clock())
        self.session_manager.note_settings(sent.text)
