"""Show the DPU that the server and CloudWatch report, with an estimate of their price."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Static

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.metrics import MonthUsage, read_month_usage
from dsql_tui.dsql.clock import format_duration
from dsql_tui.dsql.pricing import FREE_DPU, FREE_STORAGE, find_price, format_cost, format_money
from dsql_tui.execution.threads import in_thread
from dsql_tui.execution.usage_log import Measured, Totals
from dsql_tui.execution.workspace import Workspace
from dsql_tui.results.text import format_size, make_visible
from dsql_tui.ui.page import Page, add_columns, bind_close, show_rows

_FIGURES = ("DPU", "Alone", "Estimate", "Took")
_COLUMNS = (*_FIGURES, "Console", "Statement")

_GAUGE_WIDTH = 20

_EMPTY = """\
No statement has been measured yet.

Aurora DSQL reports DPU only in EXPLAIN ANALYZE VERBOSE. Ctrl+O x a runs the statement at the \
cursor with it; its DPU are then listed here, with an estimate of the price.

Other statements cost DPU too, but the server does not report them. CloudWatch counts them all, \
a few minutes later: see the month above."""


class Cost(Page[None]):
    """Shows totals, the month, and the measured statements."""

    DEFAULT_CSS = """
    Cost > #totals { height: auto; padding: 1 1 0 1; }
    Cost > #price { height: auto; padding: 0 1 1 1; color: $text-muted; }
    Cost > #empty { height: 1fr; padding: 1 2; display: none; }
    Cost.-empty > #empty { display: block; }
    Cost.-empty > DataTable { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "s",
            "sort",
            "Sort by DPU or time",
            tooltip="Sort the statements by DPU, or by the time they ran.",
            id="cost.sort",
        ),
        Binding(
            "r",
            "read",
            "Refresh",
            tooltip="Read the figures of the month from CloudWatch.",
            id="cost.refresh",
        ),
        bind_close("cost", "Close the cost."),
    ]

    def __init__(self, workspace: Workspace, console: str) -> None:
        region = workspace.access.endpoint.region
        super().__init__(f"Cost of {workspace.title} · {region} · estimates")
        self.table: DataTable[Text] = DataTable(cursor_type="row")
        self.workspace = workspace
        self.console = console
        """The number of the console that was shown."""
        self.aws_region = region
        self.price = find_price(self.aws_region, workspace.settings.dpu_prices)
        self.month: MonthUsage | None = None
        self.month_state = "reading CloudWatch…"
        self.by_dpu = True
        self.totals = Static(id="totals", markup=False)

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.totals
        yield Static(_describe_price(self.aws_region, self.price), id="price", markup=False)
        yield Static(_EMPTY, id="empty", markup=False)
        yield self.table

    def on_mount(self) -> None:
        """Show the figures, and read those of the month."""
        add_columns(self.table, _COLUMNS, right=_FIGURES)
        self._show_rows()
        self._show_totals()
        self.table.focus()
        self.action_read()

    @work(group="month", exclusive=True)
    async def action_read(self) -> None:
        """Read the figures of the month."""
        access = self.workspace.access
        try:
            self.month = await in_thread(lambda: read_month_usage(access.identity, access.endpoint))
        except AwsError as error:
            self.month_state = f"CloudWatch cannot be read (cloudwatch:GetMetricData). {error}"
        else:
            self.month_state = ""
        self._show_totals()

    def action_sort(self) -> None:
        """Sort the statements by DPU, or by time."""
        self.by_dpu = not self.by_dpu
        self._show_rows()

    def _show_rows(self) -> None:
        measured = self.workspace.usage.measured
        self.set_class(not measured, "-empty")
        ordered: Sequence[Measured] = list(reversed(measured))
        if self.by_dpu:
            ordered = sorted(ordered, key=lambda each: -each.usage.total)
        show_rows(self.table, [_render(each, self.price) for each in ordered])

    def _show_totals(self) -> None:
        usage = self.workspace.usage
        last = usage.measured[-1].usage.total if usage.measured else None
        lines = [
            ("last measured", self._price(last) if last is not None else "–"),
            (f"console {self.console}", self._describe(usage.sum(self.console))),
            ("all consoles", self._describe(usage.sum())),
            *self._list_month(),
        ]
        text = Text("\n").join(
            Text.assemble((f"{name:<15}", "bold"), make_visible(words)) for name, words in lines
        )
        self.totals.update(text)

    def _describe(self, totals: Totals) -> str:
        counted = f"{totals.measured:,} of {totals.statements:,} statements measured"
        return f"{self._price(totals.dpu)} · {counted}" if totals.measured else counted

    def _list_month(self) -> list[tuple[str, str]]:
        """Return the lines about the month."""
        month = self.month
        if month is None or self.month_state:
            return [("this month", self.month_state)]
        lines = [("this month", "no DPU in CloudWatch")]
        if month.dpu is not None:
            gauge = _draw_gauge(month.dpu / FREE_DPU)
            lines = [
                ("this month", f"{self._price(month.dpu)}, by CloudWatch"),
                ("free tier", f"{gauge} of {FREE_DPU:,} DPU"),
            ]
        if month.storage is not None:
            gauge = _draw_gauge(month.storage / FREE_STORAGE)
            size = format_size(int(month.storage))
            lines.append(("storage", f"{gauge} {size} of {format_size(FREE_STORAGE)} free"))
        return lines

    def _price(self, dpu: float) -> str:
        return format_cost(dpu, self.price)


def _describe_price(region: str, price: float | None) -> str:
    free = (
        "The free tier is for all clusters of the account together. “Alone” counts at least the "
        "minimum charge of a transaction."
    )
    if price is None:
        return (
            f"No price is known for {region}. Set the dollars for a million DPU in settings.toml: "
            f"dpu_prices = {{ {region} = … }}. {free}"
        )
    return (
        f"Estimated with ${price:,.2f} for a million DPU in {region}; dpu_prices in settings.toml "
        f"changes it. {free}"
    )


def _draw_gauge(share: float) -> str:
    full = min(_GAUGE_WIDTH, round(share * _GAUGE_WIDTH))
    return f"{'█' * full}{'░' * (_GAUGE_WIDTH - full)} {share:.0%}"


def _render(each: Measured, price: float | None) -> tuple[Text, ...]:
    figures = (
        f"{each.usage.total:,.5f}",
        f"{each.usage.with_minimum:,.5f}",
        format_money(each.usage.total, price) or "–",
        format_duration(each.elapsed),
    )
    cells = [Text(figure, justify="right") for figure in figures]
    return (*cells, Text(each.console), Text(make_visible(each.text)))
