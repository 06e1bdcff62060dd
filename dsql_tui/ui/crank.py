"""The turning of the crank: statements run one after the other, each event shown as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timezone

from dsql_tui.dsql.answer import Answer
from dsql_tui.dsql.clock import steady
from dsql_tui.dsql.flow import CANCELLED
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import TRIES, Sent, differing, waits
from dsql_tui.events import Finished, Noticed, Refusal, Refused, Run
from dsql_tui.sql.scan import Statement
from dsql_tui.sql.verb import verb
from dsql_tui.ui.keeper import Keeper, Note
from dsql_tui.ui.modes import Modes
from dsql_tui.ui.outcome import Outcome, outcome
from dsql_tui.ui.result import Result
from dsql_tui.ui.sender import Sender
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.editor import SqlEditor
from dsql_tui.ui.widgets.results import Results

Before = Callable[[Sequence[Statement]], Awaitable[Sequence[Statement]]]
"""Asked before statements run: gives back those that shall run, changed or not; none stops it."""

After = Callable[[Run], object]
"""Told of every run once it has ended, however it did."""

_PATIENCE = 2.0
"""Seconds that a server has to end a statement it was asked to cancel."""


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
        self.sender = Sender(keeper)
        self.target = target
        """What the cluster is called in what is told of a run."""
        self.editor = editor
        self.results = results
        self.changed = changed
        """Called whenever there is something else to say of what goes on."""
        self.tell = tell
        """Tells the user something that has no place in a result."""
        self.before: list[Before] = []
        self.guard: Before | None = None
        """Asked of what is sent again, too, which nobody else is."""
        self.after: list[After] = []
        self.modes = Modes()
        self.began: float | None = None
        """When the run under way began; `None` while nothing runs."""
        self.took: float | None = None
        """Seconds that the last run took."""
        self.doing = ""
        self.ignored = False
        """Has the server been asked to cancel, and goes on all the same?"""
        self.given_up = False
        """Has the user let the session go, with what runs in it?"""
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

    async def advance(self, statements: Sequence[Statement]) -> bool:
        """Run statements, if those who are asked agree; did they?"""
        for agree in self.before:
            statements = await agree(statements)
            if not statements:
                return False
        self.results.begin()
        await self._run_all(statements)
        return True

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
        again = [Statement(each.text, 0, len(each.text)) for each in self.outcome.repeats]
        if self.guard and not await self.guard(again):
            return
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
        sent, first = self.outcome.repeats, self.sender.transcript.answers
        for number, wait in enumerate(waits(), 1):
            self.say(f"conflict: try {number} of {TRIES} in {wait:.1f} s")
            await asyncio.sleep(wait)
            if not beside:
                self.results.begin()
            done = await self._from_the_start(sent, f"try {number} of {TRIES}")
            if not self.outcome.conflicted:
                self._compare(first)
                return done
        self.outcome = replace(self.outcome, repeats=sent)
        return False

    def _compare(self, first: Sequence[Answer | None]) -> None:
        """Say where a statement answered otherwise than on the first try."""
        if found := differing(first, self.sender.transcript.answers):
            which = "Statement " + ", ".join(map(str, found))
            words = f"{which} of the transaction answered otherwise than on the first try."
            self.latest.take(Noticed("NOTE", words))
            self.tell(Note(words, "warning"))

    async def _from_the_start(self, sent: Sequence[Sent], doing: str) -> bool:
        """Run statements that were sent before, all or up to a refusal; were all done?"""
        if self.keeper.session.state.open:
            await self.sender.quietly("rollback")
        for each in sent:
            statement = Statement(each.text, 0, len(each.text), each.file)
            if not await self._step(statement, doing, each):
                return False
        return True

    async def _step(self, statement: Statement, doing: str, sent: Sent | None = None) -> bool:
        """Run one statement, with what it takes before that; was it done?

        `sent` is how it was sent before, where it is to be the same again.
        """
        self.latest = result = self.results.next(statement)
        self.outcome = Outcome()
        self.editor.clear_error()
        ready = await self._ready(result) and await self._begun(result)
        return ready and await self._run(result, doing, sent)

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
        ending = await self.sender.quietly("begin")
        if isinstance(ending, Refused):
            result.take(ending)
            self._refused(result, Sent("begin"), ending.refusal, datetime.now(timezone.utc))
        return isinstance(ending, Finished)

    async def _run(self, result: Result, doing: str, sent: Sent | None = None) -> bool:
        """Run one statement and show what comes of it; was it done?"""
        self.say(doing)
        sent, when = sent or self.sender.sent(result.statement), datetime.now(timezone.utc)
        ending = await self.sender.run(result, sent)
        self.took = ending.elapsed
        if isinstance(ending, Refused):
            self._refused(result, sent, ending.refusal, when)
        self._told(result, when, ending)
        return isinstance(ending, Finished)

    def _refused(self, result: Result, sent: Sent, refusal: Refusal, when: datetime) -> None:
        """Say where it was refused, or what is known of a statement that had no answer."""
        sender = self.sender
        self.outcome = outcome(sent, sender.before, refusal, sender.transcript, self.given_up)
        if self.outcome.loss is not None:
            result.lose(self.outcome.loss, when)
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
