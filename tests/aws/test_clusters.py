"""Clusters as boto3 lists them from the sandbox's control plane."""

from __future__ import annotations

import pytest

from dsql_tui.aws.clusters import clusters
from dsql_tui.aws.identity import Identity
from dsql_tui.sandbox.ready import Ready
from tests.arming import armed, denied


def test_a_regions_clusters_come_with_all_that_is_known(identity: Identity, aws: Ready) -> None:
    first = next(clusters(identity, "us-east-1"))
    assert first.name == "shop"
    assert first.endpoint.host == aws.clusters[0].endpoint
    assert (first.status, first.protected) == ("ACTIVE", True)


def test_peers_are_the_other_ends(identity: Identity) -> None:
    here = next(c for c in clusters(identity, "us-east-1") if c.name == "ledger")
    there = next(c for c in clusters(identity, "us-east-2") if c.name == "ledger")
    assert (here.peers, there.peers) == ((there.arn,), (here.arn,))
    assert here.witness == "us-west-2"


def test_a_region_without_clusters_is_empty(identity: Identity) -> None:
    assert list(clusters(identity, "ap-northeast-3")) == []


def test_a_list_that_is_throttled_comes_all_the_same(brisk_aws: Ready) -> None:
    with armed(brisk_aws, fail={"error": "ThrottlingException", "times": 2}):
        names = [one.name for one in clusters(Identity(), "us-east-1")]
    assert names == ["shop", "ledger", "staging"]


def test_a_cluster_that_may_only_be_listed_is_there_with_the_reason(
    brisk_aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    with denied(brisk_aws, "reader", "dsql:GetCluster"):
        for name, value in brisk_aws.identities["reader"].items():
            monkeypatch.setenv(name, value)
        shop, ledger, *_ = clusters(Identity(), "us-east-1")
    assert (shop.endpoint.host, shop.name) == (brisk_aws.clusters[0].endpoint, "")
    assert (shop.status, shop.created, shop.protected) == ("", None, None)
    assert "is not authorized to perform: dsql:GetCluster" in shop.untold
    assert (ledger.name, ledger.untold) == ("ledger", "")
