"""The clusters of a region, and the details of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing.pool import ThreadPool
from typing import Any

from dsql_tui.aws.errors import AwsError, translate_errors
from dsql_tui.aws.identity import Identity
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import Endpoint, parse_host, parse_target, public_endpoint
from dsql_tui.dsql.statement_statistics import STATEMENT_STATISTICS

MAX_CONCURRENT_CALLS = 4
"""Concurrent calls of GetCluster in one region."""


@dataclass(frozen=True, slots=True)
class Details:
    """A cluster, with what takes further calls to find out."""

    cluster: Cluster
    encryption: str
    """The type of encryption and its status."""
    key: str
    """The KMS key's ARN; empty for an AWS-owned key."""
    policy: str
    """The policy as JSON; empty without one."""
    policy_version: str | None
    private_service: str
    """The service name for a VPC endpoint."""
    private_host: str
    """The endpoint's name in the VPC."""
    statistics: bool | None
    """True if statement statistics are on; `None` if the SDK does not know them."""
    peers: tuple[tuple[str, str], ...]
    """The ARN and the status of each peer; an empty status is unknown."""
    missing: tuple[str, ...]
    """A sentence for each part that is unknown."""


def list_clusters(identity: Identity, region: str) -> Iterator[Cluster]:
    """Yield the clusters of a region in order, each as soon as it is known.

    ListClusters returns identifiers only, so each cluster takes a GetCluster. A cluster that is
    deleted meanwhile is left out. A cluster for which GetCluster is denied has its identifier
    and the reason only.

    Raises:
        AwsError: AWS refused a call.
    """
    client = identity.client(region)
    with translate_errors(identity), ThreadPool(MAX_CONCURRENT_CALLS) as pool:
        for page in client.get_paginator("list_clusters").paginate():
            for found in pool.imap(
                partial(_get_if_present, identity, client, region), page["clusters"]
            ):
                if found is not None:
                    yield found


def get_cluster(identity: Identity, endpoint: Endpoint) -> Cluster:
    """Return a cluster.

    Raises:
        AwsError: AWS refused, or the cluster does not exist.
    """
    client = identity.client(endpoint.region)
    with translate_errors(identity):
        return _cluster(client.get_cluster(identifier=endpoint.identifier), endpoint.region)


def get_details(identity: Identity, endpoint: Endpoint) -> Details:
    """Return the details of a cluster, as far as the identity may read them.

    Raises:
        AwsError: GetCluster was refused.
    """
    client = identity.client(endpoint.region)
    missing: list[str] = []

    def ask(method: str) -> dict[str, Any]:
        """Return the answer of a call; empty if there is none or it is denied."""
        try:
            with translate_errors(identity):
                answer: dict[str, Any] = getattr(client, method)(identifier=endpoint.identifier)
            return answer
        except AwsError as error:
            if error.code != "ResourceNotFoundException":
                missing.append(str(error))
            return {}

    with translate_errors(identity):
        answer = client.get_cluster(identifier=endpoint.identifier)
    cluster = _cluster(answer, endpoint.region)
    peers = tuple(_get_status(identity, arn, missing) for arn in cluster.peers)
    policy, private = ask("get_cluster_policy"), ask("get_vpc_endpoint_service_name")
    encryption = answer.get("encryptionDetails") or {}
    return Details(
        cluster=cluster,
        encryption=" · ".join(
            encryption[name]
            for name in ("encryptionType", "encryptionStatus")
            if name in encryption
        ),
        key=encryption.get("kmsKeyArn", ""),
        policy=policy.get("policy", ""),
        policy_version=policy.get("policyVersion"),
        private_service=private.get("serviceName", ""),
        private_host=private.get("clusterVpcEndpoint", ""),
        statistics=_has_statistics(answer),
        peers=peers,
        missing=tuple(missing),
    )


def _has_statistics(answer: dict[str, Any]) -> bool | None:
    if "metricGroups" not in answer:
        return None
    groups = [group.get("metricGroup") for group in answer["metricGroups"]]
    return STATEMENT_STATISTICS in groups


def _get_status(identity: Identity, arn: str, missing: list[str]) -> tuple[str, str]:
    """Return the ARN of a peer and its status; note in `missing` why it is unknown."""
    try:
        return arn, get_cluster(identity, parse_target(arn)).status
    except (AwsError, ValueError) as error:
        missing.append(f"The peer cannot be read. {error}")
        return arn, ""


def _get_if_present(
    identity: Identity, client: Any, region: str, listed: dict[str, str]
) -> Cluster | None:
    """Return a cluster that was listed; `None` if it was deleted meanwhile."""
    identifier = listed["identifier"]
    try:
        with translate_errors(identity):
            return _cluster(client.get_cluster(identifier=identifier), region)
    except AwsError as error:
        if error.code == "ResourceNotFoundException":
            return None
        if error.code != "AccessDeniedException":
            raise
        here = public_endpoint(identifier, region)
        return Cluster(listed["arn"], here, "", None, None, access_error=str(error))


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
    """Return the endpoint, which is optional in the answer and follows from the identifier."""
    return parse_host(answer.get("endpoint") or "") or public_endpoint(answer["identifier"], region)
