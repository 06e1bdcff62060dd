"""The operations on clusters: list, get, create, update, delete.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/configuring-multi-region-clusters.html
"""

from __future__ import annotations

import base64
import binascii
import secrets
import string
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, TypeVar

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.sandbox.control.calls import (
    Call,
    conflict_error,
    find_cluster,
    not_found_error,
    parameter_error,
)
from dsql_tui.sandbox.control.sample_clusters import build_arn
from dsql_tui.sandbox.gateway.certificates import PRIVATE
from dsql_tui.sandbox.state import policies
from dsql_tui.sandbox.state.api_error import ApiError
from dsql_tui.sandbox.state.clusters import ClusterRecord, Registry

QUOTA_SINGLE, QUOTA_LINKED = 20, 5
"""Clusters of an account in a Region: single-Region and multi-Region ones."""

_Item = TypeVar("_Item")
_PAGE = 100
_OWNED = "AWS_OWNED_KMS_KEY"
_LETTERS = string.ascii_lowercase + string.digits
_STEADY = frozenset({"ACTIVE", "IDLE", "INACTIVE"})


def list_clusters(registry: Registry, call: Call) -> dict[str, Any]:
    """Return a page of a Region's clusters, as identifiers and ARNs."""
    records = registry.find_all(call.region, call.identity.account)
    page, more = cut_page(records, call.parameters)
    clusters = [record.cluster for record in page]
    return {
        "clusters": [
            {"identifier": cluster.endpoint.identifier, "arn": cluster.arn} for cluster in clusters
        ],
        **more,
    }


def cut_page(
    items: Sequence[_Item], parameters: Mapping[str, Any]
) -> tuple[Sequence[_Item], dict[str, str]]:
    """Return a page of a list, and the token for the next one if there is one."""
    most = parameters.get("maxResults", _PAGE)
    begin = _position(parameters.get("nextToken"))
    more = {}
    if begin + most < len(items):
        more["nextToken"] = base64.urlsafe_b64encode(str(begin + most).encode()).decode()
    return items[begin : begin + most], more


def generate_identifier() -> str:
    """Return a new identifier for a cluster or a stream."""
    return "".join(secrets.choice(_LETTERS) for _ in range(26))


def get_cluster(registry: Registry, call: Call) -> dict[str, Any]:
    """Return everything about one cluster."""
    record = find_cluster(registry, call)
    return {**_describe(record), "tags": record.cluster.tags}


def create_cluster(registry: Registry, call: Call) -> dict[str, Any]:
    """Create a cluster, protected from deletion unless asked otherwise.

    With a witness it waits as PENDING_SETUP until it and its peer name each other.
    """
    given = call.parameters
    linked = given.get("multiRegionProperties") or {}
    if given.get("policy"):
        policies.check(given["policy"])
    identifier = generate_identifier()
    cluster = Cluster(
        arn=build_arn(identifier, call.region, call.identity.account),
        endpoint=public_endpoint(identifier, call.region),
        status="PENDING_SETUP" if linked else "CREATING",
        created=datetime.now(timezone.utc),
        protected=given.get("deletionProtectionEnabled", True),
        tags=dict(given.get("tags") or {}),
    )
    record = ClusterRecord(
        cluster,
        store=identifier,
        key=_key(given, call),
        policy=given.get("policy", ""),
        policy_version=1 if given.get("policy") else 0,
        metric_groups=_metric_groups(given),
    )
    with registry.lock():
        _check_quota(registry, call, bool(linked))
        if linked:
            record = registry.put(_with_peers(registry, record, linked))
            _join(registry, record)
        else:
            registry.put(record)
            registry.set_status_later(cluster.endpoint.host, "ACTIVE")
        return _describe(registry.find_by_host(cluster.endpoint.host) or record)


def update_cluster(registry: Registry, call: Call) -> dict[str, Any]:
    """Change protection, key or metric groups, or the peers of a multi-Region cluster."""
    given = call.parameters
    with registry.lock():
        record = find_cluster(registry, call)
        host, before = record.cluster.endpoint.host, record.cluster.status
        if before not in _STEADY | {"PENDING_SETUP"}:
            raise _status_error(record)
        if "deletionProtectionEnabled" in given:
            record = record.with_cluster(protected=given["deletionProtectionEnabled"])
        if "kmsEncryptionKey" in given:
            record = replace(record, key=_key(given, call))
        if "metricGroups" in given:
            record = replace(record, metric_groups=_metric_groups(given))
        if linked := given.get("multiRegionProperties"):
            record = _with_peers(registry, record, linked)
        if before in _STEADY:
            record = record.with_cluster(status="UPDATING")
            registry.set_status_later(host, "ACTIVE")
        registry.put(record)
        _join(registry, record)
        return _outline(registry.find_by_host(host) or record)


def delete_cluster(registry: Registry, call: Call) -> dict[str, Any]:
    """Delete a cluster that is not protected; one with a peer waits until that is deleted too."""
    with registry.lock():
        record = find_cluster(registry, call)
        if record.cluster.protected:
            raise ApiError(
                400,
                "ValidationException",
                "The cluster is protected from deletion: disable deletion protection first",
                reason="deletionProtectionEnabled",
            )
        if record.cluster.status not in _STEADY | {"UPDATING", "PENDING_SETUP", "FAILED"}:
            raise _status_error(record)
        peers = [peer for arn in record.cluster.peers if (peer := registry.find_by_arn(arn))]
        if any(
            peer.cluster.status != "PENDING_DELETE" for peer in peers if _has_peer(peer, record)
        ):
            return _outline(registry.put(record.with_cluster(status="PENDING_DELETE")))
        for leaving in (*peers, record):
            if leaving is record or leaving.cluster.status == "PENDING_DELETE":
                registry.set_status(leaving.cluster.endpoint.host, "DELETING")
                registry.remove_later(leaving.cluster.endpoint.host)
        return _outline(record.with_cluster(status="DELETING"))


