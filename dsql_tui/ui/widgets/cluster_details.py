"""All about one cluster, a line each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.tags import tag_lines
from dsql_tui.results.text import visible

if TYPE_CHECKING:
    from dsql_tui.aws.clusters import Details

PROTECTION = {True: "on: it cannot be deleted", False: "off: it can be deleted", None: "not told"}
"""What to say of it."""

_LABEL = 12
"""Cells before the values."""


class ClusterDetails(VerticalScroll):
    """Shows what the list knows at once, and the rest when it has been asked for."""

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
        self.said = Static(markup=False)

    def compose(self) -> Iterator[Static]:
        yield self.said

    def show(self, cluster: Cluster | None, details: Details | None = None) -> None:
        """Show a cluster, or nothing."""
        lines = []
        if cluster:
            lines += list(_known(cluster))
        if details:
            lines += list(_further(details))
        self.said.update(Text("\n").join(_line(label, value) for label, value in lines if value))


def _known(cluster: Cluster) -> Iterator[tuple[str, str]]:
    yield "Name", cluster.name
    yield "Identifier", cluster.endpoint.identifier
    yield "ARN", cluster.arn
    yield "Endpoint", cluster.endpoint.host
    yield "Region", cluster.endpoint.region
    yield "Status", cluster.status
    yield "Created", f"{cluster.created:%Y-%m-%d %H:%M %Z}" if cluster.created else ""
    yield "Protection", PROTECTION[cluster.protected]
    for peer in cluster.peers:
        yield "Peer", peer
    yield "Witness", cluster.witness or ""
    yield "Tags", tag_lines(cluster.tags).replace("\n", ", ")
    yield "Not known", cluster.untold


def _further(details: Details) -> Iterator[tuple[str, str]]:
    yield "Encryption", details.encryption
    yield "KMS key", details.key
    if details.policy_version:
        yield "Policy", f"version {details.policy_version}: {details.policy}"
    yield "PrivateLink", details.private_service
    yield "", details.private_host
    for sentence in details.missing:
        yield "Not known", sentence


def _line(label: str, value: str) -> Text:
    return Text.assemble((label.ljust(_LABEL), "dim"), visible(value))
