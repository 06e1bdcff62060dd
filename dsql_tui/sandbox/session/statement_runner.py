"""How one statement of a client runs: what is checked before, and what its end becomes."""

from __future__ import annotations

from dataclasses import dataclass

from dsql_tui.events import ServerError
from dsql_tui.sandbox.protocol import wire
from dsql_tui.sandbox.rules.snapshot_query import locks_rows
from dsql_tui.sandbox.rules.transaction import Transaction, count_changed_rows, count_rows
from dsql_tui.sandbox.rules.verdict import Verdict, build_check_query
from dsql_tui.sandbox.session import snapshot_violation
from dsql_tui.sandbox.session.backend_channel import BackendChannel
from dsql_tui.sandbox.session.changed_rows import ChangedRows
from dsql_tui.sandbox.session.inbox import Inbox
from dsql_tui.sandbox.session.occ import Step
from dsql_tui.sandbox.session.plan_answer import show_plan
from dsql_tui.sandbox.session.reply_filter import OC000
from dsql_tui.sandbox.session.schema_versions import SchemaVersions
from dsql_tui.sandbox.session.snapshot_answer import answer_from_snapshot
from dsql_tui.sandbox.session.transaction_end import TransactionEnd

_CHANGES = frozenset({"code", "dml"})  # the kinds of statements that may change rows
_SNAPSHOT = b"SELECT"
"""A query that takes the snapshot of a transaction."""

_COPY_DATA, _COPY_DONE, _COPY_FAIL, _TERMINATE = 0, *b"cfX"


@dataclass(frozen=True, slots=True)
class StatementRun:
    """One sending of a statement."""

    verdict: Verdict | None
    """`None` if PostgreSQL rejects the statement, or if there is none."""
    step: Step
    message: bytes
    replies: int
    """How many replies the message causes."""


