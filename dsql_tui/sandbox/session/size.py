"""How much a transaction has written, told by PostgreSQL's log: by others at the same time too."""

from __future__ import annotations

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules.transaction import too_big
from dsql_tui.sandbox.session.dialogue import Dialogue

MOST = 10 * 1024 * 1024
"""Bytes that a transaction may change, entries of indexes included."""

_POSITION = "SELECT pg_catalog.pg_current_wal_insert_lsn() - '0/0'"


class Size:
    """Of one session's transaction."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._begin: int | None = None
        self.sent = 0
        """Bytes of data that the client has sent for it: the log holds them compressed."""

    def forget(self) -> None:
        """The transaction is over."""
        self._begin = None
        self.sent = 0

    async def begin(self) -> None:
        """Before its first change."""
        if self._begin is None:
            self._begin = await self._position()

    async def written(self) -> int:
        """Bytes, so far."""
        if self._begin is None:
            return 0
        return max((await self._position() or 0) - self._begin, self.sent)

    async def _position(self) -> int | None:
        rows = await self._dialogue.ask(_POSITION)
        return int(rows[0][0] or 0) if rows else None


def refusal(written: int) -> Refusal | None:
    """The refusal of a COMMIT of so many bytes."""
    return too_big(-(-written // 2**20)) if written > MOST else None
