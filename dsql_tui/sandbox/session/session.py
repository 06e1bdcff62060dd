"""A client's session: its messages, of either protocol, handled one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from dsql_tui.sandbox.protocol import extended, wire
from dsql_tui.sandbox.rules.judge import (
    blank_rewritten,
    build_failing_statement,
    build_parse_probe,
    judge,
)
from dsql_tui.sandbox.rules.verdict import Verdict
from dsql_tui.sandbox.session.backend_channel import BackendChannel
from dsql_tui.sandbox.session.inbox import Inbox
from dsql_tui.sandbox.session.lock_monitor import LockMonitor, MonitoredSession
from dsql_tui.sandbox.session.occ import ConflictTracker, Step
from dsql_tui.sandbox.session.prepared_statements import PreparedStatements
from dsql_tui.sandbox.session.reply_filter import OC000, OC001
from dsql_tui.sandbox.session.schema_versions import SchemaVersions
from dsql_tui.sandbox.session.statement_runner import StatementRun, StatementRunner
from dsql_tui.sandbox.session.transaction_end import TransactionEnd
from dsql_tui.sandbox.session.usage_meter import UsageMeter
from dsql_tui.sandbox.state.faults import Faults
from dsql_tui.sandbox.state.metrics import Count

_QUERY, _PARSE, _BIND, _EXECUTE, _DESCRIBE, _CLOSE, _FUNCTION_CALL, _SYNC, _TERMINATE = b"QPBEDCFSX"

_READY_IDLE = b"Z\0\0\0\x05I"


class Session:
    """One client's session; each message is finished before the next one is looked at."""

    def __init__(
        self,
        channel: BackendChannel,
        inbox: Inbox,
        monitor: LockMonitor,
        faults: Faults,
        count: Count,
        on_rest: Callable[[], None],
        release: str,
    ) -> None:
        """Open the session; `on_rest` is called when no statement and no transaction is left."""
        self._release = release
        self._channel = channel
        self._inbox = inbox
        self._faults = faults
        self._on_rest = on_rest
        self._usage = UsageMeter(count)
        versions = SchemaVersions(monitor, self)
        self._end = TransactionEnd(channel, versions, monitor, faults, self._usage, self)
        self._runner = StatementRunner(channel, inbox, versions, self._end)
        self._statements = PreparedStatements()
        self._busy_since: float | None = None
        self._yielded_at = 0.0
        """The loop's time at which it last gave up locks."""
        inbox.set_fast_path(self._take_fast_path)

    @property
    def busy_since(self) -> float | None:
        """The loop's time at which it began what it does; `None` while it is idle."""
        return self._busy_since

    @property
    def is_at_rest(self) -> bool:
        """Neither a statement nor a transaction is open."""
        idle = self._busy_since is None and self._inbox.is_empty
        return idle and self._channel.state.status == b"I"

    @property
    def conflicts(self) -> ConflictTracker:
        """The conflicts of its transaction."""
        return self._end.conflicts

    @property
    def changes_schema(self) -> bool:
        """Its transaction changes the schema."""
        return self._end.changes_schema

    async def run(self) -> None:
        """Answer the client until it ends the session.

        Raises:
            EOFError: one of the connections is closed.
            Dropped: a fault drops the connection.
        """
        while True:
            kind, message = await self._inbox.take()
            if kind == _TERMINATE:
                return
            self._begin_message()
            if self._faults.delay:
                await asyncio.sleep(self._faults.delay)
            if self.conflicts.has_yielded:
                await self.conflicts.repeat()
            await self._handle_unit(kind, message)
            self._end_message()

    def end(self) -> None:
        """End the session."""
        self._end.conflicts.end()
        self._usage.report()

    def yield_to(self, other: MonitoredSession, looked: float) -> None:
        """Let another session, which waited at a time of the loop, go on once this one is idle."""
        since = other.busy_since
        self._inbox.interrupt(lambda: self._yield_locks(other, since, looked))

    def _take_fast_path(self, message: bytes) -> bool:
        """Send a Query on directly if nothing about it needs care: most of them are such."""
        if self._busy_since is not None or self._faults.delay or self.conflicts.has_yielded:
            return False
        if not self._is_plain(message):
            return False
        self._begin_message()
        self._channel.query_at_once(message, self._end_fast_path)
        return True

    def _end_fast_path(self) -> None:
        state = self._channel.state
        self._runner.set_status(state.status, state.failed)
        self._end_message()
        self._inbox.resume()

    def _begin_message(self) -> None:
        self._busy_since = asyncio.get_running_loop().time()
        self._usage.begin_message(self._busy_since)

    def _end_message(self) -> None:
        self._busy_since = None
        self._usage.end_message(self._channel.bytes_read)
        if self.is_at_rest:
            self._on_rest()

    async def _yield_locks(self, other: MonitoredSession, since: float | None, seen: float) -> None:
        """Give up locks, unless the other's statement is over, or was seen before the last time."""
        transaction, loop = self._runner.transaction, asyncio.get_running_loop()
        is_idle = transaction.begun and self._busy_since is None
        if not is_idle or other.busy_since != since or seen < self._yielded_at:
            return
        self._busy_since = loop.time()
        if transaction.failed:
            await self.conflicts.release_locks()
        else:
            self.conflicts.add_rival(other.conflicts)
            await self.conflicts.yield_locks(OC001 if other.changes_schema else OC000)
        self._busy_since, self._yielded_at = None, loop.time()

    async def _handle_unit(self, kind: int, message: bytes) -> None:
        """Handle a Query, or everything up to a Sync."""
        while kind != _SYNC:
            if kind == _QUERY:
                await self._handle_query(message)
                return
            if kind == _FUNCTION_CALL:
                await self._pass_on(message)
                return
            if kind == _TERMINATE:
                raise EOFError
            try:
                await self._handle_extended_message(kind, message)
            except wire.Malformed:
                # PostgreSQL says what is wrong with it.
                self._channel.queue(message, 1)
            if self._inbox.is_empty:
                self._channel.flush()
                self._channel.release_rest()
            kind, message = await self._inbox.take()
        await self._handle_sync()

    async def _handle_extended_message(self, kind: int, message: bytes) -> None:
        """Handle one message of the extended protocol."""
        channel = self._channel
        if channel.replies.has_end:
            channel.release_end()
        if kind == _PARSE:
            self._handle_parse(message)
        elif kind == _BIND:
            portal, *bound = extended.split_bind(message)
            self._statements.bind(portal, *bound)
            await self._runner.set_savepoint(self._statements.portal(portal)[0])
            channel.queue(message, 1)
        elif kind == _EXECUTE:
            verdict, step = self._statements.portal(extended.first_text(message))
            await self._run(StatementRun(verdict, step, message, 1))
        else:
            if kind == _CLOSE:
                self._statements.close(message[5:6], message[6:-1])
            channel.queue(message, kind in (_CLOSE, _DESCRIBE))

    def _handle_parse(self, message: bytes) -> None:
        name, encoded, types = extended.split_parse(message)
        sql = encoded.decode(errors="surrogateescape")
        verdicts = judge(sql, self._release)
        # PostgreSQL rejects the preparation of several statements at once.
        verdict = verdicts[0] if len(verdicts) == 1 else None
        if verdict is not None:
            text = self._mark_failure(verdict) if verdict.error else verdict.text
            if text != sql[verdict.start : verdict.end]:
                sql = sql[: verdict.start] + text + sql[verdict.end :]
                encoded = sql.encode(errors="surrogateescape")
                message = extended.parse(encoded, types, name)
        self._statements.parse(name, verdict, encoded, types)
        self._channel.queue(message, 1)

    def _mark_failure(self, verdict: Verdict) -> str:
        assert verdict.error is not None
        return build_failing_statement(self._channel.replies.mark(verdict.error))

    async def _run(self, run: StatementRun) -> None:
        await self._runner.run(run)
        if run.verdict is not None and run.verdict.text[:10].lower() == "deallocate":
            self._statements.clear()

    async def _handle_query(self, message: bytes) -> None:
        """Handle a message of the simple protocol: its statements run like any other."""
        channel, replies = self._channel, self._channel.replies
        if self._is_plain(message):
            await self._pass_on(message)
            return
        sql = message[5:-1].decode(errors="surrogateescape")
        verdicts = judge(sql, self._release)
        if len(verdicts) > 1 and not await self._can_parse(sql, verdicts):
            return
        with replies.simple_protocol():
            for verdict in verdicts:
                channel.release_end()
                text = verdict.text.encode(errors="surrogateescape")
                step = Step(text, extended.NO_TYPES, extended.NO_VALUES)
                with replies.simple_protocol(offset=verdict.start):
                    await self._run(
                        StatementRun(verdict, step, extended.build_simple_query(text), 4)
                    )
                    succeeded = await channel.wait_for_replies()
                if not succeeded:
                    break
            await self._handle_sync()

    async def _can_parse(self, sql: str, verdicts: Sequence[Verdict]) -> bool:
        """Return whether PostgreSQL can parse a message; if not, the client gets its error."""
        text = blank_rewritten(sql, verdicts)
        if self._runner.transaction.failed or await self._channel.run_command(
            build_parse_probe(text)
        ):
            return True
        await self._pass_on(wire.message(b"Q", text.encode(errors="surrogateescape") + b"\0"))
        return False

    def _is_plain(self, message: bytes) -> bool:
        """Return whether a Query is one plain statement, or empty, or malformed."""
        verdicts = judge(message[5:-1].decode(errors="surrogateescape"), self._release)
        alone = len(verdicts) == 1 and self._runner.is_plain(verdicts[0])
        return alone or not verdicts or message[-1:] != b"\0"

    async def _handle_sync(self) -> None:
        channel, state, end = self._channel, self._channel.state, self._end
        if not self._runner.transaction.begun and not state.error:
            await end.before_sync()
        begins = await self._runner.take_snapshot()
        replies = channel.replies
        replies.stop_holding()
        hides = end.hides_commit or end.must_roll_back
        with replies.mute_replies(only_if=hides), replies.simple_protocol(only_if=begins):
            status = await channel.sync()
        failed = state.failed
        self._statements.sync(state.parsed)
        state.parsed = 0
        if end.must_roll_back:
            end.must_roll_back = False
            await channel.run_command("ROLLBACK")
            status = state.status
            channel.send_to_client(_READY_IDLE)
        self._runner.set_status(status, failed)

    async def _pass_on(self, message: bytes) -> None:
        """Let PostgreSQL answer a message alone."""
        self._channel.queue(message)
        status = await self._channel.wait_until_ready()
        self._runner.set_status(status, self._channel.state.failed)