def get_vpc_endpoint_service_name(registry: Registry, call: Call) -> dict[str, Any]:
    """Return the service name for a VPC endpoint, and this cluster's name behind it."""
    identifier = find_cluster(registry, call).cluster.endpoint.identifier
    return {
        "serviceName": f"com.amazonaws.{call.region}.{PRIVATE}",
        "clusterVpcEndpoint": f"{identifier}.{PRIVATE}.{call.region}.on.aws",
    }


def _with_peers(
    registry: Registry, record: ClusterRecord, linked: Mapping[str, Any]
) -> ClusterRecord:
    """Return a cluster with its peers, which need not have agreed yet."""
    current = record.cluster
    if current.status != "PENDING_SETUP":
        raise conflict_error(
            current.endpoint.identifier,
            "Peers are named once, while the set-up is pending",
        )
    witness = linked.get("witnessRegion") or current.witness
    if not witness or witness == current.endpoint.region:
        raise parameter_error("multiRegionProperties.witnessRegion", "must be another Region")
    arns = tuple(arn for arn in linked.get("clusters") or () if arn != current.arn)
    for arn in arns:
        region = arn.split(":")[3]
        if registry.find_by_arn(arn) is None:
            raise not_found_error(arn.rpartition("/")[2])
        if region in (current.endpoint.region, witness):
            raise parameter_error("multiRegionProperties.clusters", "must be of different Regions")
    return record.with_cluster(witness=witness, peers=arns or current.peers)


def _join(registry: Registry, record: ClusterRecord) -> None:
    """Create the clusters of a multi-Region cluster once all peers name each other."""
    peers = [peer for arn in record.cluster.peers if (peer := registry.find_by_arn(arn))]
    every = (record, *peers)
    waiting = all(member.cluster.status == "PENDING_SETUP" for member in every)
    agreed = all(
        _has_peer(one, other) and one.cluster.witness == other.cluster.witness
        for one in every
        for other in every
        if one is not other
    )
    if not peers or not waiting or not agreed:
        return
    for member in every:
        registry.put(replace(member, store=record.store).with_cluster(status="CREATING"))
        registry.set_status_later(member.cluster.endpoint.host, "ACTIVE")


def _has_peer(record: ClusterRecord, other: ClusterRecord) -> bool:
    return other.cluster.arn in record.cluster.peers


def _check_quota(registry: Registry, call: Call, linked: bool) -> None:
    records = registry.find_all(call.region, call.identity.account)
    count = sum(bool(record.cluster.witness) == linked for record in records)
    if count >= (QUOTA_LINKED if linked else QUOTA_SINGLE):
        raise ApiError(
            402,
            "ServiceQuotaExceededException",
            "You have reached the cluster limit.",
            resourceId="",
            resourceType="cluster",
            serviceCode="dsql",
            quotaCode="",
        )


def _outline(record: ClusterRecord) -> dict[str, Any]:
    cluster = record.cluster
    assert cluster.created is not None  # the sandbox knows when its clusters were created
    return {
        "identifier": cluster.endpoint.identifier,
        "arn": cluster.arn,
        "status": cluster.status,
        "creationTime": cluster.created.timestamp(),
    }


def _describe(record: ClusterRecord) -> dict[str, Any]:
    cluster = record.cluster
    answer: dict[str, Any] = {
        **_outline(record),
        "deletionProtectionEnabled": cluster.protected,
        "endpoint": cluster.endpoint.host,
        "encryptionDetails": {
            "encryptionType": "CUSTOMER_MANAGED_KMS_KEY" if record.key else _OWNED,
            "encryptionStatus": "ENABLED",
        },
        "metricGroups": [{"metricGroup": group} for group in record.metric_groups],
    }
    if record.key:
        answer["encryptionDetails"]["kmsKeyArn"] = record.key
    if cluster.witness:
        answer["multiRegionProperties"] = {
            "witnessRegion": cluster.witness,
            "clusters": sorted((cluster.arn, *cluster.peers)),
        }
    return answer


def _status_error(record: ClusterRecord) -> ApiError:
    identifier = record.cluster.endpoint.identifier
    return conflict_error(identifier, f"Cluster {identifier} is {record.cluster.status}")


def _key(given: Mapping[str, Any], call: Call) -> str:
    key = str(given.get("kmsEncryptionKey", _OWNED))
    if key == _OWNED:
        return ""
    if key.startswith("arn:"):
        return key
    name = key if key.startswith("alias/") else f"key/{key}"
    return f"arn:aws:kms:{call.region}:{call.identity.account}:{name}"


def _metric_groups(given: Mapping[str, Any]) -> tuple[str, ...]:
    groups = tuple(group["metricGroup"] for group in given.get("metricGroups") or ())
    if len(set(groups)) < len(groups):
        raise parameter_error("metricGroups", "has a metric group more than once")
    return groups


def _position(token: str | None) -> int:
    if token is None:
        return 0
    try:
        given = base64.urlsafe_b64decode(token.encode()).decode()
    except (ValueError, binascii.Error):
        given = ""
    if not given.isdecimal():
        raise parameter_error("nextToken", "is not one that was given out")
    return int(given)
