"""The clusters that a new sandbox has, for trying things out."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import datetime, timezone

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import endpoint_of
from dsql_tui.sandbox.world.clusters import SHOP, STAGING, Place
from dsql_tui.sandbox.world.identities import ACCOUNT


def samples(now: datetime) -> list[Place]:
    """The first is active and full of sample data."""
    return [
        Place(_sample(SHOP, "us-east-1", "ACTIVE", _day(2026, 3, 2), team="storefront"), SHOP),
        *_pair("ledger", ("us-east-1", "us-east-2"), witness="us-west-2"),
        Place(_sample(STAGING, "us-east-1", "CREATING", now, team="storefront"), STAGING),
        Place(_sample("archive", "eu-central-1", "IDLE", _day(2026, 1, 9), team="bi"), "archive"),
    ]


def rejoined(kept: list[Place], now: datetime) -> list[Place]:
    """The clusters of a sandbox that has run before: the samples among them are as at first.

    The first of them comes back even if it was deleted, since there has to be one to begin with.
    """
    fresh = {place.cluster.endpoint.host: place for place in samples(now)}
    places = [
        place.described(status=sample.cluster.status)
        if (sample := fresh.get(place.cluster.endpoint.host))
        and place.cluster.status != "PENDING_DELETE"
        else place
        for place in kept
    ]
    first, *_ = fresh.values()
    return places if any(place.store == SHOP for place in places) else [first, *places]


def identifier_of(name: str, region: str) -> str:
    """The 26 letters and digits of a sample cluster: always the same, so that a profile keeps."""
    digest = hashlib.sha256(f"dsql-tui sandbox, {name} in {region}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:26]


def arn_of(identifier: str, region: str, account: str = ACCOUNT) -> str:
    """The ARN of a cluster."""
    return f"arn:aws:dsql:{region}:{account}:cluster/{identifier}"


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
