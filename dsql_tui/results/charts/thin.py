"""Reduction of points to those that a screen can show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import itemgetter

Point = tuple[float, float]
Numbers = Sequence[float]

BUCKETS = 1_000
"""Buckets along a line, more than a terminal has dots."""
CELLS = (300, 150)
"""Columns and rows of the raster for scatter charts."""


def thin_line(xs: Numbers, ys: Numbers, buckets: int = BUCKETS) -> tuple[Point, ...]:
    """Return the first, last, lowest and highest point of each bucket, from left to right.

    A line through these looks like one through all points. Only these are sorted, because sorting
    a million points would block the screen.

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
                _update_ends(kept[bucket], point)
            else:
                kept[bucket] = [point] * 4
        points = dict.fromkeys(chain.from_iterable(kept.values()))
    return tuple(sorted(points, key=itemgetter(0)))


def thin_gaps(gaps: Numbers, xs: Numbers, buckets: int = BUCKETS) -> tuple[float, ...]:
    """Return the gaps of a line in order; of a thinned line, those in buckets without a point."""
    if len(xs) > 4 * buckets:
        low = min(xs)
        width = (max(xs) - low) or 1
        filled = {int((x - low) / width * buckets) for x in xs}
        gaps = [x for x in gaps if int((x - low) / width * buckets) not in filled]
    return tuple(sorted(gaps))


def thin_scatter(xs: Numbers, ys: Numbers, cells: tuple[int, int] = CELLS) -> tuple[Point, ...]:
    """Return the first point in each cell of a raster."""
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


def _update_ends(ends: list[Point], point: Point) -> None:
    """Replace the first, last, lowest or highest point of a bucket by a new one, if it is."""
    x, y = point
    if x < ends[0][0]:
        ends[0] = point
    if x >= ends[1][0]:
        ends[1] = point
    if y < ends[2][1]:
        ends[2] = point
    elif y > ends[3][1]:
        ends[3] = point
