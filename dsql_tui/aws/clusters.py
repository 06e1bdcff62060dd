"""The clusters of a region, as the control plane lists them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dsql_tui.aws.identity import Identity, explained
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import Endpoint, endpoint_of, parse_host


def clusters(identity: Identity, region: str) -> Iterator[Cluster]:
    """Yield the clusters of a region, each as soon as it is known.

    ListClusters gives identifiers and nothing else, so every cluster costs a GetCluster.

    Raises:
        AwsError: at whichever call AWS says no.
    """
    client = identity.client(region)
    with explained():
        for page in client.get_paginator("list_clusters").paginate():
            for listed in page["clusters"]:
                answer = client.get_cluster(identifier=listed["identifier"])
                yield _cluster(answer, region)


def _cluster(answer: dict[str, Any], region: str) -> Cluster:
    linked = answer.get("multiRegionProperties") or {}
    return Cluster(
        arn=answer["arn"],
        endpoint=_endpoint(answer, region),
        status=answer["status"],
        created=answer["creationTime"],
        protected=answer["deletionProtectionEnabled"],
        tags=dict(answer.get("tags") or {}),
        peers=tuple(arn for arn in linked.get("clusters", ()) if arn != answer["arn"]),
        witness=linked.get("witnessRegion"),
    )


def _endpoint(answer: dict[str, Any], region: str) -> Endpoint:
    """The answer's endpoint, which is optional there, else the one that the identifier implies."""
    return parse_host(answer.get("endpoint") or "") or endpoint_of(answer["identifier"], region)
