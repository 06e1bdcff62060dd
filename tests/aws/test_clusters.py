"""Clusters in the sandbox's control plane, listed with boto3."""

from __future__ import annotations

import pytest

from dsql_tui.aws.clusters import list_clusters
from dsql_tui.aws.identity import Identity
from dsql_tui.sandbox.ready import Ready
from tests.faults import deny_actions, inject_faults


def test_clusters_of_a_region_have_all_details(identity: Identity, aws: Ready) -> None:
    first = next(list_clusters(identity, "us-east-1"))
    assert first.name == "shop"
    assert first.endpoint.host == aws.clusters[0].endpoint
    assert (first.status, first.protected) == ("ACTIVE", True)


def test_peers_are_the_other_clusters(identity: Identity) -> None:
    here = next(c for c in list_clusters(identity, "us-east-1") if c.name == "ledger")
    there = next(c for c in list_clusters(identity, "us-east-2") if c.name == "ledger")
    assert (here.peers, there.peers) == ((there.arn,), (here.arn,))
    assert here.witness == "us-west-2"


def test_region_without_clusters_is_empty(identity: Identity) -> None:
    assert list(list_clusters(identity, "ap-northeast-3")) == []


def test_throttled_list_is_retried(fast_aws: Ready) -> None:
    with inject_faults(fast_aws, fail={"error": "ThrottlingException", "times": 2}):
        names = [one.name for one in list_clusters(Identity(), "us-east-1")]
    assert names == ["shop", "ledger", "staging"]


def test_cluster_that_cannot_be_described_has_the_reason(
    fast_aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deny_actions(fast_aws, "reader", "dsql:GetCluster"):
        for name, value in fast_aws.identities["reader"].items():
            monkeypatch.setenv(name, value)
        shop, ledger, *_ = list_clusters(Identity(), "us-east-1")
    assert (shop.endpoint.host, shop.name) == (fast_aws.clusters[0].endpoint, "")
    assert (shop.status, shop.created, shop.protected) == ("", None, None)
    assert "is not authorized to perform: dsql:GetCluster" in shop.access_error
    assert (ledger.name, ledger.access_error) == ("ledger", "")
