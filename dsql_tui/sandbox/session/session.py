"""A client's session: its messages taken one by one, in either protocol, and run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from dsql_tui.sandbox.protocol import extended, wire
from dsql_tui.sandbox.rules.judge import failing, judge, legible, reading
from dsql_tui.sandbox.rules.verdict import Verdict
from dsql_tui.sandbox.session.answers import OC000, OC001
from dsql_tui.sandbox.session.arena import Arena, Contender
from dsql_tui.sandbox.session.bill import Bill
from dsql_tui.sandbox.session.claims import Claim, Step
from dsql_tui.sandbox.session.commits import Commits
from dsql_tui.sandbox.session.dialogue import Dialogue
from dsql_tui.sandbox.session.inbox import Inbox
from dsql_tui.sandbox.session.knowledge import Knowledge
from dsql_tui.sandbox.session.runs import Run, Runs
from dsql_tui.sandbox.session.statements import Statements
from dsql_tui.sandbox.world.faults import Faults
from dsql_tui.sandbox.world.meters import Count

_QUERY, _PARSE, _BIND, _EXECUTE, _DESCRIBE, _CLOSE, _CALL, _SYNC, _END = b"QPBEDCFSX"

_IDLE = b"Z\0\0\0\x05I"


class Session:
    """One client, taken at its word: a message is done before the next one is looked at."""

    def __init__(
        self,
        dialogue: Dialogue,
        inbox: Inbox,
        arena: Arena,
        faults: Faults,
        count: Count,
        rested: Callable[[], None],
    ) -> None:
        """`rested` is called whenever nothing is under way any more, nor a transaction."""
        self._dialogue = dialogue
        self._inbox = inbox
        self._faults = faults
        self._rested = rested
        self._bill = Bill(count)
        knowledge = Knowledge(arena, self)
        self._commits = Commits(dialogue, knowledge, arena, faults, self._bill, self)
        self._runs = Runs(dialogue, inbox, knowledge, self._commits)
        self._statements = Statements()
        self._since: float | None = None
        inbox.at_once(self._ask_at_once)

    @property
    def busy_since(self) -> float | None:
        """Since when something is under way, by the loop's clock."""
        return self._since

    @property
    def at_rest(self) -> bool:
        """Is nothing under way, neither a statement nor a transaction?"""
        idle = self._since is None and self._inbox.empty
        return idle and self._dialogue.answers.status == b"I"

    @property
    def claim(self) -> Claim:
        """What its transaction has done."""
        return self._commits.claim

    @property
    def changes_schema(self) -> bool:
        """Is its transaction changing the schema?"""
        return self._commits.changes_schema

    async def run(self) -> None:
        """Answer the client until it ends.

        Raises:
            EOFError: one of both ends is gone.
            Dropped: a fault wants it so.
        """
        while True:
            kind, message = await self._inbox.take()
            if kind == _END:
                return
            self._begin()
            if self._faults.delay:
                await asyncio.sleep(self._faults.delay)
            if self.claim.aside:
                await self.claim.restore()
            await self._unit(kind, message)
            self._finish()

    def end(self) -> None:
        """The session is over."""
        self._commits.claim.end()
        self._bill.send()

    def give_way(self, other: Contender) -> None:
        """Let the other one pass, as soon as it is this one's turn and nothing is under way."""
        self._inbox.interpose(lambda: self._step_aside(other))

    def _ask_at_once(self, message: bytes) -> bool:
        """The short way for what is most frequent: a Query that PostgreSQL answers by itself."""
        if self._since is not None or self._faults.delay or self.claim.aside:
            return False
        if not self._is_plain(message):
            return False
        self._begin()
        self._dialogue.ask_at_once(message, self._answered_at_once)
        return True

    def _answered_at_once(self) -> None:
        answers = self._dialogue.answers
        self._runs.settle(answers.status, answers.failed)
        self._finish()
        self._inbox.go_on()

    def _begin(self) -> None:
        """Turn to the client; nothing else is done meanwhile."""
        self._since = asyncio.get_running_loop().time()
        self._bill.begin(self._since)

    def _finish(self) -> None:
        self._since = None
        self._bill.end(self._dialogue.bytes_read)
        if self.at_rest:
            self._rested()

    async def _step_aside(self, other: Contender) -> None:
        if self._runs.transaction.begun and self._since is None:
            self._since = asyncio.get_running_loop().time()
            self.claim.meet(other.claim)
            await self.claim.set_aside(OC001 if other.changes_schema else OC000)
            self._since = None

    async def _unit(self, kind: int, message: bytes) -> None:
        """A Query, or everything up to a Sync."""
        while kind != _SYNC:
            if kind == _QUERY:
                await self._query(message)
                return
            if kind == _CALL:
                await self._call(message)
                return
            if kind == _END:
                raise EOFError
            try:
                await self._part(kind, message)
            except wire.Malformed:
                # PostgreSQL says what is wrong with it.
                self._dialogue.say(message, 1)
            if self._inbox.empty:
                self._dialogue.send()
            kind, message = await self._inbox.take()
        await self._sync()

    async def _part(self, kind: int, message: bytes) -> None:
        """One message of the extended protocol."""
        dialogue = self._dialogue
        if dialogue.answers.kept:
            dialogue.release()
        if kind == _PARSE:
            self._parse(message)
        elif kind == _BIND:
            portal, *bound = extended.cut_bind(message)
            self._statements.bind(portal, *bound)
            await self._runs.secure(self._statements.at(portal)[0])
            dialogue.say(message, 1)
        elif kind == _EXECUTE:
            verdict, step = self._statements.at(extended.first_text(message))
            await self._run(Run(verdict, step, message, 1))
        else:
            if kind == _CLOSE:
                self._statements.close(message[5:6], message[6:-1])
            dialogue.say(message, kind in (_CLOSE, _DESCRIBE))

    def _parse(self, message: bytes) -> None:
        name, written, types = extended.cut_parse(message)
        sql = written.decode(errors="surrogateescape")
        verdicts = judge(sql)
        # Of several statements PostgreSQL says that they cannot be prepared.
        verdict = verdicts[0] if len(verdicts) == 1 else None
        if verdict is not None:
            text = self._failing(verdict) if verdict.refusal else verdict.text
            if text != sql[verdict.start : verdict.end]:
                sql = sql[: verdict.start] + text + sql[verdict.end :]
                written = sql.encode(errors="surrogateescape")
                message = extended.parse(written, types, name)
        self._statements.parse(name, verdict, written, types)
        self._dialogue.say(message, 1)

    def _failing(self, verdict: Verdict) -> str:
        assert verdict.refusal is not None
        return failing(self._dialogue.answers.mark(verdict.refusal))

    async def _run(self, run: Run) -> None:
        await self._runs.run(run)
        if run.verdict is not None and run.verdict.text[:10].lower() == "deallocate":
            self._statements.clear()

    async def _query(self, message: bytes) -> None:
        """A message of the simple protocol: each statement of it is run like any other."""
        dialogue, answers = self._dialogue, self._dialogue.answers
        if self._is_plain(message):
            await self._call(message)
            return
        sql = message[5:-1].decode(errors="surrogateescape")
        verdicts = judge(sql)
        if len(verdicts) > 1 and not await self._is_legible(sql):
            return
        answers.plain = True
        for verdict in verdicts:
            dialogue.release()
            answers.offset = verdict.start
            text = verdict.text.encode(errors="surrogateescape")
            step = Step(text, extended.NO_TYPES, extended.NO_VALUES)
            await self._run(Run(verdict, step, extended.plain(text), 4))
            if not await dialogue.settled():
                break
        answers.offset = 0
        await self._sync()
        answers.plain = False

    async def _is_legible(self, sql: str) -> bool:
        """Can a message be read to its end? If not, PostgreSQL has said so, and nothing is run."""
        text = legible(sql)
        if self._runs.transaction.failed or await self._dialogue.command(reading(text)):
            return True
        await self._call(wire.message(b"Q", text.encode(errors="surrogateescape") + b"\0"))
        return False

    def _is_plain(self, message: bytes) -> bool:
        """Is it one statement that nobody must wait for, or none, or no Query at all?"""
        verdicts = judge(message[5:-1].decode(errors="surrogateescape"))
        alone = len(verdicts) == 1 and self._runs.is_plain(verdicts[0])
        return alone or not verdicts or message[-1:] != b"\0"

    async def _sync(self) -> None:
        dialogue, answers, commits = self._dialogue, self._dialogue.answers, self._commits
        if not self._runs.transaction.begun and not answers.error:
            await commits.before_sync()
        answers.keeps = False
        answers.mute = commits.silent or commits.must_roll_back
        status = await dialogue.sync()
        answers.mute, failed = False, answers.failed
        self._statements.settle(answers.parsed)
        answers.parsed = 0
        if commits.must_roll_back:
            commits.must_roll_back = False
            await dialogue.command("ROLLBACK")
            status = answers.status
            dialogue.tell(_IDLE)
        self._runs.settle(status, failed)

    async def _call(self, message: bytes) -> None:
        """What PostgreSQL answers by itself."""
        self._dialogue.say(message)
        status = await self._dialogue.ready()
        self._runs.settle(status, self._dialogue.answers.failed)
