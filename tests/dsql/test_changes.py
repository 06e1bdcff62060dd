"""Changes of clusters: their calls, permissions and errors."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from dsql_tui.dsql import changes
from dsql_tui.dsql.changes import Call, Change, ClusterSpec, CreatedCluster
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.dsql.tags import format_tags, parse_tags

ID = "abcdefghijklmnopqrstuvwxyz"
SHOP = Cluster(
    arn=f"arn:aws:dsql:us-east-1:111122223333:cluster/{ID}",
    endpoint=public_endpoint(ID, "us-east-1"),
    status="ACTIVE",
    created=datetime(2026, 3, 2, tzinfo=timezone.utc),
    protected=False,
    tags={"Name": "shop", "team": "a"},
)


def calls(change: Change) -> list[tuple[str, str]]:
    return [(step.operation, step.region) for step in change.steps if isinstance(step, Call)]


def test_single_region_cluster_needs_one_call() -> None:
    change = changes.create(ClusterSpec("us-east-1", "shop"))
    assert calls(change) == [("CreateCluster", "us-east-1")]
    assert set(change.actions) == {
        "dsql:CreateCluster",
        "dsql:TagResource",
        "dsql:GetCluster",
        "iam:CreateServiceLinkedRole",
    }


def test_multi_region_pair_needs_three_calls() -> None:
    change = changes.create(ClusterSpec("us-east-1", peer="us-east-2", witness="us-west-2"))
    assert calls(change) == [
        ("CreateCluster", "us-east-1"),
        ("CreateCluster", "us-east-2"),
        ("UpdateCluster", "us-east-1"),
    ]
    second, third = change.steps[1], change.steps[2]
    assert isinstance(second, Call)
    assert isinstance(third, Call)
    assert second.parameters["multiRegionProperties"]["clusters"] == [
        CreatedCluster("us-east-1", "arn")
    ]
    assert third.parameters["multiRegionProperties"]["clusters"] == [
        CreatedCluster("us-east-2", "arn")
    ]
    assert {"dsql:PutMultiRegionProperties", "dsql:PutWitnessRegion", "dsql:AddPeerCluster"} < set(
        change.actions
    )


def test_single_peer_is_created_without_a_wait() -> None:
    (call,) = changes.create(ClusterSpec("us-east-1", witness="us-west-2")).steps
    assert isinstance(call, Call)
    assert call.parameters["multiRegionProperties"] == {"witnessRegion": "us-west-2"}


REFUSED = [
    (ClusterSpec(""), "needs a region"),
    (ClusterSpec("mars"), "“mars” is not a region"),
    (ClusterSpec("us-east-1", peer="us-east-2"), "needs a witness"),
    (ClusterSpec("us-east-1", peer="us-east-1", witness="us-east-2"), "different regions"),
    (ClusterSpec("us-east-1", peer="us-east-2", witness="us-east-1"), "different regions"),
    (ClusterSpec("us-east-1", "a\x1bb"), r"has '\\x1b'"),
    (ClusterSpec("us-east-1", "a" * 257), "up to 256"),
    (
        ClusterSpec("us-east-1", key="arn:aws:kms:x", peer="us-east-2", witness="us-west-2"),
        "alias that both",
    ),
]


@pytest.mark.parametrize(("wish", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_invalid_cluster_is_refused_with_a_sentence(wish: ClusterSpec, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        changes.create(wish)


def test_only_changed_tags_are_set_or_removed() -> None:
    change = changes.tag(SHOP, {"Name": "shop", "owner": "b"})
    assert [step.parameters for step in change.steps if isinstance(step, Call)] == [
        {"resourceArn": SHOP.arn, "tags": {"owner": "b"}},
        {"resourceArn": SHOP.arn, "tagKeys": ["team"]},
    ]
    with pytest.raises(ValueError, match="unchanged"):
        changes.tag(SHOP, SHOP.tags)


def test_name_is_a_tag() -> None:
    assert calls(changes.rename(SHOP, " store ")) == [("TagResource", "us-east-1")]
    assert calls(changes.rename(SHOP, "")) == [("UntagResource", "us-east-1")]
    with pytest.raises(ValueError, match="The name is unchanged"):
        changes.rename(SHOP, f" {SHOP.name} ")


def test_protected_cluster_and_its_peer_are_not_deleted() -> None:
    assert calls(changes.delete(SHOP)) == [("DeleteCluster", "us-east-1")]
    peer = replace(SHOP, endpoint=public_endpoint(ID, "us-east-2"), protected=True)
    with pytest.raises(ValueError, match="in us-east-2 is protected"):
        changes.delete(SHOP, [peer])


def test_policy_replaces_the_version_that_was_read() -> None:
    (put,) = changes.put_policy(SHOP, "{}", "3").steps
    assert isinstance(put, Call)
    assert put.parameters["expectedPolicyVersion"] == "3"
    assert calls(changes.put_policy(SHOP, " ", "3")) == [("DeleteClusterPolicy", "us-east-1")]
    with pytest.raises(ValueError, match="no policy"):
        changes.put_policy(SHOP, "", None)
    with pytest.raises(ValueError, match="20,480"):
        changes.put_policy(SHOP, "x" * 20_481, None)


def test_only_pending_clusters_with_one_witness_are_linked() -> None:
    here = replace(SHOP, status="PENDING_SETUP", witness="us-west-2")
    there = replace(here, endpoint=public_endpoint(ID, "us-east-2"))
    assert len(calls(changes.link(here, there))) == 2
    with pytest.raises(ValueError, match="ACTIVE"):
        changes.link(SHOP, there)
    with pytest.raises(ValueError, match="witnesses differ"):
        changes.link(here, replace(there, witness="eu-west-1"))
    with pytest.raises(ValueError, match="different regions"):
        changes.link(here, here)


TAGS = [
    ("", {}),
    ("a=1\nb = 2 ", {"a": "1", "b": "2"}),
    ("a=1, b=x=y", {"a": "1", "b": "x=y"}),
    ("empty=", {"empty": ""}),
]


@pytest.mark.parametrize(("text", "tags"), TAGS)
def test_tags_round_trip(text: str, tags: dict[str, str]) -> None:
    assert parse_tags(text) == tags
    assert parse_tags(format_tags(tags)) == tags


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "key=value"),
        ("a=1\na=2", "twice"),
        ("=x", "1 to 128"),
        ("AWS:x=1", "reserved"),
        ("a=b;c", "has ';'"),
        ("ä=b", "from a to z"),
        ("\n".join(f"k{n}=v" for n in range(51)), "50 tags"),
    ],
)
def test_invalid_tag_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_tags(text)
