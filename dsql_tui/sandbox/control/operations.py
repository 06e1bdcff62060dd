"""What the control plane's operations do to clusters: list, get, create, update, delete.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/configuring-multi-region-clusters.html
"""

from __future__ import annotations

import base64
import binascii
import secrets
import string
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import endpoint_of
from dsql_tui.sandbox.control.calls import Call, conflict, found, invalid, not_found
from dsql_tui.sandbox.control.samples import arn_of
from dsql_tui.sandbox.gateway.certificates import PRIVATE
from dsql_tui.sandbox.world import policies
from dsql_tui.sandbox.world.clusters import Place, Registry
from dsql_tui.sandbox.world.fault import Fault

QUOTA_SINGLE, QUOTA_LINKED = 20, 5
"""Clusters of an account in a region: those on their own, and those of several regions."""

_PAGE = 100
_OWNED = "AWS_OWNED_KMS_KEY"
_LETTERS = string.ascii_lowercase + string.digits
_STEADY = frozenset({"ACTIVE", "IDLE", "INACTIVE"})


def list_clusters(registry: Registry, call: Call) -> dict[str, Any]:
    """Identifiers and ARNs of a region's clusters, a page of them."""
    most = call.parameters.get("maxResults", _PAGE)
    begin = _position(call.parameters.get("nextToken"))
    places = registry.within(call.region, call.identity.account)
    page = [place.cluster for place in places[begin : begin + most]]
    answer: dict[str, Any] = {
        "clusters": [
            {"identifier": cluster.endpoint.identifier, "arn": cluster.arn} for cluster in page
        ]
    }
    if begin + most < len(places):
        answer["nextToken"] = base64.urlsafe_b64encode(str(begin + most).encode()).decode()
    return answer


def get_cluster(registry: Registry, call: Call) -> dict[str, Any]:
    """All about one cluster."""
    place = found(registry, call)
    return {**_described(place), "tags": place.cluster.tags}


def create_cluster(registry: Registry, call: Call) -> dict[str, Any]:
    """A new one, protected from deletion unless told otherwise.

    With a witness it waits, PENDING_SETUP, until it and its peer name each other.
    """
    given = call.parameters
    linked = given.get("multiRegionProperties") or {}
    if given.get("policy"):
        policies.check(given["policy"])
    identifier = "".join(secrets.choice(_LETTERS) for _ in range(26))
    cluster = Cluster(
        arn=arn_of(identifier, call.region, call.identity.account),
        endpoint=endpoint_of(identifier, call.region),
        status="PENDING_SETUP" if linked else "CREATING",
        created=datetime.now(timezone.utc),
        protected=given.get("deletionProtectionEnabled", True),
        tags=dict(given.get("tags") or {}),
    )
    place = Place(
        cluster,
        store=identifier,
        key=_key(given, call),
        policy=given.get("policy", ""),
        policy_version=1 if given.get("policy") else 0,
        metric_groups=_metric_groups(given),
    )
    with registry.held():
        _check_quota(registry, call, bool(linked))
        if linked:
            place = registry.put(_with_peers(registry, place, linked))
            _join(registry, place)
        else:
            registry.put(place)
            registry.soon(cluster.endpoint.host, "ACTIVE")
        return _described(registry.at(cluster.endpoint.host) or place)


def update_cluster(registry: Registry, call: Call) -> dict[str, Any]:
    """Protection, key, metric groups; or the peers of a multi-Region cluster."""
    given = call.parameters
    with registry.held():
        place = found(registry, call)
        host, before = place.cluster.endpoint.host, place.cluster.status
        if before not in _STEADY | {"PENDING_SETUP"}:
            raise _in_no_state(place)
        if "deletionProtectionEnabled" in given:
            place = place.described(protected=given["deletionProtectionEnabled"])
        if "kmsEncryptionKey" in given:
            place = replace(place, key=_key(given, call))
        if "metricGroups" in given:
            place = replace(place, metric_groups=_metric_groups(given))
        if linked := given.get("multiRegionProperties"):
            place = _with_peers(registry, place, linked)
        if before in _STEADY:
            place = place.described(status="UPDATING")
            registry.soon(host, "ACTIVE")
        registry.put(place)
        _join(registry, place)
        return _outline(registry.at(host) or place)


def delete_cluster(registry: Registry, call: Call) -> dict[str, Any]:
    """Let it go, unless it is protected; one with a peer waits until that goes too."""
    with registry.held():
        place = found(registry, call)
        if place.cluster.protected:
            raise Fault(
                400,
                "ValidationException",
                "The cluster is protected from deletion: disable deletion protection first",
                reason="deletionProtectionEnabled",
            )
        if place.cluster.status not in _STEADY | {"PENDING_SETUP", "FAILED"}:
            raise _in_no_state(place)
        peers = [peer for arn in place.cluster.peers if (peer := registry.by_arn(arn))]
        if any(peer.cluster.status != "PENDING_DELETE" for peer in peers if _names(peer, place)):
            return _outline(registry.put(place.described(status="PENDING_DELETE")))
        for leaving in (*peers, place):
            if leaving is place or leaving.cluster.status == "PENDING_DELETE":
                registry.set_status(leaving.cluster.endpoint.host, "DELETING")
                registry.gone_soon(leaving.cluster.endpoint.host)
        return _outline(place.described(status="DELETING"))


