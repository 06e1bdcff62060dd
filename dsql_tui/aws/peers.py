"""The regions of a multi-Region cluster.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/configuring-multi-region-clusters.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dsql_tui.aws.clusters import get_cluster
from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.identity import Identity
from dsql_tui.dsql.endpoint import Endpoint, parse_target


class RegionalCluster(NamedTuple):
    """The cluster in one region."""

    endpoint: Endpoint
    name: str
    status: str
    """Empty if unknown."""
    problem: str = ""
    """The sentence that says why the status is unknown; usually empty."""

    @property
    def title(self) -> str:
        """The name, or else the identifier."""
        return self.name or self.endpoint.identifier


class MultiRegionCluster(NamedTuple):
    """The cluster in this region, then its peers."""

    clusters: tuple[RegionalCluster, ...]
    witness: str
    """The region that holds the log only; empty for a single-Region cluster."""


def get_multi_region(identity: Identity, endpoint: Endpoint) -> MultiRegionCluster:
    """Return a cluster with its peers, each asked for in its own region; blocks.

    Raises:
        AwsError: AWS refused to show the cluster of this region, or was not reached.
    """
    here = get_cluster(identity, endpoint)
    own = RegionalCluster(endpoint, here.name, here.status)
    peers = tuple(_get_peers(identity, here.peers, here.name))
    return MultiRegionCluster((own, *peers), here.witness or "")


def _get_peers(identity: Identity, arns: tuple[str, ...], name: str) -> Iterator[RegionalCluster]:
    for arn in arns:
        endpoint = parse_target(arn)
        try:
            peer = get_cluster(identity, endpoint)
        except AwsError as error:
            yield RegionalCluster(endpoint, name, "", f"{endpoint.region}: {error}")
        else:
            yield RegionalCluster(peer.endpoint, peer.name or name, peer.status)
