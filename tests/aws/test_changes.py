"""Changes of the sandbox's clusters."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from dsql_tui.aws.changes import perform
from dsql_tui.aws.clusters import get_cluster, get_details, list_clusters
from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.identity import Identity
from dsql_tui.dsql import changes
from dsql_tui.dsql.changes import Change, ClusterSpec
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.sandbox.ready import Ready
from tests.faults import inject_faults

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
def identity(fast_aws: Ready) -> Identity:
    return Identity()


def perform_change(identity: Identity, change: Change) -> list[str]:
    """Make a change, and return its progress."""
    return [made.words for made in perform(identity, change, pause=0.02)]


def create_cluster(identity: Identity, wish: ClusterSpec) -> Cluster:
    perform_change(identity, changes.create(wish))
    return next(c for c in list_clusters(identity, wish.region) if c.name == wish.name)


@pytest.fixture
def shelf(identity: Identity) -> Iterator[Cluster]:
    """Create a cluster to change."""
    shelf = create_cluster(
        identity, ClusterSpec("eu-west-2", "shelf", {"team": "a"}, protected=False)
    )
    yield shelf
    perform_change(identity, changes.delete(shelf))


def test_cluster_is_created(identity: Identity, shelf: Cluster) -> None:
    assert (shelf.status, shelf.tags) == ("ACTIVE", {"Name": "shelf", "team": "a"})


def test_cluster_is_renamed_tagged_and_protected(identity: Identity, shelf: Cluster) -> None:
    perform_change(identity, changes.rename(shelf, "rack"))
    perform_change(
        identity, changes.tag(get_cluster(identity, shelf.endpoint), {"Name": "rack", "b": "2"})
    )
    assert "UPDATING" in perform_change(identity, changes.protect(shelf, on=True))
    now = get_cluster(identity, shelf.endpoint)
    assert (now.tags, now.protected, now.status) == ({"Name": "rack", "b": "2"}, True, "ACTIVE")
    with pytest.raises(ValueError, match="protected from deletion"):
        changes.delete(now)
    perform_change(identity, changes.protect(now, on=False))


def test_policy_is_set_read_and_deleted(identity: Identity, shelf: Cluster) -> None:
    assert get_details(identity, shelf.endpoint).policy == ""
    perform_change(identity, changes.put_policy(shelf, POLICY, None))
    known = get_details(identity, shelf.endpoint)
    assert (known.policy, known.policy_version, known.missing) == (POLICY, "1", ())
    with pytest.raises(AwsError, match="version is 1") as conflict:
        perform_change(identity, changes.put_policy(shelf, POLICY, "7"))
    assert conflict.value.code == "ConflictException"
    perform_change(identity, changes.put_policy(shelf, "", "1"))
    assert get_details(identity, shelf.endpoint).policy_version is None


def test_peers_are_linked_and_deleted_together(identity: Identity) -> None:
    wish = ClusterSpec("eu-west-1", "pair", protected=False, peer="eu-west-2", witness="eu-west-3")
    here = create_cluster(identity, wish)
    there = next(c for c in list_clusters(identity, "eu-west-2") if c.name == "pair")
    assert (here.peers, here.witness, there.status) == ((there.arn,), "eu-west-3", "ACTIVE")
    seen = perform_change(identity, changes.delete(here, [there]))
    assert seen[-1] == "gone"
    assert not [c for c in list_clusters(identity, "eu-west-1") if c.name == "pair"]


def test_unlinked_clusters_are_linked_later(identity: Identity) -> None:
    for region in ("eu-west-1", "eu-west-2"):
        wish = ClusterSpec(region, "late", protected=False, witness="eu-west-3")
        perform_change(identity, changes.create(wish))
    ends = [
        next(c for c in list_clusters(identity, region) if c.name == "late")
        for region in ("eu-west-1", "eu-west-2")
    ]
    assert {end.status for end in ends} == {"PENDING_SETUP"}
    assert perform_change(identity, changes.link(*ends))[-1] == "ACTIVE"
    perform_change(identity, changes.delete(ends[0], ends[1:]))


def test_denied_change_names_the_missing_action(
    fast: Ready, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in fast.identities["reader"].items():
        monkeypatch.setenv(name, value)
    with pytest.raises(AwsError, match="dsql:CreateCluster") as denied:
        perform_change(Identity(), changes.create(ClusterSpec("eu-west-1")))
    assert denied.value.code == "AccessDeniedException"


def test_throttled_wait_continues(identity: Identity, fast: Ready, shelf: Cluster) -> None:
    progress = perform(identity, changes.protect(shelf, on=False), pause=0.02)
    while not next(progress).done:
        pass
    with inject_faults(fast, fail={"error": "ThrottlingException", "times": 4}):
        assert [seen.words for seen in progress][-1] == "ACTIVE"
