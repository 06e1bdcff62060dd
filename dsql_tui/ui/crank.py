"""The turning of the crank: statements run one after the other, each event shown as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timezone

from dsql_tui.dsql.clock import steady
from dsql_tui.dsql.flow import capped, honest_commit
from dsql_tui.dsql.loss import loss
from dsql_tui.dsql.meter import TransactionMeter
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import CONFLICT, TRIES, Transcript, waits
from dsql_tui.events import Event, Finished, Refusal, Refused, Run
from dsql_tui.results.intake import taken_in
from dsql_tui.sql.check import check_query
from dsql_tui.sql.scan import Statement
from dsql_tui.sql.verb import commits, verb
from dsql_tui.ui.keeper import Keeper
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


class Crank:
    """Runs statements in the session that a keeper holds, and remembers how the last one ended."""

    def __init__(
        self,
        keeper: Keeper,
        target: str,
        editor: SqlEditor,
        results: Results,
        changed: Callable[[], object],
    ) -> None:
        self.keeper = keeper
        self.target = target
        """What the cluster is called in what is told of a run."""
        self.editor = editor
        self.results = results
        self.changed = changed
        """Called whenever there is something else to say of what goes on."""
        self.before: list[Before] = []
        self.after: list[After] = []
        self.began: float | None = None
        """When the run under way began; `None` while nothing runs."""
        self.took: float | None = None
        """Seconds that the last run took."""
        self.doing = ""
        self.ignored = False
        """Has the server been asked to cancel, and goes on all the same?"""
        self.meter = TransactionMeter()
        self.transcript = Transcript()
        self.refusal: Refusal | None = None
        """Why the last run was refused, where it was."""
        self.check: str | None = None
        """A query that shows what became of a statement whose outcome is unknown."""
        self.unknown = False
        """Is the outcome of the last run unknown?"""

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
        return State.OUTCOME_UNKNOWN if self.unknown else State.LOST

    @property
    def conflicted(self) -> bool:
        """Did the last run lose to another transaction, so that running it again helps?"""
        return self.refusal is not None and self.refusal.sqlstate == CONFLICT

    def start(self) -> None:
        """From here on something is under way, until `rest`."""
        self.began = steady()

    def rest(self) -> None:
        """Nothing is under way any more."""
        self.began, self.ignored = None, False
        self.say("")

    def say(self, doing: str) -> None:
        """What is going on."""
        self.doing = doing
        self.changed()

    async def advance(self, statements: Sequence[Statement]) -> None:
        """Run statements, up to the first that is refused, if those who are asked agree."""
        for agree in self.before:
            statements = await agree(statements)
            if not statements:
                return
        await self._run_all(statements, "running")

    async def fetch(self, result: Result, cap: int | None) -> None:
        """Run a read again that was stopped at the cap, for more of its rows."""
        again = self.results.again(result, cap)
        if await self._ready(again):
            await self._run(again, "fetching more rows")

    async def try_again(self) -> None:
        """Run the statements of a transaction until it meets no conflict, or often enough."""
        statements = [Statement(text, 0, len(text)) for text in self.transcript.again()]
        for number, wait in enumerate(waits(), 1):
            self.say(f"conflict: try {number} of {TRIES} in {wait:.1f} s")
            await asyncio.sleep(wait)
            await self._run_all(statements, f"try {number} of {TRIES}")
            if not self.conflicted:
                return

    async def cancel(self) -> None:
        """Ask the server to cancel what runs, and say so where it does not."""
        session = self.keeper.session
        self.say("cancelling")
        await asyncio.gather(in_thread(session.cancel), asyncio.sleep(_PATIENCE))
        if self.busy:
            self.ignored = True
            self.say("not cancelled yet: Ctrl+C again gives the session up")

    async def _run_all(self, statements: Sequence[Statement], doing: str) -> None:
        self.results.begin()
        for number, statement in enumerate(statements, 1):
            of = f", statement {number} of {len(statements)}" if len(statements) > 1 else ""
            result = self.results.next(statement)
            if not await self._ready(result) or not await self._run(result, f"{doing}{of}"):
                return

    async def _ready(self, result: Result) -> bool:
        """Is there a session to run in? One that has ended is replaced by a new one."""
        if self.keeper.session.lost:
            self.say("opening a session")
        if refusal := await self.keeper.ready(self.say):
            result.refuse(refusal)
        return not self.keeper.session.lost

    async def _run(self, result: Result, doing: str) -> bool:
        """Run one statement and show what comes of it; was it done?"""
        self.say(doing)
        self.editor.clear_error()
        self.refusal, self.check, self.unknown = None, None, False
        session = self.keeper.session
        before, sent = session.state, datetime.now(timezone.utc)
        ending = await self._turn(result)
        self.took = ending.elapsed
        tag = ending.tag if isinstance(ending, Finished) else ""
        if isinstance(ending, Refused):
            self._refused(result, ending.refusal, before, sent)
        if not session.lost:
            self.transcript.note(result.statement.text, session.state)
            self.meter.note(tag, before, session.state, steady())
        self._tell(result, sent, ending)
        return isinstance(ending, Finished)

    async def _turn(self, result: Result) -> Finished | Refused:
        """Show the events of a run, one after the other; gives back the last."""
        events = self._events(result)
        last: Event | None = None
        async for last in turned(events):
            result.take(last)
        assert isinstance(last, (Finished, Refused))
        return last

    def _events(self, result: Result) -> Iterator[Event]:
        """What happens to a run, with its rows in the table of its result.

        What is cancelled here is a read that is no part of a transaction: nothing is lost by it.
        """
        session, text = self.keeper.session, result.statement.text
        stop = session.cancel if verb(text) == "reads" and session.state is State.IDLE else None
        events = session.run(text)
        if commits(text):
            events = honest_commit(events)
        if stop is not None and result.cap is not None:
            events = capped(events, result.cap, stop)
        return taken_in(events, lambda: result.table, stop)

    def _refused(self, result: Result, refusal: Refusal, before: State, sent: datetime) -> None:
        """Say where it was refused, or what is known of a statement whose link went."""
        statement = result.statement
        self.refusal = refusal
        if refusal.position is not None:
            self.editor.mark_error(statement.start + refusal.position - 1)
        if refusal.lost:
            changes = verb(statement.text) not in ("reads", "transaction")
            found = loss(before, changes, commits(statement.text))
            self.unknown = found.unknown
            self.check = check_query(statement.text) if found.unknown else None
            result.lose(found, sent)

    def _tell(self, result: Result, sent: datetime, ending: Finished | Refused) -> None:
        table = result.table
        run = Run(
            result.statement.text,
            sent,
            ending.elapsed,
            rows=None if table is None else len(table),
            tag=ending.tag if isinstance(ending, Finished) else "",
            refusal=ending.refusal if isinstance(ending, Refused) else None,
            unknown=self.unknown,
            target=self.target,
            role=self.keeper.access.role,
        )
        for tell in self.after:
            tell(run)
