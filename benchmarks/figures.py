"""The figures that all benchmarks yield: our values beside those of a peer, from the same runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from math import inf
from statistics import median, quantiles
from typing import NamedTuple

Measure = Callable[[], float]


class Figure(NamedTuple):
    """A line of the table. What counts is the ratio to the peer, or our value without a peer."""

    name: str
    ours: Sequence[float]
    """A value of each run."""
    theirs: Sequence[float] = ()
    """The values of the peer, from the same runs."""
    peer: str = ""
    """The name of the peer, or what else explains the value."""
    unit: str = "s"
    """`s`, `ms`, `MB` or `MB/s`; more is better only for `MB/s`, where our value counts."""
    reach: float = inf
    """The goal."""
    limit: float = inf
    """The bound at which the benchmark fails; a lower bound for `MB/s`."""

    @property
    def more_is_better(self) -> bool:
        """Whether a greater value is better."""
        return self.unit == "MB/s"

    @property
    def is_ratio(self) -> bool:
        """Whether the ratio to the peer counts."""
        return bool(self.theirs) and not self.more_is_better

    @property
    def ratios(self) -> list[float]:
        """The ratio of each run to the peer."""
        return [a / b for a, b in zip(self.ours, self.theirs, strict=True)] if self.theirs else []

    @property
    def values(self) -> Sequence[float]:
        """The values that count."""
        return self.ratios if self.is_ratio else self.ours

    @property
    def value(self) -> float:
        """The median of the values that count."""
        return median(self.values)

    def is_within(self, bound: float) -> bool:
        """Return whether the value is at least as good as a bound."""
        if bound == inf:
            return True
        return self.value >= bound if self.more_is_better else self.value <= bound


def compare(
    name: str,
    runs: int,
    ours: Measure,
    theirs: Measure,
    peer: str,
    reach: float = inf,
    limit: float = inf,
) -> Figure:
    """Measure in pairs, so that both run under the same load, after one run that does not count."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(runs)]
    mine, other = zip(*pairs, strict=True)
    return Figure(name, mine, other, peer, reach=reach, limit=limit)


def read_median(times: Sequence[float]) -> float:
    """Return the median in milliseconds of times in seconds."""
    return median(times) * 1000


def read_percentile(times: Sequence[float]) -> float:
    """Return the 99th percentile in milliseconds of times in seconds."""
    return quantiles(times, n=100, method="inclusive")[98] * 1000


def write_value(value: float, unit: str) -> str:
    """Write a value with its unit."""
    if unit == "s" and abs(value) < 1:
        value, unit = value * 1000, "ms"
    if unit == "ms" and 0 < abs(value) < 1:
        value, unit = value * 1000, "µs"
    digits = 2 if unit == "s" else 1 if value < 20 else 0
    return f"{value:,.{digits}f} {unit}"


def write_spread(figure: Figure) -> str:
    """Write the median of the values that count, and their range if there are several runs."""
    low, high = min(figure.values), max(figure.values)
    if figure.is_ratio:
        text, ends = f"{figure.value:.2f}", f"{low:.2f}–{high:.2f}"
    else:
        text, unit = write_value(figure.value, figure.unit), figure.unit
        ends = f"{write_value(low, unit)} – {write_value(high, unit)}"
    return f"{text} ({ends})" if len(figure.values) > 1 else text


def write_goal(figure: Figure, bound: float) -> str:
    """Write a goal or a limit."""
    if bound == inf:
        return "–"
    text = f"{round(bound, 0 if bound >= 20 else 2):g}"
    return text if figure.is_ratio else f"{text} {figure.unit}"


def print_figure(figure: Figure) -> bool:
    """Print a figure; return whether it is within its limit."""
    within = figure.is_within(figure.limit)
    text = write_value(median(figure.ours), figure.unit)
    if figure.theirs:
        text += f" / {write_value(median(figure.theirs), figure.unit)}"
    goals = f"reach {write_goal(figure, figure.reach):>8}" if figure.reach < inf else ""
    limits = f"limit {write_goal(figure, figure.limit)}" if figure.limit < inf else ""
    spread = write_spread(figure)
    beside = f"{text:<22} {spread if spread != text else '':<34} {goals:<16}{limits:<14}"
    print(f"{figure.name:<46} {beside} {figure.peer}{'' if within else '  ABOVE'}", flush=True)
    return within


def print_figures(figures: Iterable[Figure]) -> int:
    """Print figures as they are measured; return 1 if one is beyond its limit, else 0."""
    within = [print_figure(figure) for figure in figures]
    print(f"processors {os.cpu_count()}, load {os.getloadavg()[0]:.1f}")
    return 0 if all(within) else 1
