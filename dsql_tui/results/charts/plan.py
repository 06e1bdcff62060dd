"""Which columns are drawn, and how: chosen by the looks of a result, and changed by the user."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isfinite

from dsql_tui.events import Column
from dsql_tui.results.charts.measure import measure

KINDS = ("line", "bar", "scatter", "histogram")
SAMPLE = 500
"""Rows that are looked at to choose."""
MOST = 6
"""Series that are told apart on a screen."""
_APART = 30
"""Times that numbers may differ in size and still share an axis."""
_UUID = 2950

Row = Sequence[bytes | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is drawn; columns are counted as they are seen."""

    kind: str
    """One of `KINDS`."""
    x: int | None = None
    """The column that says where, or for which word; `None` for the row's number."""
    ys: tuple[int, ...] = ()
    """The columns that say how much; without any, rows are counted."""
    group: int | None = None
    """A column of words: each has a series of its own."""
    log: bool = False
    """Are the amounts on a logarithmic scale?"""


def planned(columns: Sequence[Column], rows: Sequence[Row]) -> Plan:
    """A chart that suits a result of at least one column, told from some of its rows.

    Raises:
        ValueError: a value is not written as its type's are.
    """
    found = _Roles(columns, rows)
    x = next(iter(found.times), None)
    if x is not None and found.amounts:
        return found.split("line", x)
    if found.words and found.amounts:
        return found.split("bar", found.words[0])
    if len(found.amounts) > 1:
        x, *others = found.amounts
        if found.rises(x):
            return Plan("line", x, found.alike(others))
        return Plan("scatter", x, (others[0],))
    if found.amounts and (steps := [place for place in found.keys if found.rises(place)]):
        return Plan("line", steps[0], tuple(found.amounts))
    if found.amounts or x is not None:
        return Plan("histogram", ys=(found.amounts[0] if x is None else x,))
    return Plan("bar", found.words[0])


def fitted(plan: Plan, columns: Sequence[Column]) -> Plan:
    """The nearest plan to one that can be drawn: amounts are measured alike, bars have words."""
    kinds = [measure(column.oid).name for column in columns]
    measured = [place for place, kind in enumerate(kinds) if kind != "word"]
    ys = tuple(
        place for place in plan.ys if place in measured and kinds[place] == kinds[plan.ys[0]]
    )
    if plan.kind == "bar":
        words = [place for place, kind in enumerate(kinds) if kind == "word"] or [0]
        return replace(plan, x=words[0] if plan.x is None else plan.x, ys=ys)
    if plan.kind == "histogram":
        one = ys[:1] or tuple(place for place in [plan.x, *measured] if place in measured)[:1]
        return replace(plan, ys=one, group=None)
    others = [place for place in measured if place != plan.x]
    return replace(plan, ys=ys or tuple(others[:1]))


class _Roles:
    """What columns look to be there for."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        self.columns = columns
        self.rows = rows
        self.times: list[int] = []
        self.amounts: list[int] = []
        """Numbers that are no keys, or intervals."""
        self.words: list[int] = []
        """Those with few different values first."""
        self.keys: list[int] = []
        """Numbers that are called an id."""
        for place, column in enumerate(columns):
            self._list_of(column).append(place)
        if not self.amounts:
            self.amounts, self.keys = self.keys, []
        self.words.sort(key=lambda place: columns[place].oid == _UUID)

    def _list_of(self, column: Column) -> list[int]:
        name = column.name.lower()
        kind = measure(column.oid).name
        if kind in ("moment", "clock"):
            return self.times
        if kind == "word":
            return self.words
        return self.keys if name == "id" or name.endswith("_id") else self.amounts

    def split(self, kind: str, x: int) -> Plan:
        """A plan; where the same `x` comes several times, with a series for each word."""
        if len({row[x] for row in self.rows}) < len(self.rows):
            for place in self.words:
                if place != x and 1 < len({row[place] for row in self.rows}) <= MOST:
                    return Plan(kind, x, (self.amounts[0],), place)
        return Plan(kind, x, self.alike(self.amounts))

    def alike(self, places: Sequence[int]) -> tuple[int, ...]:
        """The first of some columns, and others whose numbers are about as large."""
        first, *others = places
        size = self._size(first)
        near = [
            place
            for place in others
            if size and size / _APART <= self._size(place) <= size * _APART
        ]
        return (first, *near[: MOST - 1])

    def rises(self, place: int) -> bool:
        """Is each value above the one before?"""
        numbers = list(self._numbers(place))
        return len(numbers) > 2 and all(low < high for low, high in pairwise(numbers))

    def _size(self, place: int) -> float:
        return max(map(abs, self._numbers(place)), default=0)

    def _numbers(self, place: int) -> Iterable[float]:
        read = measure(self.columns[place].oid).read
        for row in self.rows:
            raw = row[place]
            if raw is not None and isfinite(number := read(raw)):
                yield number
