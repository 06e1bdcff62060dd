"""Optimistic concurrency control: which transactions conflict, and which of them may commit.

In PostgreSQL the second writer of a row waits for the first; in Aurora DSQL nobody waits. So a
transaction that blocks another one yields: it is rolled back to its beginning, and its statements
are repeated, in the snapshot that it has had since then, before it does anything else. Then the
other one blocks it, and yields in turn. The first that reaches its COMMIT wins. Those that it
conflicts with get the error at their COMMIT.
"""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.events import ServerError
from dsql_tui.sandbox.protocol import extended
from dsql_tui.sandbox.rules.judge import build_failing_statement
from dsql_tui.sandbox.session.backend_channel import BackendChannel
from dsql_tui.sandbox.session.reply_filter import OC000, OC001

SAVEPOINT = f"SAVEPOINT {extended.OWN.decode()}"
"""Marks the beginning of a transaction, before its first change."""
_ROLL_BACK = f"ROLLBACK TO {SAVEPOINT}"


class Step(NamedTuple):
    """A statement that can be repeated."""

    sql: bytes
    types: bytes
    values: bytes


class ConflictTracker:
    """The conflicts of one session's transaction with others."""

    def __init__(self, channel: BackendChannel) -> None:
        self._channel = channel
        self.conflict: ServerError | None = None
        """The error of its COMMIT, once another has won."""
        self.has_savepoint = False
        """It can be rolled back to its beginning."""
        self.has_yielded = False
        """It is rolled back and must be repeated."""
        self._steps: list[Step] = []
        self._repeatable = True
        self._rivals: set[ConflictTracker] = set()

    @property
    def can_rewind(self) -> bool:
        """The transaction can go back to before its last statement."""
        return self.has_savepoint and self._repeatable and self.conflict is None

    def add_rival(self, other: ConflictTracker) -> None:
        """Note that only one of the two can commit."""
        self._rivals.add(other)
        other._rivals.add(self)

    def fail_rivals(self, error: ServerError) -> None:
        """Let the rivals of a transaction that has committed fail with an error."""
        for rival in self._rivals:
            rival.conflict = rival.conflict or error

    def end(self) -> None:
        """Forget a transaction that has ended."""
        for rival in self._rivals:
            rival._rivals.discard(self)
        self._rivals.clear()
        self._steps.clear()
        self.conflict = None
        self.has_savepoint = self.has_yielded = False
        self._repeatable = True

    def record(self, step: Step | None) -> None:
        """Remember a statement that changed or locked rows; `None` for one that cannot repeat."""
        if step is None:
            self._repeatable = False
        else:
            self._steps.append(step)

    async def yield_locks(self, error: ServerError) -> None:
        """Give up all locks; call this only while the session is idle.

        Locks from reads before the first change go only with the whole transaction, which then
        fails with the given error.
        """
        if self.has_savepoint and not self.has_yielded:
            self.has_yielded = True
            await self._channel.run_command(_ROLL_BACK)
            return
        # Only a change of the schema waits for locks of reads.
        self.conflict = self.conflict or (OC001 if self.has_yielded else error)
        await self._restart()

    async def release_locks(self) -> None:
        """Give up the locks of a transaction that has failed; it stays failed."""
        await self._restart()
        await self._channel.run_command(build_failing_statement("failed"))

    async def repeat(self) -> None:
        """Repeat the statements of a transaction that has yielded; if one fails, it has lost."""
        self.has_yielded = False
        if self.conflict or (self._repeatable and await self._repeat_steps()):
            return
        self.conflict = OC000
        await self._channel.run_command(_ROLL_BACK)

    async def fail_at_commit(self) -> None:
        """Let the transaction fail at its COMMIT: a change of it met a committed one."""
        self.conflict = self.conflict or OC000
        self._steps.clear()
        await self._roll_back()

    async def rewind(self) -> bool:
        """Go back to before a statement that has failed; return False if that is impossible.

        Then the transaction is rolled back to its beginning.
        """
        await self._roll_back()
        return self._repeatable and await self._repeat_steps()

    async def _restart(self) -> None:
        """Roll everything back, and begin an empty transaction in the place of the old one."""
        await self._channel.run_command("ROLLBACK")
        await self._channel.run_command("BEGIN")
        self._steps.clear()
        self.has_savepoint = self.has_yielded = False

    async def _roll_back(self) -> None:
        channel = self._channel
        channel.discard_end()
        with channel.replies.mute_replies():
            await channel.sync()
        channel.replies.stop_holding()
        await channel.run_command(_ROLL_BACK)

    async def _repeat_steps(self) -> bool:
        channel = self._channel
        with channel.replies.mute_replies():
            for step in self._steps:
                channel.queue(extended.build_internal_run(*step), extended.OWN_ANSWERS)
            await channel.sync()
        return channel.drop_replies()
