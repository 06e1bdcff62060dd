"""The choice of chart and columns, made from the result and changed by the user."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isfinite

from dsql_tui.events import Column
from dsql_tui.results.charts.measure import get_measure

KINDS = ("line", "bar", "scatter", "histogram")
SAMPLE_ROWS = 500
"""Rows that the choice is based on."""
MAX_SERIES = 6
"""The number of series that a screen can distinguish."""
_MAX_RATIO = 30
"""The largest ratio between the sizes of two columns that share an axis."""
_UUID = 2950

Row = Sequence[bytes | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """A chart's kind and columns; columns are numbered as displayed."""

    kind: str
    """One of `KINDS`."""
    x: int | None = None
    """The column along the x axis, or of the words; `None` for the row number."""
    ys: tuple[int, ...] = ()
    """The columns of the amounts; without any, rows are counted."""
    group: int | None = None
    """A column of words, each of which becomes a series."""
    log: bool = False
    """Use a logarithmic scale for the amounts."""


def plan_chart(columns: Sequence[Column], rows: Sequence[Row]) -> Plan:
    """Choose a chart for a result with at least one column, based on some of its rows.

    Raises:
        ValueError: A value cannot be parsed as its type.
    """
    found = _ColumnRoles(columns, rows)
    x = next(iter(found.times), None)
    if x is not None and found.amounts:
        return found.split("line", x)
    if found.words and found.amounts:
        return found.split("bar", found.words[0])
    if len(found.amounts) > 1:
        x, *others = found.amounts
        if found.is_rising(x):
            return Plan("line", x, found.similar(others))
        return Plan("scatter", x, (others[0],))
    if found.amounts and (steps := [place for place in found.keys if found.is_rising(place)]):
        return Plan("line", steps[0], tuple(found.amounts))
    if found.amounts or x is not None:
        return Plan("histogram", ys=(found.amounts[0] if x is None else x,))
    return Plan("bar", found.words[0])


def fit_plan(plan: Plan, columns: Sequence[Column]) -> Plan:
    """Return the closest plan that can be drawn: amounts share a measure, bars have words."""
    kinds = [get_measure(column.oid).name for column in columns]
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


class _ColumnRoles:
    """The likely roles of columns in a chart."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        self.columns = columns
        self.rows = rows
        self.times: list[int] = []
        self.amounts: list[int] = []
        """Numbers that are not keys, and intervals."""
        self.words: list[int] = []
        """Text columns; UUIDs last."""
        self.keys: list[int] = []
        """Numbers whose name is `id` or ends with `_id`."""
        for place, column in enumerate(columns):
            self._role_list(column).append(place)
        if not self.amounts:
            self.amounts, self.keys = self.keys, []
        self.words.sort(key=lambda place: columns[place].oid == _UUID)

    def _role_list(self, column: Column) -> list[int]:
        name = column.name.lower()
        kind = get_measure(column.oid).name
        if kind in ("moment", "clock"):
            return self.times
        if kind == "word":
            return self.words
        return self.keys if name == "id" or name.endswith("_id") else self.amounts

    def split(self, kind: str, x: int) -> Plan:
        """Return a plan; if values of `x` repeat, with a series for each word."""
        if len({row[x] for row in self.rows}) < len(self.rows):
            for place in self.words:
                if place != x and 1 < len({row[place] for row in self.rows}) <= MAX_SERIES:
                    return Plan(kind, x, (self.amounts[0],), place)
        return Plan(kind, x, self.similar(self.amounts))

    def similar(self, places: Sequence[int]) -> tuple[int, ...]:
        """Return the first column, and those others whose numbers are of similar size."""
        first, *others = places
        size = self._size(first)
        near = [
            place
            for place in others
            if size and size / _MAX_RATIO <= self._size(place) <= size * _MAX_RATIO
        ]
        return (first, *near[: MAX_SERIES - 1])

    def is_rising(self, place: int) -> bool:
        """Return whether each value is greater than the one before it."""
        numbers = list(self._numbers(place))
        return len(numbers) > 2 and all(low < high for low, high in pairwise(numbers))

    def _size(self, place: int) -> float:
        return max(map(abs, self._numbers(place)), default=0)

    def _numbers(self, place: int) -> Iterable[float]:
        read = get_measure(self.columns[place].oid).read
        for row in self.rows:
            raw = row[place]
            if raw is not None and isfinite(number := read(raw)):
                yield number
