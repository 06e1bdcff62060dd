"""Changes to clusters as values: their calls, the permissions they take, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from dsql_tui.dsql import changes
from dsql_tui.dsql.changes import Call, Change, Made, Wish
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import endpoint_of
from dsql_tui.dsql.tags import parse_tags, tag_lines

ID = "abcdefghijklmnopqrstuvwxyz"
SHOP = Cluster(
    arn=f"arn:aws:dsql:us-east-1:111122223333:cluster/{ID}",
    endpoint=endpoint_of(ID, "us-east-1"),
    status="ACTIVE",
    created=datetime(2026, 3, 2, tzinfo=timezone.utc),
    protected=False,
    tags={"Name": "shop", "team": "a"},
)


def calls(change: Change) -> list[tuple[str, str]]:
    return [(step.operation, step.region) for step in change.steps if isinstance(step, Call)]


def test_a_single_region_takes_one_call() -> None:
    change = changes.create(Wish("us-east-1", "shop"))
    assert calls(change) == [("CreateCluster", "us-east-1")]
    assert set(change.actions) == {
        "dsql:CreateCluster",
        "dsql:TagResource",
        "dsql:GetCluster",
        "iam:CreateServiceLinkedRole",
    }


def test_two_regions_are_linked_in_three_calls_that_name_each_other() -> None:
    change = changes.create(Wish("us-east-1", peer="us-east-2", witness="us-west-2"))
    assert calls(change) == [
        ("CreateCluster", "us-east-1"),
        ("CreateCluster", "us-east-2"),
        ("UpdateCluster", "us-east-1"),
    ]
    second, third = change.steps[1], change.steps[2]
    assert isinstance(second, Call)
    assert isinstance(third, Call)
    assert second.parameters["multiRegionProperties"]["clusters"] == [Made("us-east-1", "arn")]
    assert third.parameters["multiRegionProperties"]["clusters"] == [Made("us-east-2", "arn")]
    assert {"dsql:PutMultiRegionProperties", "dsql:PutWitnessRegion", "dsql:AddPeerCluster"} < set(
        change.actions
    )


def test_one_end_alone_is_made_and_not_waited_for() -> None:
    (call,) = changes.create(Wish("us-east-1", witness="us-west-2")).steps
    assert isinstance(call, Call)
    assert call.parameters["multiRegionProperties"] == {"witnessRegion": "us-west-2"}


REFUSED = [
    (Wish(""), "needs a region"),
    (Wish("mars"), "“mars” is no region"),
    (Wish("us-east-1", peer="us-east-2"), "needs a witness"),
    (Wish("us-east-1", peer="us-east-1", witness="us-east-2"), "different regions"),
    (Wish("us-east-1", peer="us-east-2", witness="us-east-1"), "different regions"),
    (Wish("us-east-1", "a\x1bb"), r"has '\\x1b'"),
    (Wish("us-east-1", "a" * 257), "256 at most"),
    (
        Wish("us-east-1", key="arn:aws:kms:x", peer="us-east-2", witness="us-west-2"),
        "alias that both",
    ),
]


@pytest.mark.parametrize(("wish", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_what_cannot_be_made_is_told_in_a_sentence(wish: Wish, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        changes.create(wish)


def test_only_the_tags_that_differ_are_put_or_taken_away() -> None:
    change = changes.tag(SHOP, {"Name": "shop", "owner": "b"})
    assert [step.parameters for step in change.steps if isinstance(step, Call)] == [
        {"resourceArn": SHOP.arn, "tags": {"owner": "b"}},
        {"resourceArn": SHOP.arn, "tagKeys": ["team"]},
    ]
    with pytest.raises(ValueError, match="already"):
        changes.tag(SHOP, SHOP.tags)


def test_a_name_is_a_tag_and_no_name_is_none() -> None:
    assert calls(changes.rename(SHOP, " store ")) == [("TagResource", "us-east-1")]
    assert calls(changes.rename(SHOP, "")) == [("UntagResource", "us-east-1")]


def test_what_is_protected_is_not_deleted_nor_is_its_peer() -> None:
    assert calls(changes.delete(SHOP)) == [("DeleteCluster", "us-east-1")]
    peer = replace(SHOP, endpoint=endpoint_of(ID, "us-east-2"), protected=True)
    with pytest.raises(ValueError, match="in us-east-2 is protected"):
        changes.delete(SHOP, [peer])


def test_a_policy_is_put_on_the_version_that_was_read() -> None:
    (put,) = changes.put_policy(SHOP, "{}", "3").steps
    assert isinstance(put, Call)
    assert put.parameters["expectedPolicyVersion"] == "3"
    assert calls(changes.put_policy(SHOP, " ", "3")) == [("DeleteClusterPolicy", "us-east-1")]
    with pytest.raises(ValueError, match="no policy"):
        changes.put_policy(SHOP, "", None)
    with pytest.raises(ValueError, match="20,480"):
        changes.put_policy(SHOP, "x" * 20_481, None)


def test_only_pending_ends_with_one_witness_are_linked() -> None:
    here = replace(SHOP, status="PENDING_SETUP", witness="us-west-2")
    there = replace(here, endpoint=endpoint_of(ID, "us-east-2"))
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
def test_tags_are_read_and_written_back(text: str, tags: dict[str, str]) -> None:
    assert parse_tags(text) == tags
    assert parse_tags(tag_lines(tags)) == tags


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "key=value"),
        ("a=1\na=2", "twice"),
        ("=x", "1 to 128"),
        ("AWS:x=1", "AWS's own"),
        ("a=b;c", "has ';'"),
        ("ä=b", "from a to z"),
        ("\n".join(f"k{n}=v" for n in range(51)), "50 tags"),
    ],
)
def test_what_is_no_tag_is_told_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_tags(text)
