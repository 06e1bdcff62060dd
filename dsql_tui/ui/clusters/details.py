"""The details of one cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.tags import format_tags
from dsql_tui.results.text import make_visible

if TYPE_CHECKING:
    from dsql_tui.aws.clusters import Details

PROTECTION = {
    True: "on: the cluster cannot be deleted",
    False: "off: the cluster can be deleted",
    None: "unknown",
}
"""Deletion protection in words."""

STATISTICS = {
    True: "on: CloudWatch has the statements and their DPU, which AWS charges for",
    False: "off: CloudWatch has no statements",
    None: "",
}
"""Statement statistics in words."""

_LABEL_WIDTH = 12
"""Cells of a label."""


class ClusterDetails(VerticalScroll):
    """A line for each detail; those that need further calls are added later."""

    DEFAULT_CSS = """
    ClusterDetails {
        height: 1fr;
        padding: 0 1;
        border-top: solid $foreground 30%;
        background: $background;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.text = Static(markup=False)

    def compose(self) -> Iterator[Static]:
        """Create the child widgets."""
        yield self.text

    def show(self, cluster: Cluster | None, details: Details | None = None) -> None:
        """Show a cluster, or nothing."""
        lines = []
        if cluster:
            lines += list(_list_basics(cluster, dict(details.peers) if details else {}))
        if details:
            lines += list(_list_details(details))
        self.text.update(Text("\n").join(_line(label, value) for label, value in lines if value))


def _list_basics(cluster: Cluster, statuses: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "Name", cluster.name
    yield "Identifier", cluster.endpoint.identifier
    yield "ARN", cluster.arn
    yield "Endpoint", cluster.endpoint.host
    yield "Region", cluster.endpoint.region
    yield "Status", cluster.status
    yield "Created", f"{cluster.created:%Y-%m-%d %H:%M %Z}" if cluster.created else ""
    yield "Protection", PROTECTION[cluster.protected]
    for peer in cluster.peers:
        status = statuses.get(peer, "")
        yield "Peer", f"{peer} · {status}" if status else peer
    yield "Witness", cluster.witness or ""
    yield "Tags", format_tags(cluster.tags).replace("\n", ", ")
    yield "Unknown", cluster.access_error


def _list_details(details: Details) -> Iterator[tuple[str, str]]:
    yield "Encryption", details.encryption
    yield "KMS key", details.key
    yield "Statistics", STATISTICS[details.statistics]
    if details.policy_version:
        yield "Policy", f"version {details.policy_version}: {details.policy}"
    yield "PrivateLink", details.private_service
    yield "", details.private_host
    for sentence in details.missing:
        yield "Unknown", sentence


def _line(label: str, value: str) -> Text:
    return Text.assemble((label.ljust(_LABEL_WIDTH), "dim"), make_visible(value))
