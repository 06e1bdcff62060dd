"""Which clusters exist in the sandbox, and in which store each keeps its data."""

from __future__ import annotations

import base64
import hashlib
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import endpoint_of
from dsql_tui.sandbox.identities import ACCOUNT

SHOP = "shop"
"""The store that holds the sample data."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cluster and the name of its store, which the peers of a multi-Region cluster share."""

    cluster: Cluster
    store: str


class Registry:
    """All clusters of all regions; the gateway and the control plane ask it from their threads."""

    def __init__(self, places: list[Place]) -> None:
        self._places = {place.cluster.endpoint.host: place for place in places}
        self._lock = threading.Lock()

    def at(self, host: str) -> Place | None:
        """The cluster with this endpoint."""
        with self._lock:
            return self._places.get(host)

    def all(self) -> list[Cluster]:
        """Every cluster, oldest entry first."""
        with self._lock:
            return [place.cluster for place in self._places.values()]

    def within(self, region: str) -> list[Cluster]:
        """The clusters of one region."""
        return [cluster for cluster in self.all() if cluster.endpoint.region == region]

    def find(self, region: str, identifier: str) -> Cluster | None:
        """One cluster; an identifier is known in its own region only."""
        place = self.at(endpoint_of(identifier, region).host)
        return place.cluster if place else None

    def set_status(self, host: str, status: str) -> None:
        """A cluster has come into another state."""
        with self._lock:
            place = self._places[host]
            self._places[host] = replace(place, cluster=replace(place.cluster, status=status))


def identifier_of(name: str, region: str) -> str:
    """The 26 letters and digits of a sample cluster: always the same, so that a profile keeps."""
    digest = hashlib.sha256(f"dsql-tui sandbox, {name} in {region}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:26]


def arn_of(identifier: str, region: str) -> str:
    """The ARN of a cluster."""
    return f"arn:aws:dsql:{region}:{ACCOUNT}:cluster/{identifier}"


def samples(now: datetime) -> list[Place]:
    """The clusters that a new sandbox has; the first is active and full of sample data."""
    return [
        Place(_sample(SHOP, "us-east-1", "ACTIVE", _day(2026, 3, 2), team="storefront"), SHOP),
        *_pair("ledger", ("us-east-1", "us-east-2"), witness="us-west-2"),
        Place(_sample("staging", "us-east-1", "CREATING", now, team="storefront"), "staging"),
        Place(_sample("archive", "eu-central-1", "IDLE", _day(2026, 1, 9), team="bi"), "archive"),
    ]


def _pair(name: str, regions: tuple[str, str], witness: str) -> list[Place]:
    """A multi-Region cluster: two endpoints, one store, and a region that only bears witness."""
    clusters = [
        _sample(name, region, "ACTIVE", _day(2026, 5, 18), team="finance") for region in regions
    ]
    return [
        Place(replace(one, protected=True, peers=(other.arn,), witness=witness), name)
        for one, other in zip(clusters, reversed(clusters), strict=True)
    ]


def _sample(name: str, region: str, status: str, created: datetime, **tags: str) -> Cluster:
    identifier = identifier_of(name, region)
    return Cluster(
        arn=arn_of(identifier, region),
        endpoint=endpoint_of(identifier, region),
        status=status,
        created=created,
        protected=name == SHOP,
        tags={"Name": name, **tags},
    )


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 30, tzinfo=timezone.utc)
