"""Clusters in rows, while more of them arrive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from rich.text import Text
from textual.coordinate import Coordinate
from textual.widgets import DataTable

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.results.text import visible

_HEADINGS = ("Name", "Identifier", "Region", "Status", "Peers", "Protected", "Age")
_STATUS = _HEADINGS.index("Status")
_STATUS_STYLES = {"ACTIVE": "green", "IDLE": "cyan", "INACTIVE": "yellow", "CREATING": "yellow"}


class ClusterTable(DataTable[Text]):
    """Shows the clusters it is told, a row each."""

    DEFAULT_CSS = """
    ClusterTable { height: 1fr; background: $background; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(cursor_type="row", zebra_stripes=True)
        self.clusters: tuple[Cluster, ...] = ()
        self.preferred = ""
        """The identifier of the cluster to choose once it arrives, until the user chooses."""

    def on_mount(self) -> None:
        self.add_columns(*_HEADINGS)

    @property
    def chosen(self) -> Cluster | None:
        """The cluster at the cursor."""
        return self.clusters[self.cursor_row] if self.cursor_row < len(self.clusters) else None

    def show(self, clusters: Sequence[Cluster]) -> None:
        """Fill the table anew; the cursor stays on its cluster, whatever arrives above it."""
        now = datetime.now(timezone.utc)
        at = Coordinate(self.cursor_row, 0)
        kept = self.coordinate_to_cell_key(at).row_key if self.is_valid_coordinate(at) else None
        self.clear()
        self.clusters = tuple(clusters)
        for cluster in clusters:
            cells = [Text(visible(cell)) for cell in _cells(cluster, now)]
            cells[_STATUS].stylize(_STATUS_STYLES.get(cluster.status, ""))
            row = self.add_row(*cells, key=cluster.arn)
            if cluster.endpoint.identifier == self.preferred:
                kept = row
        if kept in self.rows:
            self.move_cursor(row=self.get_row_index(kept))

    def step(self, rows: int) -> None:
        """Move the cursor because the user wants it elsewhere."""
        self.preferred = ""
        self.move_cursor(row=self.cursor_row + rows)


def _cells(cluster: Cluster, now: datetime) -> tuple[str, ...]:
    peers = ", ".join(arn.split(":")[3] for arn in cluster.peers)
    days = (now - cluster.created).days
    return (
        cluster.name or "–",
        cluster.endpoint.identifier,
        cluster.endpoint.region,
        cluster.status,
        peers + (f" (witness {cluster.witness})" if cluster.witness else ""),
        "yes" if cluster.protected else "no",
        f"{days} d" if days else "today",
    )
