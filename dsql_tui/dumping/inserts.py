"""INSERT statements, each small enough to be a transaction of Aurora DSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.dsql import limits
from dsql_tui.events import Column
from dsql_tui.results.formats.format import Row
from dsql_tui.results.formats.sql import format_tuples
from dsql_tui.sql.names import quote_name

_MAX_ROWS = 2500
"""Rows of a statement; a transaction may change 3,000."""

_MAX_BYTES = limits.TRANSACTION_BYTES // 2
"""Bytes of a statement, with index entries; the server counts up to twice the bytes of the text."""


class InsertWriter:
    """Writes the rows of one table."""

    def __init__(
        self, table: str, columns: Sequence[str], overriding: bool = False, indexes: int = 0
    ) -> None:
        """Write to a table.

        Args:
            table: The name, quoted as SQL needs it.
            columns: The columns of the rows.
            overriding: True if one of them is GENERATED ALWAYS AS IDENTITY.
            indexes: The number of indexes besides the primary key's.
        """
        names = ", ".join(map(quote_name, columns))
        option = " OVERRIDING SYSTEM VALUE" if overriding else ""
        self._opening = f"INSERT INTO {table} ({names}){option} VALUES\n"
        self._default = f"INSERT INTO {table} DEFAULT VALUES;\n"
        self._width = len(columns)
        self._max_bytes = _MAX_BYTES // (1 + indexes)
        self._tuples: list[str] = []
        self._bytes = 0

    def write(self, columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[str]:
        """Take rows, and yield the statements that are full."""
        if self._width == 0:
            yield self._default * len(rows)
            return
        kept = [row[: self._width] for row in rows]
        for tuples in format_tuples(columns[: self._width], [kept]):
            for text in tuples:
                size = len(text) if text.isascii() else len(text.encode())
                if len(self._tuples) == _MAX_ROWS or self._bytes + size > self._max_bytes:
                    yield from self.finish()
                self._tuples.append(text)
                self._bytes += size

    def finish(self) -> Iterator[str]:
        """Yield the statement of the rows that are left."""
        if self._tuples:
            yield self._opening + ",\n".join(self._tuples) + ";\n"
            self._tuples, self._bytes = [], 0
