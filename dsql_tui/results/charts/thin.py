"""As few points as look the same: a screen shows some hundred of a million."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, islice
from operator import gt

Point = tuple[float, float]
Numbers = Sequence[float]

BUCKETS = 1_000
"""Places along a line; more than a terminal has dots, and a picture points that anyone sees."""
CELLS = (300, 150)
"""Places for scattered points."""


def thinned(xs: Numbers, ys: Numbers, buckets: int = BUCKETS) -> tuple[Point, ...]:
    """Points from left to right, those that a line needs: each bucket's first and last, lowest and
    highest.

    U. Jugel and others, M4: a visualization-oriented time series data aggregation, VLDB 2014.
    """
    places: Sequence[int] = range(len(xs))
    if any(map(gt, xs, islice(xs, 1, None))):
        places = sorted(places, key=xs.__getitem__)
    if len(xs) > 4 * buckets:
        low = xs[places[0]]
        width = (xs[places[-1]] - low) or 1

        def bucket(place: int) -> int:
            return int((xs[place] - low) / width * buckets)

        groups = (list(group) for _, group in groupby(places, key=bucket))
        places = [place for group in groups for place in _telling(group, ys)]
    return tuple([(xs[place], ys[place]) for place in places])


def spread(xs: Numbers, ys: Numbers, cells: tuple[int, int] = CELLS) -> tuple[Point, ...]:
    """Of scattered points the first in each cell of a raster."""
    across, up = cells
    if len(xs) <= across * up // 4:
        return tuple(zip(xs, ys, strict=True))
    left, bottom = min(xs), min(ys)
    wide, high = (max(xs) - left) or 1, (max(ys) - bottom) or 1
    kept: dict[tuple[int, int], Point] = {}
    for x, y in zip(xs, ys, strict=True):
        cell = int((x - left) / wide * across), int((y - bottom) / high * up)
        kept.setdefault(cell, (x, y))
    return tuple(kept.values())


def _telling(places: Sequence[int], ys: Numbers) -> list[int]:
    """At most four of some places, in their order."""
    if len(places) <= 4:
        return list(places)
    within = range(len(places))
    lowest = min(within, key=lambda at: ys[places[at]])
    highest = max(within, key=lambda at: ys[places[at]])
    return [places[at] for at in sorted({0, lowest, highest, len(places) - 1})]
