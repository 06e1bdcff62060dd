"""Show what CloudWatch knows about the cluster: a row for each metric, and a chart."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Static

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.metrics import read_series
from dsql_tui.dsql.cluster_metrics import CONFLICTS, SPANS, Series, format_figure
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.charts.sparkline import draw_sparkline
from dsql_tui.results.text import make_visible
from dsql_tui.ui.charts.plot import Plot
from dsql_tui.ui.metrics.metrics_figure import build_figure
from dsql_tui.ui.page import Page, add_columns, bind_close, show_rows

REFRESH_INTERVAL = 60.0
"""Seconds between two readings; CloudWatch has one value a minute."""

_FIGURES = ("Newest", "Largest", "Sum")
_COLUMNS = ("Metric", *_FIGURES, "Trend")
_OTHER_COLUMNS = 66
"""Cells of the columns beside the trend."""
_MIN_TREND, _MAX_TREND = 8, 60

_EMPTY = (
    "CloudWatch has no figures of this cluster for this time. An idle cluster sends none, and new "
    "ones take a few minutes."
)


class Metrics(Page[None]):
    """Shows the metrics of a time that the user chooses, and reads them again every minute."""

    DEFAULT_CSS = """
    Metrics > #message { height: auto; padding: 0 1; color: $text-warning; display: none; }
    Metrics.-message > #message { display: block; }
    Metrics > Plot { height: 1fr; margin: 0 1; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "minus", "zoom(1)", "Longer time", tooltip="Show a longer time.", id="metrics.longer"
        ),
        Binding(
            "plus,equals_sign",
            "zoom(-1)",
            "Shorter time",
            tooltip="Show a shorter time.",
            id="metrics.shorter",
        ),
        Binding("r", "read", "Refresh", tooltip="Refresh the figures.", id="metrics.refresh"),
        bind_close("metrics", "Close the metrics."),
    ]

    def __init__(self, access: Access, cluster: str, span: int = 1) -> None:
        """Create the page.

        Args:
            access: The cluster, and the identity that CloudWatch is asked with.
            cluster: The name of the cluster.
            span: The place of the first time in `SPANS`.
        """
        super().__init__()
        self.table: DataTable[Text] = DataTable(cursor_type="row")
        self.access = access
        self.cluster = cluster
        self.span = span
        self.series: list[Series] = []
        self.message = Static(id="message", markup=False)
        self.plot = Plot()

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.table
        yield self.message
        yield self.plot

    def on_mount(self) -> None:
        """Read the figures, now and every minute."""
        add_columns(self.table, _COLUMNS, right=_FIGURES)
        self.table.focus()
        self.action_read()
        self.set_interval(REFRESH_INTERVAL, self.action_read)

    def on_resize(self) -> None:
        """Fit the trends to the width."""
        self._show_rows()

    def action_zoom(self, step: int) -> None:
        """Show a longer or a shorter time."""
        place = min(max(self.span + step, 0), len(SPANS) - 1)
        if place != self.span:
            self.span = place
            self.action_read()

    @work(group="metrics", exclusive=True)
    async def action_read(self) -> None:
        """Read the figures of the time."""
        span, access = SPANS[self.span], self.access
        self._show_title("reading CloudWatch…")
        try:
            found = await in_thread(lambda: read_series(access.identity, access.endpoint, span))
        except AwsError as error:
            self._show_title("not read")
            words = f"CloudWatch cannot be read (cloudwatch:GetMetricData). {error}"
        else:
            self.series = found
            self._show_title(f"read {datetime.now():%H:%M:%S}")
            words = "" if any(series.known for series in found) else _EMPTY
        self.message.update(make_visible(words))
        self.set_class(bool(words), "-message")
        self._show_rows()
        self._show_chart()

    @on(DataTable.RowHighlighted)
    def _show_chart(self) -> None:
        """Draw the metric at the cursor with those of its group."""
        row = self.table.cursor_row
        if 0 <= row < len(self.series):
            group = self.series[row].metric.group
            self.plot.show(
                build_figure([each for each in self.series if each.metric.group == group])
            )

    def _show_title(self, state: str) -> None:
        self.show_title(f"Metrics of {self.cluster} · last {SPANS[self.span].name} · {state}")

    def _show_rows(self) -> None:
        if self.table.is_attached and self.series:
            width = min(max(self.size.width - _OTHER_COLUMNS, _MIN_TREND), _MAX_TREND)
            rows = [_render(series, width) for series in self.series]
            show_rows(self.table, rows, max(0, self.table.cursor_row))


def _render(series: Series, width: int) -> tuple[Text, ...]:
    metric = series.metric
    figures = (series.newest, series.peak, series.total)
    has_problem = metric is CONFLICTS and bool(series.total)
    return (
        Text(metric.title, "bold yellow" if has_problem else ""),
        *(Text(format_figure(figure, metric.unit), justify="right") for figure in figures),
        Text(draw_sparkline(series.values, width)),
    )
