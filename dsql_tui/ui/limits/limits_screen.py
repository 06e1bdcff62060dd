"""Show the quotas of the cluster and where it stands."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Static

from dsql_tui.aws.errors import AwsError
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.dsql.quotas import QuotaUse, combine_uses, find_page, format_amount
from dsql_tui.execution.quota_report import QuotaReport, read_quotas
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.ui.page import Page, add_columns, bind_close, show_rows

_COLUMNS = ("Quota", "Used", "Limit", "Share", "Raised by")

_GAUGE_WIDTH = 10
_NEAR, _FULL = 0.7, 0.9
"""The shares of a quota that are marked."""


class Limits(Page[None]):
    """Shows a row for each quota; the fullest first, then those without a usage to read."""

    DEFAULT_CSS = """
    Limits > #problem { height: auto; padding: 0 1; color: $text-warning; display: none; }
    Limits.-problem > #problem { display: block; }
    Limits > #details { height: 5; padding: 0 1; border-top: solid $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "read", "Refresh", tooltip="Refresh the usage.", id="limits.refresh"),
        Binding(
            "y",
            "copy",
            "Copy link",
            tooltip="Copy the address of the page at which to ask for a higher quota.",
            id="limits.copy",
        ),
        bind_close("limits", "Close the limits."),
    ]

    def __init__(self, access: Access, cluster: str) -> None:
        super().__init__()
        self.table: DataTable[Text] = DataTable(cursor_type="row")
        self.access = access
        self.cluster = cluster
        self.uses: list[QuotaUse] = []
        self.problem = Static(id="problem", markup=False)
        self.details = Static(id="details", markup=False)

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.table
        yield self.problem
        yield self.details

    def on_mount(self) -> None:
        """Show the quotas, and read their usage."""
        add_columns(self.table, _COLUMNS, right=("Used", "Limit"))
        self._show(QuotaReport(combine_uses({})), "reading the usage…")
        self.table.focus()
        self.action_read()

    @property
    def use(self) -> QuotaUse | None:
        """The quota at the cursor."""
        row = self.table.cursor_row
        return self.uses[row] if 0 <= row < len(self.uses) else None

    @work(group="limits", exclusive=True)
    async def action_read(self) -> None:
        """Read the usage."""
        try:
            report = await in_thread(lambda: read_quotas(self.access))
        except (AwsError, CatalogError, ConnectError) as error:
            unread = QuotaReport(self.uses, f"The usage cannot be read. {error}")
            self._show(unread, "usage unknown")
        else:
            near = [use for use in report.uses if use.share is not None and use.share >= _NEAR]
            state = f"{len(near)} above {_NEAR:.0%}" if near else f"none above {_NEAR:.0%}"
            self._show(report, state)

    def action_copy(self) -> None:
        """Copy the address at which to ask for a higher quota."""
        page = find_page(self.use.quota, self.access.endpoint.region) if self.use else ""
        if not page:
            self.notify("This quota cannot be raised.", severity="warning")
            return
        self.copy(page, "Address")

    def _show(self, report: QuotaReport, state: str) -> None:
        if not self.table.is_attached:
            return  # The page was closed meanwhile.
        self.show_title(f"Limits of {self.cluster} · {state}")
        self.problem.update(make_visible(report.problem))
        self.set_class(bool(report.problem), "-problem")
        is_known = any(use.used is not None for use in self.uses)
        at = self.use.quota if self.use and is_known else None
        self.uses = report.uses
        quotas = [use.quota for use in self.uses]
        cursor = quotas.index(at) if at in quotas else 0
        show_rows(self.table, [_render(use) for use in self.uses], cursor)
        self._show_details()

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        if self.use is not None:
            self.details.update(_render_details(self.use, self.access.endpoint.region))


def _render(use: QuotaUse) -> tuple[Text, ...]:
    quota = use.quota
    return (
        Text(quota.name),
        Text(format_amount(use.used, quota.unit), justify="right"),
        Text(format_amount(quota.limit, quota.unit), justify="right"),
        _render_share(use.share),
        Text(quota.raised_by),
    )


def _render_share(share: float | None) -> Text:
    if share is None:
        return Text()
    colour = "bold red" if share >= _FULL else "yellow" if share >= _NEAR else ""
    full = min(_GAUGE_WIDTH, round(share * _GAUGE_WIDTH))
    return Text(f"{'█' * full}{'░' * (_GAUGE_WIDTH - full)} {share:.0%}", colour)


def _render_details(use: QuotaUse, region: str) -> Text:
    quota = use.quota
    text = Text(f"{quota.name}: ", "bold")
    text = Text.assemble(text, quota.advice or "This is a fixed limit of Aurora DSQL.", "\n")
    if use.where:
        text.append(f"{make_visible(use.where)} has the most.\n")
    if page := find_page(quota, region):
        text.append(f"{quota.raised_by} can raise it; the limit is the default.\n{page}")
    else:
        text.append("This quota cannot be raised.")
    return text
