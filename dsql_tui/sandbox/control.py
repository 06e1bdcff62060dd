"""The control plane over HTTP: what boto3's `dsql` client asks about clusters, answered.

https://docs.aws.amazon.com/aurora-dsql/latest/APIReference/
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.sandbox.clusters import Registry
from dsql_tui.sandbox.identities import Identity

_PAGE = 100
"""Clusters in one answer, at most."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose signature has been verified."""

    identity: Identity
    region: str
    """The one it was signed for: all regions share one address here."""
    query: Mapping[str, str]
    path: tuple[str, ...]
    """What stood in the route's blanks."""


class Fault(Exception):
    """An operation fails; the name is the one that boto3 shows as the error's code."""

    def __init__(self, status: int, name: str, text: str, **details: object) -> None:
        super().__init__(text)
        self.status = status
        self.name = name
        self.details = details


Operation = Callable[[Registry, Call], dict[str, Any]]


def list_clusters(registry: Registry, call: Call) -> dict[str, Any]:
    """Identifiers and ARNs of a region's clusters, a page of them."""
    most = _whole_number(call.query.get("max-results", str(_PAGE)))
    begin = _position(call.query.get("next-token"))
    clusters = registry.within(call.region)
    page = clusters[begin : begin + most]
    answer: dict[str, Any] = {
        "clusters": [
            {"identifier": cluster.endpoint.identifier, "arn": cluster.arn} for cluster in page
        ]
    }
    if begin + most < len(clusters):
        answer["nextToken"] = base64.urlsafe_b64encode(str(begin + most).encode()).decode()
    return answer


def get_cluster(registry: Registry, call: Call) -> dict[str, Any]:
    """All about one cluster."""
    (identifier,) = call.path
    cluster = registry.find(call.region, identifier)
    if cluster is None:
        raise Fault(
            404,
            "ResourceNotFoundException",
            f"Cluster {identifier} not found",
            resourceId=identifier,
            resourceType="cluster",
        )
    return _described(cluster)


ROUTES: tuple[tuple[str, re.Pattern[str], Operation], ...] = (
    ("GET", re.compile(r"/cluster/?"), list_clusters),
    ("GET", re.compile(r"/cluster/([^/]+)"), get_cluster),
)


def route(method: str, target: str) -> tuple[Operation, tuple[str, ...], dict[str, str]]:
    """The operation that a request line asks for, with what it names in path and query.

    Raises:
        Fault: there is none.
    """
    parts = urlsplit(target)
    for verb, pattern, operation in ROUTES:
        if verb == method and (match := pattern.fullmatch(parts.path)):
            return operation, match.groups(), dict(parse_qsl(parts.query))
    raise Fault(404, "UnknownOperationException", f"The sandbox has no {method} {parts.path}")


def _described(cluster: Cluster) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "identifier": cluster.endpoint.identifier,
        "arn": cluster.arn,
        "status": cluster.status,
        "creationTime": cluster.created.timestamp(),
        "deletionProtectionEnabled": cluster.protected,
        "endpoint": cluster.endpoint.host,
        "tags": cluster.tags,
        "encryptionDetails": {
            "encryptionType": "AWS_OWNED_KMS_KEY",
            "encryptionStatus": "ENABLED",
        },
    }
    if cluster.witness:
        answer["multiRegionProperties"] = {
            "witnessRegion": cluster.witness,
            "clusters": sorted((cluster.arn, *cluster.peers)),
        }
    return answer


def _whole_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _PAGE:
        raise _invalid("maxResults", f"must be between 1 and {_PAGE}")
    return int(text)


def _position(token: str | None) -> int:
    if token is None:
        return 0
    try:
        given = base64.urlsafe_b64decode(token.encode()).decode()
    except (ValueError, binascii.Error):
        given = ""
    if not given.isdecimal():
        raise _invalid("nextToken", "is not one that was given out")
    return int(given)


def _invalid(field: str, what: str) -> Fault:
    return Fault(
        400,
        "ValidationException",
        f"{field} {what}",
        reason="fieldValidationFailed",
        fieldList=[{"name": field, "message": what}],
    )
