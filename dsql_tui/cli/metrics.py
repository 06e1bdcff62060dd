"""`dsql-tui metrics TARGET`: the figures of a cluster in CloudWatch."""

from __future__ import annotations

from datetime import datetime, timezone

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.metrics import read_series
from dsql_tui.cli.options import DONE, NOT_CONNECTED, Parser, add_access, resolve_profile, say
from dsql_tui.cli.rows_output import add_format, write_rows
from dsql_tui.dsql.cluster_metrics import SPANS, Series, format_figure
from dsql_tui.events import Column
from dsql_tui.opening import Access
from dsql_tui.results.charts.sparkline import draw_sparkline
from dsql_tui.results.formats.format import Row
from dsql_tui.results.text import make_visible

_TREND_WIDTH = 30
_TEXT, _NUMERIC = 25, 1700
_READABLE = tuple(Column(name, _TEXT) for name in ("metric", "newest", "largest", "sum", "trend"))
_COLUMNS = (
    Column("metric", _TEXT),
    Column("unit", _TEXT),
    Column("time", _TEXT),
    Column("value", _NUMERIC),
)
_SPAN_NAMES = [span.name for span in SPANS]


def run(arguments: list[str]) -> int:
    """Print the figures; return the exit code."""
    given = build_parser().parse_args(arguments)
    access = Access.from_profile(resolve_profile(given))
    span = SPANS[_SPAN_NAMES.index(given.last)]
    try:
        series = read_series(access.identity, access.endpoint, span)
    except AwsError as error:
        words = f"CloudWatch cannot be read (cloudwatch:GetMetricData). {error}"
        return say(make_visible(words), NOT_CONNECTED)
    if given.format == "table":
        columns, rows = _READABLE, list(map(_write_row, series))
    else:
        columns, rows = _COLUMNS, [row for each in series for row in _write_values(each)]
    write_rows(given.format, columns, [rows])
    if not any(each.known for each in series):
        return say("CloudWatch has no figures for this time. An idle cluster sends none.", DONE)
    return DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = Parser(
        "dsql-tui metrics",
        description="Print the figures of a cluster in CloudWatch: transactions, conflicts, "
        "latency, bytes, DPU, storage and connections. The table sums up each metric; the "
        "other formats have every value. This needs the permission cloudwatch:GetMetricData, and "
        "opens no session.",
    )
    parser.add_argument("target", metavar="TARGET")
    parser.add_argument(
        "--last", choices=_SPAN_NAMES, default="1h", help="how far to look back; default: 1h"
    )
    add_format(parser)
    add_access(parser)
    return parser


def _write_row(series: Series) -> Row:
    metric = series.metric
    figures = (series.newest, series.peak, series.total)
    texts = ("" if each is None else format_figure(each, metric.unit) for each in figures)
    return (metric.title, *texts, draw_sparkline(series.values, _TREND_WIDTH).rstrip())


def _write_values(series: Series) -> list[Row]:
    """Return a row for each value; periods without one are left out."""
    metric = series.metric
    return [
        (
            metric.key,
            metric.unit or None,
            f"{datetime.fromtimestamp(series.start + place * series.period, timezone.utc):%FT%TZ}",
            f"{value:.15g}",
        )
        for place, value in enumerate(series.values)
        if value is not None
    ]
