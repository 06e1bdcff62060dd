"""The page of the regions of a multi-Region cluster, which connects in another one."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.peers import MultiRegionCluster, RegionalCluster, get_multi_region
from dsql_tui.aws.remedy import add_remedy
from dsql_tui.dsql.cluster import CONNECTABLE
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.ui.clusters.cluster_table import STATUS_STYLES
from dsql_tui.ui.page import Page, add_columns, bind_close, show_rows
from dsql_tui.ui.terminal.sign_in import describe_aws_error

_COLUMNS = ("", "Region", "Status", "Name", "Endpoint")
_ABOUT = (
    "Both regions are endpoints of one database: what one commits, the other reads. Enter "
    "connects in the other region, with your text and settings."
)
_SINGLE = (
    "This cluster is in one region only. Only a new cluster can be linked with a peer: Ctrl+O M."
)


class RegionsPage(Page["RegionalCluster | None"]):
    """Shows a row for each region; returns the one to connect in."""

    DEFAULT_CSS = """
    RegionsPage > DataTable { height: auto; max-height: 60%; }
    RegionsPage > VerticalScroll { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "connect", "Connect", tooltip="Connect in this region.", id="regions.connect"
        ),
        Binding("y", "copy", "Copy endpoint", tooltip="Copy the endpoint.", id="regions.copy"),
        Binding("r", "read", "Refresh", tooltip="Refresh the regions.", id="regions.refresh"),
        bind_close("regions", "Close the regions."),
    ]

    def __init__(self, identity: Identity, endpoint: Endpoint, cluster: str) -> None:
        """Create the page.

        Args:
            identity: The identity that AWS is asked with.
            endpoint: The endpoint that the workbench is connected to.
            cluster: The name of the cluster.
        """
        super().__init__()
        self.identity = identity
        self.endpoint = endpoint
        self.cluster = cluster
        self.found: MultiRegionCluster | None = None
        self.table: DataTable[Text] = DataTable(cursor_type="row")
        self.message = Static(markup=False)

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.table
        yield VerticalScroll(self.message, can_focus=False)

    def on_mount(self) -> None:
        """Ask AWS."""
        add_columns(self.table, _COLUMNS)
        self.action_read()

    @property
    def chosen(self) -> RegionalCluster | None:
        """The cluster at the cursor."""
        clusters = self.found.clusters if self.found else ()
        row = self.table.cursor_row
        return clusters[row] if 0 <= row < len(clusters) else None

    @work(group="read", exclusive=True)
    async def action_read(self) -> None:
        """Ask each region for its cluster."""
        self.show_title(f"Regions of {self.cluster} · reading")
        try:
            found = await in_thread(lambda: get_multi_region(self.identity, self.endpoint))
        except AwsError as error:
            self.show_title(f"Regions of {self.cluster} · not read")
            self._say(
                f"AWS did not show the cluster. {describe_aws_error(error, add_remedy(error))}"
            )
        else:
            self._show(found)

    @on(DataTable.RowSelected)
    def action_connect(self) -> None:
        """Close with the cluster at the cursor, unless it is this one."""
        chosen = self.chosen
        if chosen is None:
            return
        if chosen.endpoint.host == self.endpoint.host:
            self._say("You are connected in this region. Move the cursor to the other one.")
        elif chosen.status and chosen.status not in CONNECTABLE:
            self._say(
                f"The cluster in {chosen.endpoint.region} is {chosen.status} "
                "and accepts no sessions."
            )
        else:
            self.dismiss(chosen)

    def action_copy(self) -> None:
        """Copy the endpoint at the cursor."""
        if chosen := self.chosen:
            self.copy(chosen.endpoint.host, "Endpoint")

    def _show(self, found: MultiRegionCluster) -> None:
        self.found = found
        witness = f" · witness {found.witness}" if found.witness else ""
        self.show_title(f"Regions of {self.cluster}{witness}")
        show_rows(
            self.table, [self._make_cells(each) for each in found.clusters], len(found.clusters) - 1
        )
        problems = [each.problem for each in found.clusters if each.problem]
        self._say("\n".join([_ABOUT if len(found.clusters) > 1 else _SINGLE, *problems]))

    def _make_cells(self, cluster: RegionalCluster) -> list[Text]:
        here = cluster.endpoint.host == self.endpoint.host
        cells = (
            cluster.endpoint.region,
            cluster.status or "unknown",
            cluster.title,
            cluster.endpoint.host,
        )
        texts = [Text(make_visible(cell), "bold" if here else "") for cell in cells]
        texts[1].stylize(STATUS_STYLES.get(cluster.status, ""))
        return [Text("here" if here else "", "bold"), *texts]

    def _say(self, text: str) -> None:
        self.message.update("\n".join(map(make_visible, text.splitlines())))
