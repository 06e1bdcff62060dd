"""The clusters of a new sandbox."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import datetime, timezone

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.sandbox.state.clusters import SHOP, STAGING, ClusterRecord
from dsql_tui.sandbox.state.identities import ACCOUNT


def create_samples(now: datetime) -> list[ClusterRecord]:
    """Return the sample clusters; the first is active and has the sample data."""
    return [
        ClusterRecord(
            _create_sample(SHOP, "us-east-1", "ACTIVE", _day(2026, 3, 2), team="storefront"), SHOP
        ),
        *_create_pair("ledger", ("us-east-1", "us-east-2"), witness="us-west-2"),
        ClusterRecord(
            _create_sample(STAGING, "us-east-1", "CREATING", now, team="storefront"), STAGING
        ),
        ClusterRecord(
            _create_sample("archive", "eu-central-1", "IDLE", _day(2026, 1, 9), team="bi"),
            "archive",
        ),
    ]


def merge_samples(kept: list[ClusterRecord], now: datetime) -> list[ClusterRecord]:
    """Return the saved clusters, with the sample clusters among them in their first status.

    The first sample cluster returns even if it was deleted, because there must be one.
    """
    fresh = {record.cluster.endpoint.host: record for record in create_samples(now)}
    records = [
        record.with_cluster(status=sample.cluster.status)
        if (sample := fresh.get(record.cluster.endpoint.host))
        and record.cluster.status != "PENDING_DELETE"
        else record
        for record in kept
    ]
    first, *_ = fresh.values()
    return records if any(record.store == SHOP for record in records) else [first, *records]


def build_identifier(name: str, region: str) -> str:
    """Return the identifier of a sample cluster: always the same, so that profiles keep working."""
    digest = hashlib.sha256(f"dsql-tui sandbox, {name} in {region}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:26]


def build_arn(identifier: str, region: str, account: str = ACCOUNT) -> str:
    """Return the ARN of a cluster."""
    return f"arn:aws:dsql:{region}:{account}:cluster/{identifier}"


def _create_pair(name: str, regions: tuple[str, str], witness: str) -> list[ClusterRecord]:
    """Return a multi-Region cluster: two endpoints with one store, and a witness Region."""
    clusters = [
        _create_sample(name, region, "ACTIVE", _day(2026, 5, 18), team="finance")
        for region in regions
    ]
    return [
        ClusterRecord(replace(one, protected=True, peers=(other.arn,), witness=witness), name)
        for one, other in zip(clusters, reversed(clusters), strict=True)
    ]


def _create_sample(name: str, region: str, status: str, created: datetime, **tags: str) -> Cluster:
    identifier = build_identifier(name, region)
    return Cluster(
        arn=build_arn(identifier, region),
        endpoint=public_endpoint(identifier, region),
        status=status,
        created=created,
        protected=name == SHOP,
        tags={"Name": name, **tags},
    )


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 30, tzinfo=timezone.utc)
