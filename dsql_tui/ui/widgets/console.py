"""A console: one buffer, one session of its own, its results."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from dsql_tui.aws.identity import AwsError
from dsql_tui.db.session import OpeningRefused, Session
from dsql_tui.dsql.state import State
from dsql_tui.events import Finished, Refusal, Refused
from dsql_tui.opening import Access
from dsql_tui.sql.scan import Statement
from dsql_tui.ui.threads import in_thread, turned
from dsql_tui.ui.widgets.editor import SqlEditor
from dsql_tui.ui.widgets.result import Result
from dsql_tui.ui.widgets.state_line import Standing


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
        self.access = access
        self.session = session
        self.title = title
        self.editor = SqlEditor(script)
        self.result = Result()
        self.began: float | None = None
        """When the run under way began; `None` while nothing runs."""
        self.took: float | None = None
        self.doing = ""

    def compose(self) -> ComposeResult:
        yield self.editor
        yield self.result

    def on_mount(self) -> None:
        self.set_interval(1.0, self._tick)
        self.post_message(self.Changed())

    @property
    def busy(self) -> bool:
        """Is a run under way, or a session being opened for one?"""
        return self.began is not None

    def standing(self, now: float) -> Standing:
        """What the state line says of this console at `now`."""
        return Standing(
            target=self.title,
            region=self.access.endpoint.region,
            role=self.access.role,
            state=State.LOST if self.session.lost else self.session.state,
            left=self.session.clock.left(now),
            rows=None if self.result.table is None else len(self.result.table),
            took=self.took if self.began is None else now - self.began,
            busy=self.doing,
        )

    @on(SqlEditor.Submitted)
    def run_statements(self, message: SqlEditor.Submitted) -> None:
        """Run what the editor submitted, unless something runs already."""
        if self.busy:
            self.notify("A statement is running: Ctrl+C cancels it.", severity="warning")
        elif message.statements:
            self.began = monotonic()
            self.advance(message.statements)

    def run_beside(self, text: str) -> None:
        """Add a statement at the end of the script, and run it."""
        editor = self.editor
        end = editor.document.end
        lead = "\n\n" if editor.text.strip() else ""
        editor.insert(f"{lead}{text}", end)
        editor.move_cursor(editor.document.end)
        editor.action_run()

    def cancel(self) -> None:
        """Ask the server to cancel what runs; the run then ends by itself."""
        if self.busy:
            self.doing = "cancelling"
            self.post_message(self.Changed())
            self._cancel()

    async def end(self) -> None:
        """End the session, with what runs in it."""
        if self.busy:
            await in_thread(lambda: self.session.cancel(timeout=1.0))
            self.session.cut()
        else:
            await in_thread(self.session.close)

    @work(group="run")
    async def advance(self, statements: Sequence[Statement]) -> None:
        """Run statements one after the other, up to the first that is refused."""
        try:
            for number, statement in enumerate(statements, 1):
                of = f" {number} of {len(statements)}" if len(statements) > 1 else ""
                if not await self._ready() or not await self._run(statement, f"running{of}"):
                    return
        finally:
            self.began = None
            self._do("")

    async def _run(self, statement: Statement, doing: str) -> bool:
        """Run one statement and show what comes of it; was it done?"""
        self._do(doing)
        self.result.begin()
        self.editor.clear_error()
        done = False
        async for event in turned(self.session.run(statement.text)):
            self.result.take(event, statement)
            if isinstance(event, Finished | Refused):
                self.took = event.elapsed
                done = isinstance(event, Finished)
            if isinstance(event, Refused) and event.refusal.position is not None:
                self.editor.mark_error(statement.start + event.refusal.position - 1)
        return done

    async def _ready(self) -> bool:
        """Open a new session where the last one has ended; nothing was in flight, so none is lost.

        The settings of the old session are gone with it.
        """
        if not self.session.lost:
            return True
        self._do("opening a session")
        try:
            self.session = await in_thread(self.access.open, unwanted=Session.close)
        except AwsError as error:
            self.result.refuse(Refusal(f"No token could be signed. {error}"))
        except OpeningRefused as opening:
            self.result.refuse(opening.refusal)
        return not self.session.lost

    @work(group="cancel", exclusive=True)
    async def _cancel(self) -> None:
        await in_thread(self.session.cancel)

    def _do(self, doing: str) -> None:
        self.doing = doing
        self.post_message(self.Changed())

    def _tick(self) -> None:
        """Every second: the clock, and whether the server has ended the session meanwhile."""
        if not self.busy and (refusal := self.session.hear()):
            self.notify(
                f"{refusal.message}\nThe next run opens a new session.",
                title="The session has ended",
                severity="warning",
                markup=False,
            )
        self.post_message(self.Changed())