class StatementRunner:
    """Runs a session's statements within the limits of its transaction."""

    def __init__(
        self,
        channel: BackendChannel,
        inbox: Inbox,
        versions: SchemaVersions,
        transaction_end: TransactionEnd,
    ) -> None:
        self._channel = channel
        self._inbox = inbox
        self._versions = versions
        self._end = transaction_end
        self._conflicts = transaction_end.conflicts
        self._changed_rows = ChangedRows(channel)
        self.transaction = Transaction()
        self._needs_snapshot = False
        """A transaction has begun, and nothing has run in it yet."""

    def is_plain(self, verdict: Verdict | None) -> bool:
        """Return whether a statement can be passed on without waiting for anything."""
        if verdict is None:
            return True
        if verdict.kind != "read" or verdict.error or verdict.catalog_checks:
            return False
        if verdict.tag or verdict.plan or self._versions.may_be_outdated:
            return False
        if self._conflicts.conflict or self._end.is_too_old or locks_rows(verdict.text):
            return False
        self._record(verdict.text)
        return True

    async def run(self, run: StatementRun) -> None:
        """Run a statement, or let it fail."""
        channel, verdict = self._channel, run.verdict
        self._needs_snapshot = verdict is not None and verdict.kind in ("begin", "chain")
        if verdict is None or self.is_plain(verdict):
            channel.queue(run.message, run.replies)
            return
        if self._may_follow(verdict):
            channel.keep_back()
        elif not await channel.wait_for_replies():
            return
        commits = self.transaction.begun and not self.transaction.failed
        error = self._find_error(verdict)
        if error and await channel.wait_for_replies():
            await self._fail_with(error)
        elif not error and verdict.kind in ("commit", "rollback", "chain"):
            await self._end.end(run.message, run.replies, commits and _is_commit(verdict))
        elif not error:
            await self._execute(run, verdict)

    def _may_follow(self, verdict: Verdict) -> bool:
        """Return whether a statement can be sent before the replies to its Bind have come."""
        is_special = verdict.error or verdict.catalog_checks or verdict.plan
        return verdict.kind == "dml" and self._conflicts.has_savepoint and not is_special

    def set_status(self, status: bytes, failed: bool) -> None:
        """Set the status of the transaction from a server that is ready (I, T or E)."""
        begun = self.transaction.begun
        self.transaction.end_message()
        self.transaction.set_status(status)
        if status == b"I":
            self._end.finish(committed=not failed and not begun)

    async def take_snapshot(self) -> bool:
        """Take the snapshot of a transaction that has just begun; return whether one has.

        PostgreSQL takes it only for the first query; to parse one is enough. That happens with the
        next Sync, whose replies then hold some that are not for the client.
        """
        begins = self._needs_snapshot and await self._channel.wait_for_replies()
        self._needs_snapshot = False
        if begins:
            self._channel.queue_own_parse(_SNAPSHOT)
        return begins

    async def set_savepoint(self, verdict: Verdict | None) -> None:
        """Mark the beginning before a statement gets its portal, whose locks must be behind it."""
        if verdict is None or self.transaction.failed or self._conflicts.has_savepoint:
            return
        if self._may_conflict(verdict):
            await self._end.mark_beginning(changes=verdict.kind in _CHANGES)

    async def _fail_with(self, error: ServerError) -> None:
        self._end.usage.count_error(error)
        await self._channel.fail_with(error)

    def _find_error(self, verdict: Verdict) -> ServerError | None:
        """Return the error of a statement that must not run."""
        transaction = self.transaction
        if not transaction.failed and verdict.kind not in ("commit", "rollback", "chain"):
            error = self._end.find_late_error([verdict.text])
            if error:
                transaction.fail()
                return error
        return transaction.admit(verdict)

    def _record(self, text: str) -> None:
        self._versions.record(text)
        self._end.usage.load.text = text
        if self.transaction.begun:
            self._end.texts.append(text)

    def _may_conflict(self, verdict: Verdict) -> bool:
        """Return whether others may conflict with a statement, so that it may have to repeat."""
        if not self.transaction.begun or verdict.kind == "begin":
            return False
        return verdict.kind != "read" or locks_rows(verdict.text)

    async def _execute(self, run: StatementRun, verdict: Verdict) -> None:
        channel, replies = self._channel, self._channel.replies
        if not await self._check_catalog(verdict) or not await self._prepare(verdict):
            return
        self._end.changes_schema = self._end.changes_schema or verdict.kind == "ddl"
        replies.hold()
        # A row that PostgreSQL has locked may be followed by one that another has changed.
        with replies.collecting_rows(verdict.plan is not None or locks_rows(verdict.text)):
            channel.queue(run.message, run.replies)
            await channel.wait_for_replies()
            if channel.state.copying:
                await self._copy()
        replies.stop_holding()
        rows = replies.take_rows()
        if channel.state.error:
            await self._handle_failure(run, verdict)
            return
        if rows:
            channel.send_to_client(await self._translate_plan(rows, verdict))
        await self._handle_success(run, verdict)

    async def _check_catalog(self, verdict: Verdict) -> bool:
        """Return whether the catalog allows the statement; if not, the client gets the error."""
        if not verdict.catalog_checks:
            return True
        rows = await self._channel.query(build_check_query(verdict.catalog_checks))
        if rows is None:
            self._channel.release_end()
            return False
        if rows and rows[0][0] is not None:
            self.transaction.fail()
            await self._fail_with(verdict.catalog_checks[int(rows[0][0])].error)
            return False
        return True

    async def _prepare(self, verdict: Verdict) -> bool:
        """Note the savepoint and the size before a change; return whether nothing failed."""
        await self.set_savepoint(verdict)
        if verdict.kind in _CHANGES:
            await self._end.size.start()
        if verdict.kind == "code":
            await self._changed_rows.start()
        return not self._channel.state.error

    async def _translate_plan(self, rows: bytes, verdict: Verdict) -> bytes:
        """Return the rows; if they are a plan, as a cluster shows it."""
        if verdict.plan is None:
            return rows
        held = self._channel.replies.pop_end()
        shown = await show_plan(self._channel, rows, verdict.plan, verdict.text)
        self._channel.replies.set_end(held)
        return shown

    async def _handle_success(self, run: StatementRun, verdict: Verdict) -> None:
        """Finish a statement that has run, unless the transaction has become too big."""
        channel = self._channel
        error = await self._count_rows(verdict)
        if error:
            self.transaction.fail()
            await self._fail_with(error)
            return
        self._record(verdict.text)
        self._end.record(verdict, len(run.step.values))
        if verdict.tag:
            channel.replies.set_end(wire.message(b"C", verdict.tag.encode() + b"\0"))
        if self._may_conflict(verdict):
            self._conflicts.record(run.step)
            if verdict.kind == "read":
                self._end.size.add_locks(verdict.text, count_rows(channel.state.tag))
        if self.transaction.begun:
            channel.release_end()

    async def _count_rows(self, verdict: Verdict) -> ServerError | None:
        """Count the rows that a statement has changed, and return the error if it may not."""
        if verdict.kind == "code":
            return self.transaction.count_rows_of_code(await self._changed_rows.count())
        counts = verdict.kind == "dml" and not verdict.plan
        changed = count_changed_rows(self._channel.state.tag) if counts else 0
        return self.transaction.count_rows(changed)

    async def _copy(self) -> None:
        """Pass on the data of a COPY; Sync and Flush have no meaning within it."""
        channel = self._channel
        channel.release_rest()
        self._conflicts.record(None)
        while True:
            channel.flush()
            kind, piece = await self._inbox.take()
            if kind == _COPY_DATA:
                channel.queue(piece)
                self._end.size.sent += len(piece)
            elif kind in (_COPY_DONE, _COPY_FAIL):
                channel.state.copying = False
                channel.queue(piece)
                await channel.wait_for_replies()
                return
            elif kind == _TERMINATE:
                raise EOFError

    async def _handle_failure(self, run: StatementRun, verdict: Verdict) -> None:
        """Fail, unless another's change was the cause: then only COMMIT fails."""
        error = self._channel.state.error or {}
        if error.get("C") == "40001":
            await self._handle_conflict(run, verdict)
        elif self._conflicts.can_rewind and snapshot_violation.may_be_new(error):
            await self._handle_violation(run, verdict, error)
        else:
            self.transaction.fail()
            self._channel.release_end()

    async def _handle_conflict(self, run: StatementRun, verdict: Verdict) -> None:
        if not self._conflicts.has_savepoint:
            self.transaction.fail()
            self._end.usage.count_error(OC000)
            self._channel.release_end()
            return
        await self._conflicts.fail_at_commit()
        if not await answer_from_snapshot(self._channel, verdict.text, run.step):
            self.transaction.fail()
            await self._fail_with(OC000)

    async def _handle_violation(
        self, run: StatementRun, verdict: Verdict, error: dict[str, str]
    ) -> None:
        """Handle the error of a key, for which rows newer than the snapshot do not count."""
        channel = self._channel
        packet = channel.replies.pop_end()
        if await self._conflicts.rewind():
            found = await snapshot_violation.is_in_snapshot(channel, error)
            if found is False:
                await self._handle_conflict(run, verdict)
                return
            self.transaction.fail()
            if found:
                await channel.fail_silently()
            channel.replies.set_end(packet)
            channel.release_end()
        else:
            await self._handle_conflict(run, verdict)


def _is_commit(verdict: Verdict) -> bool:
    """Return whether a statement commits; ROLLBACK AND CHAIN is of the same kind."""
    return not verdict.text.lower().startswith(("rollback", "abort"))
