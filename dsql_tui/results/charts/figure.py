"""A chart as numbers, independent of how it is drawn."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import ceil, floor, inf, log10

from dsql_tui.results.charts.ticks import Tick, format_value, make_log_ticks, make_ticks

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: its range and the measure of its values."""

    name: str
    measure: str
    low: float
    high: float
    log: bool = False
    words: tuple[str, ...] = ()
    """The labels at 0, 1, 2 …, if the measure is `word`."""

    def share(self, value: float) -> float:
        """Return the position of a value: 0 at the low end of the axis, 1 at the high end."""
        low, high = self.low, self.high
        if self.log:
            low, high, value = log10(low), log10(high), log10(value)
        return (value - low) / (high - low)

    def ticks(self, most: int) -> list[Tick]:
        """Return about `most` values at most, with their labels."""
        if self.measure == "word":
            stride = max(1, ceil(len(self.words) / max(1, most)))
            return [(float(at), self.words[at]) for at in range(0, len(self.words), stride)]
        if self.log:
            return make_log_ticks(self.low, self.high, most)
        return make_ticks(self.measure, self.low, self.high, most)

    def label(self, value: float) -> str:
        """Return the label of a single value."""
        return format_value(self.measure, value)


@dataclass(frozen=True, slots=True)
class Series:
    """A series of points; in a histogram, the start and the count of each bin."""

    name: str
    points: tuple[Point, ...]
    gaps: tuple[float, ...] = ()
    """In a line, in order: where a value is missing, so that the line is interrupted."""

    def split_at_gaps(self) -> list[list[Point]]:
        """Return the points of each stretch of the line; a gap at the x of a point is filled."""
        stretches: list[list[Point]] = []
        before = -inf
        for point in self.points:
            gap = bisect_right(self.gaps, before)
            if not stretches or (gap < len(self.gaps) and self.gaps[gap] < point[0]):
                stretches.append([])
            stretches[-1].append(point)
            before = point[0]
        return stretches


@dataclass(frozen=True, slots=True)
class Figure:
    """Everything a drawing shows. All texts are safe to display."""

    kind: str
    title: str
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    notes: tuple[str, ...] = ()
    """Notes on values that are not drawn."""
    bin: float = 0
    """The width of a histogram's bins."""

    @property
    def empty(self) -> bool:
        """True if no series has a point."""
        return not any(series.points for series in self.series)


def make_axis(
    name: str, measure: str, low: float, high: float, log: bool = False, to_zero: bool = False
) -> Axis:
    """Return an axis that covers a range of values.

    A logarithmic axis, whose values must be positive, ends at powers of ten. `to_zero` includes 0,
    for bars; on a logarithmic axis bars start a little below the smallest value instead.
    """
    if log:
        first = floor(log10(low) + 1e-9)
        last = max(first + 1, ceil(log10(high)))
        return Axis(name, measure, low / 2 if to_zero else 10.0**first, 10.0**last, True)
    if to_zero:
        low, high = min(low, 0), max(high, 0)
    if high - low <= max(abs(low), abs(high), 1e-290) * 1e-12:
        room = max(abs(low), abs(high)) / 10 or 1
        low, high = low - room, high + room
    return Axis(name, measure, low, high)


def make_word_axis(name: str, words: tuple[str, ...]) -> Axis:
    """Return an axis of words at equal distances."""
    return Axis(name, "word", -0.5, max(1, len(words)) - 0.5, words=words)
