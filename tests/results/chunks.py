"""Chunks of rows for tests."""

from __future__ import annotations

from collections.abc import Sequence


class Rows:
    """A chunk of given rows."""

    def __init__(self, rows: Sequence[Sequence[bytes | None]]) -> None:
        self._rows = rows

    @property
    def ntuples(self) -> int:
        return len(self._rows)

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        return self._rows[row_number][column_number]


class Counted:
    """A chunk of any size whose cells contain their row and column number."""

    def __init__(self, start: int, ntuples: int) -> None:
        self._start = start
        self.ntuples = ntuples

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        return b"%d.%d" % (self._start + row_number, column_number)