def get_vpc_endpoint_service_name(registry: Registry, call: Call) -> dict[str, Any]:
    """What a VPC endpoint is made for, and the name under which it leads to this cluster."""
    identifier = found(registry, call).cluster.endpoint.identifier
    return {
        "serviceName": f"com.amazonaws.{call.region}.{PRIVATE}",
        "clusterVpcEndpoint": f"{identifier}.{PRIVATE}.{call.region}.on.aws",
    }


def _with_peers(registry: Registry, place: Place, linked: Mapping[str, Any]) -> Place:
    """The cluster as it is to be linked; whether its peer agrees is another matter."""
    own = place.cluster
    if own.status != "PENDING_SETUP":
        raise conflict(own.endpoint.identifier, "Peers are named once, while the set-up is pending")
    witness = linked.get("witnessRegion") or own.witness
    if not witness or witness == own.endpoint.region:
        raise invalid("multiRegionProperties.witnessRegion", "must be another Region")
    arns = tuple(arn for arn in linked.get("clusters") or () if arn != own.arn)
    for arn in arns:
        region = arn.split(":")[3]
        if registry.by_arn(arn) is None:
            raise not_found(arn.rpartition("/")[2])
        if region in (own.endpoint.region, witness):
            raise invalid("multiRegionProperties.clusters", "must be of different Regions")
    return place.described(witness=witness, peers=arns or own.peers)


def _join(registry: Registry, place: Place) -> None:
    """Where all peers name each other they come into being, with one store between them."""
    peers = [peer for arn in place.cluster.peers if (peer := registry.by_arn(arn))]
    every = (place, *peers)
    waiting = all(member.cluster.status == "PENDING_SETUP" for member in every)
    agreed = all(
        _names(one, other) and one.cluster.witness == other.cluster.witness
        for one in every
        for other in every
        if one is not other
    )
    if not peers or not waiting or not agreed:
        return
    for member in every:
        registry.put(replace(member, store=place.store).described(status="CREATING"))
        registry.soon(member.cluster.endpoint.host, "ACTIVE")


def _names(place: Place, other: Place) -> bool:
    return other.cluster.arn in place.cluster.peers


def _check_quota(registry: Registry, call: Call, linked: bool) -> None:
    places = registry.within(call.region, call.identity.account)
    count = sum(bool(place.cluster.witness) == linked for place in places)
    if count >= (QUOTA_LINKED if linked else QUOTA_SINGLE):
        raise Fault(
            402,
            "ServiceQuotaExceededException",
            "You have reached the cluster limit.",
            resourceId="",
            resourceType="cluster",
            serviceCode="dsql",
            quotaCode="",
        )


def _outline(place: Place) -> dict[str, Any]:
    cluster = place.cluster
    assert cluster.created is not None  # the sandbox knows all of its clusters
    return {
        "identifier": cluster.endpoint.identifier,
        "arn": cluster.arn,
        "status": cluster.status,
        "creationTime": cluster.created.timestamp(),
    }


def _described(place: Place) -> dict[str, Any]:
    cluster = place.cluster
    answer: dict[str, Any] = {
        **_outline(place),
        "deletionProtectionEnabled": cluster.protected,
        "endpoint": cluster.endpoint.host,
        "encryptionDetails": {
            "encryptionType": "CUSTOMER_MANAGED_KMS_KEY" if place.key else _OWNED,
            "encryptionStatus": "ENABLED",
        },
    }
    if place.key:
        answer["encryptionDetails"]["kmsKeyArn"] = place.key
    if place.metric_groups:
        answer["metricGroups"] = [{"metricGroup": group} for group in place.metric_groups]
    if cluster.witness:
        answer["multiRegionProperties"] = {
            "witnessRegion": cluster.witness,
            "clusters": sorted((cluster.arn, *cluster.peers)),
        }
    return answer


def _in_no_state(place: Place) -> Fault:
    identifier = place.cluster.endpoint.identifier
    return conflict(identifier, f"Cluster {identifier} is {place.cluster.status}")


def _key(given: Mapping[str, Any], call: Call) -> str:
    key = str(given.get("kmsEncryptionKey", _OWNED))
    if key == _OWNED:
        return ""
    if key.startswith("arn:"):
        return key
    name = key if key.startswith("alias/") else f"key/{key}"
    return f"arn:aws:kms:{call.region}:{call.identity.account}:{name}"


def _metric_groups(given: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(group["metricGroup"] for group in given.get("metricGroups") or ())


def _position(token: str | None) -> int:
    if token is None:
        return 0
    try:
        given = base64.urlsafe_b64decode(token.encode()).decode()
    except (ValueError, binascii.Error):
        given = ""
    if not given.isdecimal():
        raise invalid("nextToken", "is not one that was given out")
    return int(given)
