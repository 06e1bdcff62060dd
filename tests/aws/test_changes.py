"""Changes made to the sandbox's clusters, and waited for."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from dsql_tui.aws.changes import perform
from dsql_tui.aws.clusters import cluster, clusters, details
from dsql_tui.aws.identity import AwsError, Identity
from dsql_tui.dsql import changes
from dsql_tui.dsql.changes import Change, Wish
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.sandbox.ready import Ready
from tests.arming import armed

POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                "Action": "dsql:DbConnect",
                "Resource": "*",
            }
        ],
    }
)


@pytest.fixture
def identity(brisk_aws: Ready) -> Identity:
    return Identity()


def done(identity: Identity, change: Change) -> list[str]:
    """Make a change; what was seen on the way."""
    return [made.words for made in perform(identity, change, pause=0.02)]


def made(identity: Identity, wish: Wish) -> Cluster:
    done(identity, changes.create(wish))
    return next(c for c in clusters(identity, wish.region) if c.name == wish.name)


@pytest.fixture
def shelf(identity: Identity) -> Iterator[Cluster]:
    """A cluster to change."""
    shelf = made(identity, Wish("eu-west-2", "shelf", {"team": "a"}, protected=False))
    yield shelf
    done(identity, changes.delete(shelf))


def test_a_cluster_is_created_and_waited_for(identity: Identity, shelf: Cluster) -> None:
    assert (shelf.status, shelf.tags) == ("ACTIVE", {"Name": "shelf", "team": "a"})


def test_it_is_renamed_tagged_and_protected(identity: Identity, shelf: Cluster) -> None:
    done(identity, changes.rename(shelf, "rack"))
    done(identity, changes.tag(cluster(identity, shelf.endpoint), {"Name": "rack", "b": "2"}))
    assert "UPDATING" in done(identity, changes.protect(shelf, on=True))
    now = cluster(identity, shelf.endpoint)
    assert (now.tags, now.protected, now.status) == ({"Name": "rack", "b": "2"}, True, "ACTIVE")
    with pytest.raises(ValueError, match="protected from deletion"):
        changes.delete(now)
    done(identity, changes.protect(now, on=False))


def test_a_policy_is_put_read_and_taken_away(identity: Identity, shelf: Cluster) -> None:
    assert details(identity, shelf.endpoint).policy == ""
    done(identity, changes.put_policy(shelf, POLICY, None))
    known = details(identity, shelf.endpoint)
    assert (known.policy, known.policy_version, known.missing) == (POLICY, "1", ())
    with pytest.raises(AwsError, match="version is 1") as conflict:
        done(identity, changes.put_policy(shelf, POLICY, "7"))
    assert conflict.value.code == "ConflictException"
    done(identity, changes.put_policy(shelf, "", "1"))
    assert details(identity, shelf.endpoint).policy_version is None


def test_two_regions_are_linked_and_go_together(identity: Identity) -> None:
    wish = Wish("eu-west-1", "pair", protected=False, peer="eu-west-2", witness="eu-west-3")
    here = made(identity, wish)
    there = next(c for c in clusters(identity, "eu-west-2") if c.name == "pair")
    assert (here.peers, here.witness, there.status) == ((there.arn,), "eu-west-3", "ACTIVE")
    seen = done(identity, changes.delete(here, [there]))
    assert seen[-1] == "gone"
    assert not [c for c in clusters(identity, "eu-west-1") if c.name == "pair"]


def test_ends_that_were_left_unlinked_are_linked_later(identity: Identity) -> None:
    for region in ("eu-west-1", "eu-west-2"):
        wish = Wish(region, "late", protected=False, witness="eu-west-3")
        done(identity, changes.create(wish))
    ends = [
        next(c for c in clusters(identity, region) if c.name == "late")
        for region in ("eu-west-1", "eu-west-2")
    ]
    assert {end.status for end in ends} == {"PENDING_SETUP"}
    assert done(identity, changes.link(*ends))[-1] == "ACTIVE"
    done(identity, changes.delete(ends[0], ends[1:]))


def test_who_may_not_is_told_which_action_is_missing(
    brisk: Ready, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in brisk.identities["reader"].items():
        monkeypatch.setenv(name, value)
    with pytest.raises(AwsError, match="dsql:CreateCluster") as denied:
        done(Identity(), changes.create(Wish("eu-west-1")))
    assert denied.value.code == "AccessDeniedException"


def test_a_throttled_wait_goes_on(identity: Identity, brisk: Ready, shelf: Cluster) -> None:
    progress = perform(identity, changes.protect(shelf, on=False), pause=0.02)
    while not next(progress).done:
        pass
    with armed(brisk, fail={"error": "ThrottlingException", "times": 4}):
        assert [seen.words for seen in progress][-1] == "ACTIVE"
