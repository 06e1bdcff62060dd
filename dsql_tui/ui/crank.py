"""The turning of the crank: statements run one after the other, each event shown as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from dsql_tui.dsql.answer import Answer, remembering
from dsql_tui.dsql.clock import steady
from dsql_tui.dsql.flow import CANCELLED, capped, honest_commit
from dsql_tui.dsql.meter import TransactionMeter
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import TRIES, Transcript, differing, waits
from dsql_tui.events import Event, Finished, Noticed, Refused, Run
from dsql_tui.results.intake import taken_in
from dsql_tui.sql.parameters import as_written, bound
from dsql_tui.sql.scan import Statement
from dsql_tui.sql.verb import commits, verb
from dsql_tui.ui.keeper import Keeper, Note
from dsql_tui.ui.outcome import Outcome, outcome
from dsql_tui.ui.result import Result
from dsql_tui.ui.threads import in_thread, turned
from dsql_tui.ui.widgets.editor import SqlEditor
from dsql_tui.ui.widgets.results import Results

Before = Callable[[Sequence[Statement]], Awaitable[Sequence[Statement]]]
"""Asked before statements run: gives back those that shall run, changed or not; none stops it."""

After = Callable[[Run], object]
"""Told of every run once it has ended, however it did."""

_PATIENCE = 2.0
"""Seconds that a server has to end a statement it was asked to cancel."""


@dataclass(slots=True)
class Modes:
    """How a console runs statements, as its user has chosen."""

    explicit: bool = False
    """Do transactions begin by themselves, and end only when they are told to?"""
    going_on: bool = False
    """Does a script go on after a statement that was refused?"""
    retrying: bool = False
    """Is what lost a conflict run again without being asked?"""


class Crank:
    """Runs statements in the session that a keeper holds, and knows how the last one ended."""

    def __init__(
        self,
        keeper: Keeper,
        target: str,
        editor: SqlEditor,
        results: Results,
        changed: Callable[[], object],
        tell: Callable[[Note], object],
    ) -> None:
        self.keeper = keeper
        self.target = target
        """What the cluster is called in what is told of a run."""
        self.editor = editor
        self.results = results
        self.changed = changed
        """Called whenever there is something else to say of what goes on."""
        self.tell = tell
        """Tells the user something that has no place in a result."""
        self.before: list[Before] = []
        self.after: list[After] = []
        self.modes = Modes()
        self.values: Mapping[str, str | None] = {}
        """The values of parameters, by their names."""
        self.began: float | None = None
        """When the run under way began; `None` while nothing runs."""
        self.took: float | None = None
        """Seconds that the last run took."""
        self.doing = ""
        self.sending = False
        """Is a statement at the server? Otherwise what is under way is a wait of our own."""
        self.ignored = False
        """Has the server been asked to cancel, and goes on all the same?"""
        self.given_up = False
        """Has the user let the session go, with what runs in it?"""
        self.meter = TransactionMeter()
        self.transcript = Transcript()
        self.answer: Answer | None = None
        """What the last statement of a transaction answered, in short."""
        self.outcome = Outcome()
        self.latest = Result()
        """That of the last run."""

    @property
    def busy(self) -> bool:
        """Is a run under way, or a session being opened for one?"""
        return self.began is not None

    @property
    def state(self) -> State:
        """What the session is doing, or how it was lost."""
        session = self.keeper.session
        if not session.lost:
            return session.state
        return State.OUTCOME_UNKNOWN if self.outcome.unknown else State.LOST

    def start(self) -> None:
        """From here on something is under way, until `rest`."""
        self.began = steady()

    def rest(self) -> None:
        """Nothing is under way any more."""
        self.began, self.ignored, self.given_up = None, False, False
        self.say("")

    def say(self, doing: str) -> None:
        """What is going on."""
        self.doing = doing
        self.changed()

    async def advance(self, statements: Sequence[Statement]) -> None:
        """Run statements, if those who are asked agree."""
        for agree in self.before:
            statements = await agree(statements)
            if not statements:
                return
        self.results.begin()
        await self._run_all(statements)

    async def repeat(self, statement: Statement) -> None:
        """Run a statement again, which nobody has to be asked about."""
        self.results.begin()
        await self._run_all([statement])

    async def fetch(self, result: Result, cap: int | None) -> None:
        """Run a read again that was stopped at the cap, for more of its rows."""
        again = self.results.again(result, cap)
        if await self._ready(again):
            await self._run(again, "fetching more rows")

    async def run_again(self) -> None:
        """Run once more what lost a conflict, or what had no answer and did nothing."""
        if self.outcome.conflicted:
            await self._retry(beside=False)
        else:
            self.results.begin()
            await self._from_the_start(self.outcome.repeats, "running again")

    async def cancel(self) -> None:
        """Ask the server to cancel what runs, and say so where it does not."""
        session = self.keeper.session
        self.say("cancelling")
        await asyncio.gather(in_thread(session.cancel), asyncio.sleep(_PATIENCE))
        if self.busy:
            self.ignored = True
            self.say("not cancelled yet: Ctrl+C gives the session up; the server may go on with it")

    def give_up(self) -> None:
        """Let the session go with what runs in it, since the server does not end it."""
        self.given_up = True
        self.keeper.session.cut()

    async def _run_all(self, statements: Sequence[Statement]) -> None:
        """Run a script up to the first refusal, or past it where the user has chosen that."""
        refused = 0
        for number, statement in enumerate(statements, 1):
            of = f", statement {number} of {len(statements)}" if len(statements) > 1 else ""
            if await self._step(statement, f"running{of}"):
                continue
            if self.outcome.conflicted and self.modes.retrying and await self._retry(beside=True):
                continue
            refused += 1
            if not self._goes_on():
                return
        if refused:
            words = f"{refused} of {len(statements)} statements refused, the others done."
            self.tell(Note(words, "warning"))

    def _goes_on(self) -> bool:
        refusal = self.outcome.refusal
        cancelled = refusal is None or refusal.sqlstate == CANCELLED
        return self.modes.going_on and not (self.keeper.session.lost or cancelled)

    async def _retry(self, beside: bool) -> bool:
        """Run a transaction again that met a conflict, often enough; was it done in the end?

        `beside` keeps the results of the script that it belongs to.
        """
        texts, first = self.outcome.repeats, self.transcript.answers
        for number, wait in enumerate(waits(), 1):
            self.say(f"conflict: try {number} of {TRIES} in {wait:.1f} s")
            await asyncio.sleep(wait)
            if not beside:
                self.results.begin()
            done = await self._from_the_start(texts, f"try {number} of {TRIES}")
            if not self.outcome.conflicted:
                self._compare(first)
                return done
        self.outcome = replace(self.outcome, repeats=texts)
        return False

    def _compare(self, first: Sequence[Answer | None]) -> None:
        """Say where a statement answered otherwise than on the first try."""
        if found := differing(first, self.transcript.answers):
            which = "Statement " + ", ".join(map(str, found))
            words = f"{which} of the transaction answered otherwise than on the first try."
            self.latest.take(Noticed("NOTE", words))
            self.tell(Note(words, "warning"))

    async def _from_the_start(self, texts: Sequence[str], doing: str) -> bool:
        """Run statements that were sent before, all or up to a refusal; were all done?"""
        if self.keeper.session.state.open:
            await self.quietly("rollback")
        for text in texts:
            if not await self._step(Statement(text, 0, len(text)), doing):
                return False
        return True

    async def _step(self, statement: Statement, doing: str) -> bool:
        """Run one statement, with what it takes before that; was it done?"""
        self.latest = result = self.results.next(statement)
        self.outcome = Outcome()
        self.editor.clear_error()
        return (
            await self._ready(result)
            and await self._begun(result)
            and await self._run(result, doing)
        )

    async def _ready(self, result: Result) -> bool:
        """Is there a session to run in? One that has ended, or soon will, gives way to another."""
        if self.keeper.session.lost:
            self.say("opening a session")
        refusal, note = await self.keeper.ready(steady(), self.say)
        if note:
            self.tell(note)
        if refusal:
            self.outcome = Outcome(refusal)
            result.refuse(refusal)
        return refusal is None

    async def _begun(self, result: Result) -> bool:
        """Begin a transaction, where that is chosen and the statement belongs into one."""
        changes = verb(result.statement.text) in ("reads", "writes")
        if not (self.modes.explicit and changes and self.keeper.session.state is State.IDLE):
            return True
        before, sent = self.keeper.session.state, datetime.now(timezone.utc)
        ending = await self.quietly("begin")
        if isinstance(ending, Refused):
            result.take(ending)
            self._refused(result, "begin", ending, before, sent)
        return isinstance(ending, Finished)

    async def _run(self, result: Result, doing: str) -> bool:
        """Run one statement and show what comes of it; was it done?"""
        self.say(doing)
        before, sent = self.keeper.session.state, datetime.now(timezone.utc)
        self.answer = None
        ending = await self._send(result.statement.text, self._events(result), result.take)
        self.took = ending.elapsed
        if isinstance(ending, Refused):
            self._refused(result, result.statement.text, ending, before, sent)
        self._told(result, sent, ending)
        return isinstance(ending, Finished)

    async def _send(
        self, text: str, events: Iterator[Event], take: Callable[[Event], object]
    ) -> Finished | Refused:
        """Send a statement and hand on its events; gives back the last of them."""
        session = self.keeper.session
        before = session.state
        last: Event | None = None
        self.sending = True
        try:
            async for last in turned(events):
                take(last)
        finally:
            self.sending = False
        assert isinstance(last, (Finished, Refused))
        if not session.lost:
            self.transcript.note(text, session.state, self.answer)
            tag = last.tag if isinstance(last, Finished) else ""
            self.meter.note(tag, before, session.state, steady())
        return last

    def _events(self, result: Result) -> Iterator[Event]:
        """What happens to a run, with its rows in the table of its result.

        What is cancelled here is a read that is no part of a transaction: nothing is lost by it.
        """
        session, text = self.keeper.session, result.statement.text
        sent = bound(text)
        stop = session.cancel if verb(text) == "reads" and session.state is State.IDLE else None
        events = as_written(session.run(sent.text, sent.values(self.values)), sent)
        if commits(text):
            events = honest_commit(events)
        if session.state.open:
            events = remembering(events, self._answered)
        if stop is not None and result.cap is not None:
            events = capped(events, result.cap, stop)
        return taken_in(events, lambda: result.table, stop)

    def _answered(self, answer: Answer) -> None:
        self.answer = answer

    async def quietly(self, text: str) -> Finished | Refused:
        """Send a statement that is not the user's and has no result."""
        self.answer = None
        return await self._send(text, self.keeper.session.run(text), lambda event: None)

    def _refused(
        self, result: Result, text: str, ending: Refused, before: State, sent: datetime
    ) -> None:
        """Say where it was refused, or what is known of a statement that had no answer."""
        refusal = ending.refusal
        self.outcome = outcome(text, before, refusal, self.transcript, self.given_up)
        if self.outcome.loss is not None:
            result.lose(self.outcome.loss, sent)
        elif refusal.position is not None and self._in_sight(result.statement):
            self.editor.mark_error(result.statement.start + refusal.position - 1)

    def _in_sight(self, statement: Statement) -> bool:
        """Does the statement stand in the editor where it says?"""
        return self.editor.text[statement.start : statement.end] == statement.text

    def _told(self, result: Result, sent: datetime, ending: Finished | Refused) -> None:
        table = result.table
        run = Run(
            result.statement.text,
            sent,
            ending.elapsed,
            rows=None if table is None else len(table),
            tag=ending.tag if isinstance(ending, Finished) else "",
            refusal=ending.refusal if isinstance(ending, Refused) else None,
            unknown=self.outcome.unknown,
            target=self.target,
            role=self.keeper.access.role,
        )
        for tell in self.after:
            tell(run)
