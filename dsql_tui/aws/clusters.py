"""The clusters of a region, as the control plane lists them, and all about one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing.pool import ThreadPool
from typing import Any

from dsql_tui.aws.identity import AwsError, Identity, explained
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import Endpoint, endpoint_of, parse_host

AT_ONCE = 4
"""Calls of GetCluster under way in one region."""


@dataclass(frozen=True, slots=True)
class Details:
    """A cluster, and what only calls of their own tell about it."""

    cluster: Cluster
    encryption: str
    """Whose key encrypts it, and the state of that."""
    key: str
    """The KMS key's ARN; empty where it is AWS's own."""
    policy: str
    """JSON, as it was put; empty without one."""
    policy_version: str | None
    private_service: str
    """What a VPC endpoint is made for."""
    private_host: str
    """The endpoint's name within such a VPC."""
    missing: tuple[str, ...]
    """Why some of this is not known, a sentence each."""


def clusters(identity: Identity, region: str) -> Iterator[Cluster]:
    """Yield the clusters of a region, in their order, each as soon as it is known.

    ListClusters gives identifiers and nothing else, so every cluster costs a GetCluster; one
    that is deleted in between is left out. Where that is denied, which a policy may do for some
    clusters and not for others, what is known is little, and why.

    Raises:
        AwsError: at whichever call AWS says no.
    """
    client = identity.client(region)
    with explained(identity), ThreadPool(AT_ONCE) as pool:
        for page in client.get_paginator("list_clusters").paginate():
            for found in pool.imap(partial(_found, identity, client, region), page["clusters"]):
                if found is not None:
                    yield found


def cluster(identity: Identity, endpoint: Endpoint) -> Cluster:
    """One cluster.

    Raises:
        AwsError: AWS says no, or there is none.
    """
    client = identity.client(endpoint.region)
    with explained(identity):
        return _cluster(client.get_cluster(identifier=endpoint.identifier), endpoint.region)


def details(identity: Identity, endpoint: Endpoint) -> Details:
    """All about a cluster, as far as the identity may know it.

    Raises:
        AwsError: not even GetCluster is answered.
    """
    client = identity.client(endpoint.region)
    missing: list[str] = []

    def ask(method: str) -> dict[str, Any]:
        """What a call answers; nothing where there is nothing, or where it is not allowed."""
        try:
            with explained(identity):
                answer: dict[str, Any] = getattr(client, method)(identifier=endpoint.identifier)
            return answer
        except AwsError as error:
            if error.code != "ResourceNotFoundException":
                missing.append(str(error))
            return {}

    with explained(identity):
        answer = client.get_cluster(identifier=endpoint.identifier)
    policy, private = ask("get_cluster_policy"), ask("get_vpc_endpoint_service_name")
    encryption = answer.get("encryptionDetails") or {}
    return Details(
        cluster=_cluster(answer, endpoint.region),
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
        missing=tuple(missing),
    )


def _found(identity: Identity, client: Any, region: str, listed: dict[str, str]) -> Cluster | None:
    """A cluster that was listed, if it is still there."""
    identifier = listed["identifier"]
    try:
        with explained(identity):
            return _cluster(client.get_cluster(identifier=identifier), region)
    except AwsError as error:
        if error.code == "ResourceNotFoundException":
            return None
        if error.code != "AccessDeniedException":
            raise
        here = endpoint_of(identifier, region)
        return Cluster(listed["arn"], here, "", None, None, untold=str(error))


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
