"""The values of a sheet's columns as numbers or words, with a count of values left out."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from math import inf, isfinite, nan

from dsql_tui.results.charts.measure import Measure, get_measure
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.text import format_cell, make_visible

_MAX_NUMBER = 1e300
"""The largest absolute value drawn; differences of larger ones overflow."""
_MAX_LABEL = 60
"""Characters of a word that are displayed."""
_CHECK_INTERVAL = 20_000
"""Rows between two checks whether the chart is cancelled."""


class ChartCancelled(Exception):
    """The chart was cancelled while rows were read."""


class ColumnReader:
    """A reader of columns; values that cannot be drawn become NaN and are counted.

    Its methods raise `ChartCancelled` once `is_cancelled` returns true.
    """

    def __init__(self, sheet: Sheet, is_cancelled: Callable[[], bool]) -> None:
        self.count = len(sheet)
        self._sheet = sheet
        self._is_cancelled = is_cancelled
        self._left_out: Counter[str] = Counter()

    def name(self, place: int) -> str:
        """Return the name of a column, safe to display."""
        return make_visible(self._sheet.column(place).name)

    def oid(self, place: int) -> int:
        """Return the type of a column."""
        return self._sheet.column(place).oid

    def measure(self, place: int) -> Measure:
        """Return the measure of a column."""
        return get_measure(self.oid(place))

    def numbers(self, place: int, above_zero: bool = False) -> array[float]:
        """Return the values of a column, NaN for those that cannot be drawn."""
        read, least = self.measure(place).read, 0.0 if above_zero else -inf
        found = array("d")
        for raw in self._values(place):
            number, why = _read_number(raw, read, least)
            found.append(number)
            if why:
                self._left_out[why] += 1
        return found

    def words(self, place: int) -> tuple[array[float], tuple[str, ...]]:
        """Return the index of each row's word, and the words in order of first appearance."""
        known: dict[bytes | None, int] = {}
        found = array("d", (known.setdefault(raw, len(known)) for raw in self._values(place)))
        return found, tuple(map(_format_word, known))

    def list_omissions(self) -> list[str]:
        """Return notes on the values left out, such as `3 NULL left out`."""
        return [f"{count:,} {why} left out" for why, count in self._left_out.items()]

    def _values(self, place: int) -> Iterator[bytes | None]:
        value = self._sheet.value
        for row in range(self.count):
            if not row % _CHECK_INTERVAL and self._is_cancelled():
                raise ChartCancelled
            yield value(row, place)


def _read_number(
    raw: bytes | None, read: Callable[[bytes], float], least: float
) -> tuple[float, str]:
    """Return a value, or NaN and the reason why it cannot be drawn."""
    if raw is None:
        return nan, "NULL"
    try:
        number = read(raw)
    except (ValueError, OverflowError):
        return nan, "unreadable"
    if number != number:
        return nan, "NaN"
    if not isfinite(number) or abs(number) > _MAX_NUMBER:
        return nan, "infinite" if b"nf" in raw else "too large"
    return (number, "") if number > least else (nan, "not above 0")


def _format_word(raw: bytes | None) -> str:
    text = format_cell(raw, _MAX_LABEL)
    return "NULL" if text is None else text or "''"
