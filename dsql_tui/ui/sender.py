"""Sending one statement at a time, and keeping count of the transaction that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from dsql_tui.backslash_copy import copied
from dsql_tui.db.catalog import rows
from dsql_tui.db.session import Session
from dsql_tui.dsql.answer import Answer, remembering
from dsql_tui.dsql.clock import steady
from dsql_tui.dsql.flow import capped, honest_commit
from dsql_tui.dsql.meter import TransactionMeter
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import Sent, Transcript
from dsql_tui.events import Event, Finished, Refused
from dsql_tui.results.intake import taken_in
from dsql_tui.sql.calls import reads_only
from dsql_tui.sql.parameters import as_written, bound
from dsql_tui.sql.scan import Statement
from dsql_tui.sql.verb import commits, verb
from dsql_tui.ui.keeper import Keeper
from dsql_tui.ui.result import Result
from dsql_tui.ui.threads import in_thread, turned


class Sender:
    """Sends statements in the session that a keeper holds, one in flight."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.values: Mapping[str, str | None] = {}
        """The values of parameters, by their names."""
        self.session = keeper.session
        """The session that the last statement was sent in."""
        self.meter = TransactionMeter()
        self.transcript = Transcript()
        self.sending = False
        """Is a statement at the server?"""
        self.before = State.IDLE
        """What the session was doing when the last statement was sent."""

    def sent(self, statement: Statement) -> Sent:
        """A statement as it would be sent now, with the values that its parameters have."""
        names = bound(statement.text).names
        values = tuple((name, self.values.get(name)) for name in names)
        return Sent(statement.text, values, statement.file)

    async def run(self, result: Result, sent: Sent) -> Finished | Refused:
        """Send a statement whose result takes in what happens; gives back the end of it."""
        answers: list[Answer] = []
        ending = await self._turn(self._events(result, sent, answers.append), result.take)
        self._note(sent, ending, answers[0] if answers else None)
        return ending

    async def quietly(self, text: str) -> Finished | Refused:
        """Send a statement that is not the user's and has no result."""
        ending = await self._turn(self.keeper.session.run(text), lambda event: None)
        self._note(Sent(text), ending, None)
        return ending

    async def ask(self, text: str) -> list[tuple[str | None, ...]]:
        """The rows of a question of our own, outside of transactions. Ctrl+C cancels it as well.

        Raises:
            CatalogRefused: it was refused, or cancelled.
        """
        events: list[Event] = []
        await self._turn(self.keeper.session.run(text), events.append)
        return await in_thread(partial(rows, events))

    async def _turn(
        self, events: Iterator[Event], take: Callable[[Event], object]
    ) -> Finished | Refused:
        """Fetch events one after the other and hand them on."""
        if self.keeper.session is not self.session:
            self.session = self.keeper.session
            self.transcript.forget()
        self.before = self.session.state
        last: Event | None = None
        self.sending = True
        try:
            async for last in turned(events):
                take(last)
        finally:
            self.sending = False
        assert isinstance(last, (Finished, Refused))
        return last

    def _events(
        self, result: Result, sent: Sent, keep: Callable[[Answer], object]
    ) -> Iterator[Event]:
        """What happens to a run, with its rows in the table of its result.

        What is cancelled here is a read that is no part of a transaction, and calls nothing that
        may write: nothing is lost by it.
        """
        session, text = self.keeper.session, sent.text
        stop = session.cancel if reads_only(text) and session.state is State.IDLE else None
        events = written(session, sent)
        if commits(text):
            events = honest_commit(events)
        if session.state.open:
            events = remembering(events, keep)
        if stop is not None and result.cap is not None:
            events = capped(events, result.cap, stop)
        return taken_in(events, lambda: result.table, stop)

    def _note(self, sent: Sent, ending: Finished | Refused, answer: Answer | None) -> None:
        session = self.keeper.session
        if not session.lost:
            self.transcript.note(sent, session.state, answer)
            tag = ending.tag if isinstance(ending, Finished) else ""
            if verb(sent.text) == "reads":
                tag = ""  # COPY TO has the tag of COPY FROM, and changes no row
            self.meter.note(tag, self.before, session.state, steady())


def written(session: Session, sent: Sent) -> Iterator[Event]:
    """Run a statement with the values of its parameters; blocks between events."""
    if sent.file:
        return copied(sent.text, sent.file, partial(session.run, sent.text, ()))
    form = bound(sent.text)
    return as_written(session.run(form.text, form.values(dict(sent.values))), form)
