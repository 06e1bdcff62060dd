"""A console: one buffer, one session of its own, its results."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from dsql_tui.db.session import Session
from dsql_tui.dsql.flow import honest_commit
from dsql_tui.dsql.loss import loss
from dsql_tui.dsql.meter import TransactionMeter
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import CONFLICT, TRIES, Transcript, waits
from dsql_tui.events import Finished, Refusal, Refused
from dsql_tui.opening import Access
from dsql_tui.sql.check import check_query
from dsql_tui.sql.scan import Statement
from dsql_tui.sql.verb import commits, verb
from dsql_tui.ui.keeper import Keeper, Note
from dsql_tui.ui.threads import in_thread, turned
from dsql_tui.ui.widgets.editor import SqlEditor
from dsql_tui.ui.widgets.result import Result
from dsql_tui.ui.widgets.state_line import Standing

_PATIENCE = 2.0
"""Seconds that a server has to end a statement it was asked to cancel."""


class Console(Vertical):
    """Runs what its editor submits, one event at a time, and says when it stands differently."""

    DEFAULT_CSS = """
    Console { width: 1fr; }
    Console > SqlEditor { height: 2fr; }
    Console > Result { height: 3fr; }
    """

    class Changed(Message):
        """The console stands differently: ask for its `standing`."""

    def __init__(self, access: Access, session: Session, title: str, script: str = "") -> None:
        super().__init__()
        self.keeper = Keeper(access, session, monotonic())
        self.title = title
        self.editor = SqlEditor(script)
        self.result = Result()
        self.began: float | None = None
        """When the run under way began; `None` while nothing runs."""
        self.took: float | None = None
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

    def compose(self) -> ComposeResult:
        yield self.editor
        yield self.result

    def on_mount(self) -> None:
        self.set_interval(1.0, lambda: self.tick(monotonic()))
        self.post_message(self.Changed())

    @property
    def session(self) -> Session:
        """The session that statements run in."""
        return self.keeper.session

    @property
    def busy(self) -> bool:
        """Is a run under way, or a session being opened for one?"""
        return self.began is not None

    @property
    def state(self) -> State:
        """What the session is doing, or how it was lost."""
        if not self.session.lost:
            return self.session.state
        return State.OUTCOME_UNKNOWN if self.unknown else State.LOST

    @property
    def conflicted(self) -> bool:
        """Did the last run lose to another transaction, so that running it again helps?"""
        return self.refusal is not None and self.refusal.sqlstate == CONFLICT

    def standing(self, now: float) -> Standing:
        """What the state line says of this console at `now`."""
        return Standing(
            target=self.title,
            region=self.keeper.access.endpoint.region,
            role=self.keeper.access.role,
            state=self.state,
            left=self.session.clock.left(now),
            transaction=self.meter.text(now) if self.state.open else "",
            near=self.state.open and self.meter.near(now),
            rows=None if self.result.table is None else len(self.result.table),
            took=self.took if self.began is None else now - self.began,
            busy=self.doing,
        )

    @on(SqlEditor.Submitted)
    def run_submitted(self, message: SqlEditor.Submitted) -> None:
        """Run what the editor submitted."""
        self.run_statements(message.statements)

    def run_statements(self, statements: Sequence[Statement]) -> None:
        """Run statements one after the other, unless something runs already."""
        if self.busy:
            self.notify("A statement is running: Ctrl+C cancels it.", severity="warning")
        elif statements:
            self.began = monotonic()
            self.advance(statements)

    def send(self, text: str) -> None:
        """Run a statement that is not in the editor."""
        self.run_statements([Statement(text, 0, len(text))])

    def run_beside(self, text: str) -> None:
        """Add a statement at the end of the script, and run it."""
        self.append(text)
        self.editor.action_run()

    def append(self, text: str) -> None:
        """Add a statement at the end of the script, and go there."""
        editor = self.editor
        lead = "\n\n" if editor.text.strip() else ""
        editor.insert(f"{lead}{text}", editor.document.end)
        editor.move_cursor(editor.document.end)

    def run_again(self) -> None:
        """Send a transaction that lost a conflict once more, as it was sent."""
        if self.conflicted and not self.busy:
            self.began = monotonic()
            self.try_again(self.transcript.again())

    def cancel(self) -> None:
        """Ask the server to cancel what runs; the run then ends by itself.

        Asked again after the server has had time enough, give the session up.
        """
        if self.busy and self.ignored:
            self.session.cut()
        elif self.busy:
            self._do("cancelling")
            self._cancel()

    async def end(self) -> None:
        """End the session, with what runs in it."""
        await self.keeper.end(self.busy)

    @work(group="run")
    async def advance(self, statements: Sequence[Statement]) -> None:
        """Run statements, up to the first that is refused."""
        try:
            await self._run_all(statements, "running")
        finally:
            self._rest()

    @work(group="run")
    async def try_again(self, texts: Sequence[str]) -> None:
        """Run the statements of a transaction until it meets no conflict, or often enough."""
        statements = [Statement(text, 0, len(text)) for text in texts]
        try:
            for number, wait in enumerate(waits(), 1):
                self._do(f"conflict: try {number} of {TRIES} in {wait:.1f} s")
                await asyncio.sleep(wait)
                await self._run_all(statements, f"try {number} of {TRIES}")
                if not self.conflicted:
                    return
        finally:
            self._rest()

    async def _run_all(self, statements: Sequence[Statement], doing: str) -> None:
        for number, statement in enumerate(statements, 1):
            of = f", statement {number} of {len(statements)}" if len(statements) > 1 else ""
            if not await self._ready() or not await self._run(statement, f"{doing}{of}"):
                return

    async def _run(self, statement: Statement, doing: str) -> bool:
        """Run one statement and show what comes of it; was it done?"""
        self._do(doing)
        self.result.begin()
        self.editor.clear_error()
        self.refusal, self.check, self.unknown = None, None, False
        before, sent, tag = self.session.state, datetime.now(), ""
        events = self.session.run(statement.text)
        if commits(statement.text):
            events = honest_commit(events)
        async for event in turned(events):
            self.result.take(event, statement)
            if isinstance(event, Finished):
                self.took, tag = event.elapsed, event.tag
            elif isinstance(event, Refused):
                self.took, self.refusal = event.elapsed, event.refusal
        if self.refusal is not None and self.refusal.lost:
            self._lose(statement, before, sent)
        else:
            self.transcript.note(statement.text, self.session.state)
            self.meter.note(tag, before, self.session.state, monotonic())
        if self.refusal is not None and self.refusal.position is not None:
            self.editor.mark_error(statement.start + self.refusal.position - 1)
        return self.refusal is None

    def _lose(self, statement: Statement, before: State, sent: datetime) -> None:
        """The link went during a statement: say what is known of it, and what is not."""
        changes = verb(statement.text) not in ("reads", "transaction")
        found = loss(before, changes, commits(statement.text))
        self.unknown = found.unknown
        self.check = check_query(statement.text) if found.unknown else None
        assert self.refusal is not None
        self.result.lose(self.refusal, statement, found, sent)

    async def _ready(self) -> bool:
        """Is there a session to run in? One that has ended is replaced by a new one."""
        if self.session.lost:
            self._do("opening a session")
        if refusal := await self.keeper.ready(self._do):
            self.result.refuse(refusal)
        return not self.session.lost

    @work(group="cancel", exclusive=True)
    async def _cancel(self) -> None:
        await asyncio.gather(in_thread(self.session.cancel), asyncio.sleep(_PATIENCE))
        if self.busy:
            self.ignored = True
            self._do("not cancelled yet: Ctrl+C again gives the session up")

    def _do(self, doing: str) -> None:
        self.doing = doing
        self.post_message(self.Changed())

    def _rest(self) -> None:
        self.began, self.ignored = None, False
        self.workers.cancel_group(self, "cancel")
        self._do("")

    def tick(self, now: float) -> None:
        """Every second: what there is to say of the session, and whether to renew it."""
        if not self.busy:
            if note := self.keeper.look(now):
                self._say(note)
            if self.keeper.due:
                self.began = now
                self.renew()
        self.post_message(self.Changed())

    @work(group="renew", exclusive=True)
    async def renew(self) -> None:
        """Go on in a new session, which is said in one quiet line."""
        self._do("renewing the session")
        try:
            self._say(await self.keeper.renew())
        finally:
            self._rest()

    def _say(self, note: Note) -> None:
        self.notify(note.text, title="Session", severity=note.severity, markup=False)
