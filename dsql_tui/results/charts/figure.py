"""A chart as numbers: what every drawing of it has in common."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from dsql_tui.results.charts.ticks import Tick, powers, said, ticks

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """From where to where, and what the values in between are."""

    name: str
    measure: str
    low: float
    high: float
    log: bool = False
    words: tuple[str, ...] = ()
    """What stands at 0, 1, 2 …, where the measure is `word`."""

    def share(self, value: float) -> float:
        """How far along the axis a value lies: 0 at its low end, 1 at its high end."""
        low, high = self.low, self.high
        if self.log:
            low, high, value = log10(low), log10(high), log10(value)
        return (value - low) / (high - low)

    def ticks(self, most: int) -> list[Tick]:
        """At most about so many values worth a label, with their labels."""
        if self.measure == "word":
            stride = max(1, ceil(len(self.words) / max(1, most)))
            return [(float(at), self.words[at]) for at in range(0, len(self.words), stride)]
        if self.log:
            return powers(self.low, self.high, most)
        return ticks(self.measure, self.low, self.high, most)

    def label(self, value: float) -> str:
        """A single value, as it would be read off."""
        return said(self.measure, value)


@dataclass(frozen=True, slots=True)
class Series:
    """Points that belong together; of a histogram, where each bin begins and how many it holds."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """All that is drawn. Every text in it is safe to draw."""

    kind: str
    title: str
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    notes: tuple[str, ...] = ()
    """What is not drawn, and why."""
    bin: float = 0
    """How wide the bins of a histogram are."""

    @property
    def empty(self) -> bool:
        """Is there nothing to see?"""
        return not any(series.points for series in self.series)


def axis(
    name: str, measure: str, low: float, high: float, log: bool = False, to_zero: bool = False
) -> Axis:
    """An axis that holds all values between two, and ends a little beyond them.

    A logarithmic one, whose values are above 0, ends at powers of ten; there bars, which go down to
    0 elsewhere, begin a little below the shortest.
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


def words_axis(name: str, words: tuple[str, ...]) -> Axis:
    """An axis of words, each with as much room as the others."""
    return Axis(name, "word", -0.5, max(1, len(words)) - 0.5, words=words)
