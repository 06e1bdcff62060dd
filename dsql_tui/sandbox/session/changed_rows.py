"""The rows that CALL and DO change: their command tags do not tell."""

from __future__ import annotations

from dsql_tui.sandbox.session.backend_channel import BackendChannel

_COUNT = """
    SELECT pg_catalog.transaction_timestamp(),
           (SELECT coalesce(pg_catalog.sum(n_tup_ins + n_tup_upd + n_tup_del), 0)
            FROM pg_catalog.pg_stat_xact_user_tables)
"""
"""The transaction, and the rows that this session has changed up to now, in earlier ones too."""


class ChangedRows:
    """Counts the rows that a block of code changes."""

    def __init__(self, channel: BackendChannel) -> None:
        self._channel = channel
        self._before: tuple[bytes | None, int] | None = None

    async def start(self) -> None:
        """Note the count before the code runs."""
        self._before = await self._read()

    async def count(self) -> int:
        """Return how many rows the code has changed; 0 if it has ended its transaction itself."""
        replies = self._channel.replies
        held = replies.pop_end()
        after = await self._read()
        replies.set_end(held)
        if after is None or self._before is None or after[0] != self._before[0]:
            return 0
        return after[1] - self._before[1]

    async def _read(self) -> tuple[bytes | None, int] | None:
        rows = await self._channel.query(_COUNT)
        return (rows[0][0], int(rows[0][1] or 0)) if rows else None
