"""How many bytes a transaction has written and locked.

The position in PostgreSQL's log tells quickly that it is little. What other sessions write moves
the position too, so beyond the limit the transaction's own rows are measured.
"""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.dsql import limits
from dsql_tui.events import ServerError
from dsql_tui.sandbox.plans import tables, widths
from dsql_tui.sandbox.rules.relation_names import find_relation_names
from dsql_tui.sandbox.rules.transaction import size_error
from dsql_tui.sandbox.session.backend_channel import BackendChannel

POSITION = "SELECT pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_catalog.pg_lsn"
"""Reads the position."""

_MAX_KEY = 2000
"""The most bytes of a key."""


class TransactionSize:
    """The size of one session's transaction."""

    def __init__(self, channel: BackendChannel) -> None:
        self._channel = channel
        self._start: int | None = None
        self._changes: set[str] = set()
        self._locks: list[tuple[str, int]] = []
        self._locked_rows = 0
        self.sent = 0
        """Bytes of data that the client sent for it; the log holds them compressed."""

    def reset(self) -> None:
        """Forget a transaction that has ended."""
        self._start = None
        self._changes.clear()
        self._locks.clear()
        self._locked_rows = self.sent = 0

    def add_change(self, sql: str, sent: int) -> None:
        """Add a statement that has changed rows, for which the client sent some bytes of values."""
        self._changes.add(sql)
        self.sent += sent

    def add_locks(self, sql: str, rows: int) -> None:
        """Add a query that has locked some rows."""
        self._locks.append((sql, rows))
        self._locked_rows += rows

    async def start(self) -> None:
        """Note the position before the first change."""
        if self._start is None:
            self.start_at(await self._channel.query(POSITION))

    def start_at(self, rows: Sequence[Sequence[bytes | None]] | None) -> None:
        """Note the position that was read before the first change."""
        self._start = _parse_position(rows)

    async def measure(self) -> int:
        """Return the bytes written so far."""
        if self._start is None:
            return 0
        written = (_parse_position(await self._channel.query(POSITION)) or 0) - self._start
        if written > limits.TRANSACTION_BYTES:
            measured = await self._measure_own_rows()
            written = written if measured is None else measured
        return max(written, self.sent)

    async def measure_locks(self) -> int:
        """Return the bytes of the keys that are locked, if they may be too many."""
        if self._locked_rows * _MAX_KEY <= limits.TRANSACTION_BYTES:
            return 0
        total = 0.0
        for sql, rows in self._locks:
            keyed = [table for table in await self._find_tables({sql}) if table.readable]
            sizes = [widths.build_key_size(table) for table in keyed if table.key]
            found = await self._channel.query(f"SELECT {', '.join(sizes)}") if sizes else None
            total += rows * max((float(size or 0) for size in found[0]), default=0) if found else 0
        return int(total)

    async def _measure_own_rows(self) -> int | None:
        """Return the bytes of the rows that the transaction has written; `None` if unknown."""
        changed = await self._find_tables(self._changes)
        if not changed or not all(table.readable for table in changed):
            return None
        sizes = " + ".join(map(widths.build_own_size, changed))
        found = await self._channel.query(f"SELECT {sizes}")
        return int(float(found[0][0] or 0)) if found else None

    async def _find_tables(self, texts: set[str]) -> list[tables.Table]:
        names = frozenset[str]().union(*map(find_relation_names, texts))
        found = tables.read_tables(await self._channel.query(tables.build_names_query(names)) or ())
        return list({table.name: table for table in found.values()}.values())


def _parse_position(rows: Sequence[Sequence[bytes | None]] | None) -> int | None:
    return int(rows[0][0] or 0) if rows else None


def find_size_error(written: int) -> ServerError | None:
    """Return the error of a COMMIT of so many bytes."""
    return size_error(-(-written // 2**20)) if written > limits.TRANSACTION_BYTES else None
