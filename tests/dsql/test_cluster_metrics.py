"""Series of metrics: gaps, sums and figures."""

from __future__ import annotations

from dsql_tui.dsql.cluster_metrics import (
    CONFLICTS,
    METRICS,
    SPANS,
    TRANSACTIONS,
    find_share,
    format_figure,
    make_series,
)
from dsql_tui.results.charts.sparkline import draw_sparkline

SPAN = SPANS[0]


def test_a_period_without_a_value_is_a_gap_and_not_zero() -> None:
    start = SPAN.find_start(90_001.0)
    assert (start, start + SPAN.seconds) == (89_160.0, 90_060.0)
    points = [(start + 120, 0.0), (start, 4.0), (start - 60, 9.0), (start + 900, 9.0)]
    series = make_series(TRANSACTIONS, SPAN, start, points)
    assert series.values[:4] == (4.0, None, 0.0, None)
    assert (series.newest, series.peak, series.total) == (0.0, 4.0, 4.0)
    assert draw_sparkline(series.values[:4], 9) == "█ ▁ "
    assert draw_sparkline(series.values[:4], 2) == "█▁"
    assert draw_sparkline([None, None], 5) == "  "
    empty = make_series(CONFLICTS, SPAN, start, [])
    assert (empty.newest, empty.peak, empty.total) == (None, None, None)
    assert find_share(empty, series) == 0.0
    assert find_share(series, empty) is None


def test_figures_are_short_and_unknown_ones_are_not_zero() -> None:
    figures = [(None, ""), (1204.0, ""), (0.25, "DPU"), (12.5, "ms"), (3.3e6, "bytes"), (0.0, "")]
    found = [format_figure(value, unit) for value, unit in figures]  # type: ignore[arg-type]
    assert found == ["–", "1,204", "0.2500", "12.50 ms", "3.1 MiB", "0"]
    assert format_figure(5e15, "bytes") == "4,547.5 TiB"


def test_the_metrics_of_a_chart_have_one_unit() -> None:
    units = {(metric.group, metric.unit) for metric in METRICS}
    assert len(units) == len({metric.group for metric in METRICS})
    assert len({metric.key for metric in METRICS}) == len(METRICS)
