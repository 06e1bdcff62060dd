"""A strip with the most important metrics of the last hour, below the consoles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import work
from textual.events import Resize
from textual.widget import Widget

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.metrics import read_series
from dsql_tui.dsql.cluster_metrics import CONFLICTS, METRICS, SPANS, Series, format_figure
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.charts.sparkline import draw_sparkline
from dsql_tui.results.text import make_visible

REFRESH_INTERVAL = 60.0
"""Seconds between two readings; CloudWatch has one value a minute."""

_KEYS = ("transactions", "conflicts", "commit_p99", "dpu")
SHOWN = tuple(metric for metric in METRICS if metric.key in _KEYS)
_TITLES = {"conflicts": "conflicts", "commit_p99": "commit p99"}
"""Titles that are shorter here."""
_SPAN = SPANS[1]
_DENIED = ("AccessDenied", "AccessDeniedException")
_HEAD_WIDTH = 9
"""Cells of the words before the metrics."""
_MIN_WIDTH = 100
"""Cells from which there is room for these words."""
_GAP = 2
"""Cells between two metrics."""

_EMPTY = "CloudWatch has no figures of the last hour. An idle cluster sends none."


class MetricsStrip(Widget):
    """Shows a figure and a trend of each metric, and reads them every minute while it is shown."""

    DEFAULT_CSS = """
    MetricsStrip {
        height: 2;
        padding: 0 1;
        background: $panel;
        .metrics-strip--trend { color: $text-primary; }
        .metrics-strip--conflicts { color: $text-warning; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"metrics-strip--trend", "metrics-strip--conflicts"}

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.access = access
        self.series: list[Series] = []
        self.message = "Reading CloudWatch…"
        """A sentence in place of the figures; empty if there are any."""
        self.denied = False
        """True if AWS has refused, which the next reading would not change."""
        self.read_at = datetime.now()
        self._asked: float | None = None
        """When CloudWatch was last asked."""

    def on_mount(self) -> None:
        """Read the figures every minute."""
        self.set_interval(REFRESH_INTERVAL, self._read)

    def on_resize(self, event: Resize) -> None:
        """Read the figures once there is room for them."""
        if event.size.height and (
            self._asked is None or monotonic() - self._asked > REFRESH_INTERVAL
        ):
            self._read()

    @work(group="strip", exclusive=True)
    async def _read(self) -> None:
        """Read the figures, unless there is no room for them or AWS refuses."""
        if self.denied or not self.size.height:
            return
        access, self._asked = self.access, monotonic()
        try:
            self.series = await in_thread(
                lambda: read_series(access.identity, access.endpoint, _SPAN, SHOWN)
            )
        except AwsError as error:
            self.denied = error.code in _DENIED
            words = f"CloudWatch cannot be read (cloudwatch:GetMetricData). {error}"
        else:
            self.read_at = datetime.now()
            words = "" if any(series.known for series in self.series) else _EMPTY
        self.message = make_visible(words)
        self.refresh()

    def render(self) -> Text:
        """Return the figures, or the reason why there are none."""
        if self.message:
            return Text(self.message, "dim")
        names = ("metrics-strip--trend", "metrics-strip--conflicts")
        trend, conflicts = (self.get_component_rich_style(name, partial=True) for name in names)
        return draw_figures(self.series, self.size.width, f"{self.read_at:%H:%M}", trend, conflicts)


def draw_figures(
    found: Sequence[Series], width: int, read_at: str, plain: Style, warning: Style
) -> Text:
    """Return two lines: titles with figures, and the trends below them.

    Args:
        found: The metrics.
        width: The cells of a line.
        read_at: The time of the reading.
        plain: The style of a trend.
        warning: The style of conflicts, if there were any.
    """
    head = _HEAD_WIDTH if width >= _MIN_WIDTH else 0
    each = (width - head) // len(found) - _GAP
    titles, trends = Text(no_wrap=True), Text(no_wrap=True)
    titles.append(f"last {_SPAN.name}".ljust(head)[:head], "dim")
    trends.append(read_at.ljust(head)[:head], "dim")
    for series in found:
        style = warning if series.metric is CONFLICTS and series.total else plain
        titles.append_text(_render_title(series, each, style)).append(" " * _GAP)
        trends.append(draw_sparkline(series.values, each).ljust(each), style).append(" " * _GAP)
    return Text("\n", no_wrap=True).join((titles, trends))


def _render_title(series: Series, width: int, style: Style) -> Text:
    """Return the title of a metric and its sum, or the newest value if sums say nothing."""
    metric = series.metric
    figure = format_figure(series.total if metric.is_sum else series.newest, metric.unit)
    title = Text()
    title.append(f"{_TITLES.get(metric.key, metric.title)} ", "dim")
    title.truncate(max(0, width - len(figure)), overflow="ellipsis")
    title.append(figure, style + Style(bold=True))
    title.truncate(width, pad=True)
    return title
