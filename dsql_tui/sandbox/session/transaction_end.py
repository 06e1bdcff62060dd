"""The end of a transaction: what makes its COMMIT fail, and what follows if it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from dsql_tui.dsql import limits
from dsql_tui.events import ServerError
from dsql_tui.sandbox.protocol import extended
from dsql_tui.sandbox.rules import relation_names
from dsql_tui.sandbox.rules.transaction import age_error
from dsql_tui.sandbox.rules.verdict import Verdict
from dsql_tui.sandbox.session import snapshot_violation
from dsql_tui.sandbox.session.backend_channel import BackendChannel
from dsql_tui.sandbox.session.lock_monitor import LockMonitor, MonitoredSession
from dsql_tui.sandbox.session.occ import SAVEPOINT, ConflictTracker
from dsql_tui.sandbox.session.reply_filter import OC000, OC001
from dsql_tui.sandbox.session.schema_versions import SchemaVersions
from dsql_tui.sandbox.session.transaction_size import POSITION, TransactionSize, find_size_error
from dsql_tui.sandbox.session.usage_meter import UsageMeter
from dsql_tui.sandbox.state.faults import Faults

_DEFERRABLE = "SELECT 1 FROM pg_catalog.pg_constraint WHERE condeferrable LIMIT 1"


class Dropped(Exception):
    """A fault was armed that drops the connection here."""


class TransactionEnd:
    """One session's transaction: what it has done so far, and its end."""

    def __init__(
        self,
        channel: BackendChannel,
        versions: SchemaVersions,
        monitor: LockMonitor,
        faults: Faults,
        usage: UsageMeter,
        session: MonitoredSession,
    ) -> None:
        self._channel = channel
        self._versions = versions
        self._monitor = monitor
        self._faults = faults
        self._session = session
        self.usage = usage
        self.conflicts = ConflictTracker(channel)
        self.size = TransactionSize(channel)
        self.texts: list[str] = []
        """The statements of the transaction, if BEGIN opened it."""
        self.changes_schema = False
        self.must_roll_back = False
        """A COMMIT has failed, and the server does not know yet that the transaction is over."""
        self.wrote = False
        """The transaction has changed rows or the schema."""
        self._changed: frozenset[str] = frozenset()
        """The relations whose definition it has changed."""
        self._began: float | None = None
        self._drop: str | None = None
        self._rewound = False
        """The statements of the transaction have been repeated before its COMMIT."""

    @property
    def is_too_old(self) -> bool:
        """The transaction's time is over."""
        return self._began is not None and self._age(self._began) > limits.TRANSACTION_SECONDS

    @property
    def hides_commit(self) -> bool:
        """The client does not get to know that its statement has committed."""
        return self._drop == "after"

    def record(self, verdict: Verdict, sent: int) -> None:
        """Note a statement that has run; `sent` counts the bytes of its values."""
        if verdict.kind == "begin":
            self._began = self._now()
        if verdict.kind in ("code", "dml", "ddl"):
            self.wrote = True
            self.size.add_change(verdict.text, sent)
        if verdict.kind == "ddl":
            self._changed |= relation_names.find_changed(verdict.text)
            if "deferrable" in verdict.text.lower():
                self._monitor.has_deferrable = True

    async def mark_beginning(self, changes: bool) -> None:
        """Mark the beginning of the transaction before a statement that locks or `changes` rows."""
        rows = await self._channel.query(SAVEPOINT, *[POSITION] * changes)
        self.conflicts.has_savepoint = rows is not None
        if changes:
            self.size.start_at(rows)

    def find_late_error(self, texts: Iterable[str]) -> ServerError | None:
        """Return the error of statements that comes from the transaction's age or the schema."""
        began = self._now() if self._began is None else self._began
        if self.is_too_old:
            return age_error(int(self._age(began)))
        outdated = self._versions.is_outdated(texts, began)
        if self.conflicts.conflict is not OC001 and not outdated:
            return None
        self._versions.refresh()
        self.conflicts.conflict = None
        return OC001

    async def end(self, message: bytes, replies: int, commits: bool) -> None:
        """Run COMMIT or ROLLBACK; `commits` if it is a COMMIT of something."""
        channel, began = self._channel, self._now()
        error = await self._find_commit_error() if commits else None
        if commits and not error:
            error = await self._find_deferred_conflict()
        if error:
            self.must_roll_back, self._rewound = True, False
            self.usage.count_error(error)
            await channel.fail_with(error)
            return
        rewound, self._rewound = self._rewound, False
        if rewound:
            # The client's portal is gone.
            message, replies = extended.build_internal_run(b"COMMIT"), extended.OWN_ANSWERS
        channel.replies.hold()
        with channel.replies.simple_protocol(only_if=rewound):
            channel.queue(message, replies)
            done = await channel.wait_for_replies() and commits
        if done:
            self.usage.count_commit(self._now() - began)
        self.finish(done)
        channel.release_end()

    async def before_sync(self) -> None:
        """Check a statement outside BEGIN that is about to commit."""
        if not self.wrote or not await self._channel.wait_for_replies():
            return
        error = await self._find_commit_error()
        if error:
            self.usage.count_error(error)
            await self._channel.fail_with(error)

    def finish(self, committed: bool) -> None:
        """Forget the transaction; if it has committed, its rivals lose.

        Raises:
            Dropped: the client does not get to know of the commit.
        """
        if committed and (self.wrote or self.conflicts.has_savepoint):
            self.conflicts.fail_rivals(OC001 if self.changes_schema else OC000)
        if committed and self._changed:
            self._monitor.record_change(self._session, self._changed)
        if committed and self.changes_schema:
            self._versions.refresh()
        drop, self._drop = self._drop, None
        self.usage.end_transaction(committed and self.wrote)
        self.conflicts.end()
        self.size.reset()
        self.texts.clear()
        self.wrote = self.changes_schema = False
        self._changed = frozenset()
        self._began = None
        if committed and drop == "after":
            raise Dropped

    async def _find_commit_error(self) -> ServerError | None:
        """Return what makes a COMMIT fail.

        Raises:
            Dropped: the connection is dropped before the COMMIT.
        """
        armed = self._faults.take_conflict()
        if armed:
            return OC001 if armed == "OC001" else OC000
        error = self.find_late_error(self.texts) or self.conflicts.conflict
        if error:
            return error
        self.usage.written = await self.size.measure()
        error = find_size_error(self.usage.written + await self.size.measure_locks())
        if error:
            return error
        self._drop = self._faults.take_drop()
        if self._drop == "before":
            raise Dropped
        return None

    async def _find_deferred_conflict(self) -> ServerError | None:
        """Return the conflict of a deferred key with rows that are newer than the snapshot."""
        channel = self._channel
        if not self.wrote or not self.conflicts.can_rewind or not await self._may_defer():
            return None
        if await channel.query("SET CONSTRAINTS ALL IMMEDIATE") is not None:
            return None
        error = dict(channel.state.error or {})
        self._rewound = True
        if not await self.conflicts.rewind():
            return OC000
        if not snapshot_violation.may_be_new(error):
            return None
        found = await snapshot_violation.is_in_snapshot(channel, error)
        return OC000 if found is False else None

    async def _may_defer(self) -> bool:
        """Return whether the store has constraints that can be deferred."""
        if self._monitor.has_deferrable is None:
            self._monitor.has_deferrable = bool(await self._channel.query(_DEFERRABLE))
        return self._monitor.has_deferrable

    def _age(self, began: float) -> float:
        return self._now() - began

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
