"""The values of a sheet's columns as numbers or words, and a count of what is neither."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from math import inf, isfinite, nan

from dsql_tui.results.charts.measure import Measure, measure
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.text import cell, visible

_LARGEST = 1e300
"""Beyond it differences are no numbers any more."""
_LABEL = 60
"""Characters of a word that are kept."""
_EVERY = 20_000
"""Rows between two looks at whether anybody still waits."""


class GivenUp(Exception):
    """Nobody waits for the figure any more."""


class Columns:
    """Reads column by column; what cannot be drawn is NaN, and counted.

    What it reads raises `GivenUp` where `given_up` says so.
    """

    def __init__(self, sheet: Sheet, given_up: Callable[[], bool]) -> None:
        self.count = len(sheet)
        self._sheet = sheet
        self._given_up = given_up
        self._left_out: Counter[str] = Counter()

    def name(self, place: int) -> str:
        """What a column is called, safe to draw."""
        return visible(self._sheet.column(place).name)

    def oid(self, place: int) -> int:
        """A column's type."""
        return self._sheet.column(place).oid

    def measure(self, place: int) -> Measure:
        """What a column's values measure."""
        return measure(self.oid(place))

    def numbers(self, place: int, above_zero: bool = False) -> array[float]:
        """A column's values."""
        read, least = self.measure(place).read, 0.0 if above_zero else -inf
        found = array("d")
        for raw in self._values(place):
            number, why = _read(raw, read, least)
            found.append(number)
            if why:
                self._left_out[why] += 1
        return found

    def words(self, place: int) -> tuple[array[float], tuple[str, ...]]:
        """For each row the number of its word; and the words, in the order in which they come."""
        known: dict[bytes | None, int] = {}
        found = array("d", (known.setdefault(raw, len(known)) for raw in self._values(place)))
        return found, tuple(map(_word, known))

    def left_out(self) -> list[str]:
        """What is not drawn of what was read, in words."""
        return [f"{count:,} {why} left out" for why, count in self._left_out.items()]

    def _values(self, place: int) -> Iterator[bytes | None]:
        value = self._sheet.value
        for row in range(self.count):
            if not row % _EVERY and self._given_up():
                raise GivenUp
            yield value(row, place)


def _read(raw: bytes | None, read: Callable[[bytes], float], least: float) -> tuple[float, str]:
    """A value, or NaN and what it is instead."""
    if raw is None:
        return nan, "NULL"
    try:
        number = read(raw)
    except (ValueError, OverflowError):
        return nan, "unreadable"
    if number != number:
        return nan, "NaN"
    if not isfinite(number) or abs(number) > _LARGEST:
        return nan, "infinite" if b"nf" in raw else "too large"
    return (number, "") if number > least else (nan, "not above 0")


def _word(raw: bytes | None) -> str:
    text = cell(raw, _LABEL)
    return "NULL" if text is None else text or "''"
