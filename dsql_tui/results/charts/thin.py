"""As few points as look the same: a screen shows some hundred of a million."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import itemgetter

Point = tuple[float, float]
Numbers = Sequence[float]

BUCKETS = 1_000
"""Places along a line; more than a terminal has dots, and a picture points that anyone sees."""
CELLS = (300, 150)
"""Places for scattered points."""


def thinned(xs: Numbers, ys: Numbers, buckets: int = BUCKETS) -> tuple[Point, ...]:
    """Points from left to right, those that a line needs: each bucket's first and last, lowest and
    highest. Only these are sorted: to sort a million would hold up the screen.

    U. Jugel and others, M4: a visualization-oriented time series data aggregation, VLDB 2014.
    """
    points: Iterable[Point] = zip(xs, ys, strict=True)
    if len(xs) > 4 * buckets:
        low = min(xs)
        width = (max(xs) - low) or 1
        kept: dict[int, list[Point]] = {}
        for point in points:
            bucket = int((point[0] - low) / width * buckets)
            if bucket in kept:
                _take(kept[bucket], point)
            else:
                kept[bucket] = [point] * 4
        points = dict.fromkeys(chain.from_iterable(kept.values()))
    return tuple(sorted(points, key=itemgetter(0)))


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


def _take(ends: list[Point], point: Point) -> None:
    """Put a point in the place of the first, the last, the lowest or the highest, if it is that."""
    x, y = point
    if x < ends[0][0]:
        ends[0] = point
    if x >= ends[1][0]:
        ends[1] = point
    if y < ends[2][1]:
        ends[2] = point
    elif y > ends[3][1]:
        ends[3] = point
