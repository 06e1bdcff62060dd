"""The chart of a group of metrics."""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.dsql.cluster_metrics import Series
from dsql_tui.results.charts.figure import Figure, make_axis
from dsql_tui.results.charts.figure import Series as Line


def build_figure(group: Sequence[Series]) -> Figure:
    """Return the lines of metrics that have the same unit, interrupted where a value is missing."""
    first = group[0]
    title = first.metric.group
    if first.metric.unit and first.metric.unit != title:
        title = f"{title} ({first.metric.unit})"
    known = [each for each in group if each.known]
    highest = max((each.peak or 0.0 for each in known), default=0.0)
    end = first.start + first.period * len(first.values)
    return Figure(
        "line",
        title,
        make_axis("UTC", "moment", first.start, end),
        make_axis(title, "number", 0.0, highest or 1.0),
        tuple(map(_build_line, known)),
    )


def _build_line(series: Series) -> Line:
    times = [series.start + place * series.period for place in range(len(series.values))]
    pairs = list(zip(times, series.values, strict=True))
    points = tuple((at, value) for at, value in pairs if value is not None)
    return Line(series.metric.title, points, tuple(at for at, value in pairs if value is None))
