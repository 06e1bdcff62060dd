"""What can be done to clusters: AWS's calls in their order, and what to wait for between them.

A change is a value. It is shown before it is done, `aws/changes.py` does it, and
`dsql/commands.py` writes it down for the AWS CLI.

https://docs.aws.amazon.com/aurora-dsql/latest/APIReference/Welcome.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import is_region
from dsql_tui.dsql.tags import checked_tags

POLICY_MAX = 20_480
"""Characters of a cluster's policy."""

_WITH = {
    "tags": ("dsql:TagResource",),
    "policy": ("dsql:PutClusterPolicy",),
    "kmsEncryptionKey": (
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:GenerateDataKey",
    ),
    "multiRegionProperties": ("dsql:PutMultiRegionProperties", "dsql:PutWitnessRegion"),
}
"""Parameters that take further permissions.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonauroradsql.html
"""


@dataclass(frozen=True, slots=True)
class Made:
    """Stands for the cluster that an earlier call of the same change makes in a region."""

    region: str
    part: Literal["arn", "identifier"]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of AWS's API."""

    operation: str
    region: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def actions(self) -> tuple[str, ...]:
        """The IAM actions that it takes."""
        further = [action for name in self.parameters for action in _WITH.get(name, ())]
        linked = self.parameters.get("multiRegionProperties") or {}
        if linked.get("clusters"):
            further.append("dsql:AddPeerCluster")
        if self.operation == "CreateCluster":
            further.append("iam:CreateServiceLinkedRole")
        return (f"dsql:{self.operation}", *further)


@dataclass(frozen=True, slots=True)
class Wait:
    """Ask for a cluster's status until it takes sessions, or until it is gone."""

    region: str
    identifier: str | Made
    gone: bool = False

    @property
    def actions(self) -> tuple[str, ...]:
        """The IAM action that it takes."""
        return ("dsql:GetCluster",)


Step = Call | Wait


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to clusters, step by step."""

    title: str
    """In the words of who is asked whether to do it."""
    steps: tuple[Step, ...]

    @property
    def actions(self) -> tuple[str, ...]:
        """Every IAM action that it takes, each once."""
        return tuple(dict.fromkeys(action for step in self.steps for action in step.actions))


@dataclass(frozen=True, slots=True)
class Wish:
    """A cluster that does not exist yet."""

    region: str
    name: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Beside the name."""
    protected: bool = True
    key: str = ""
    """A KMS key; without one AWS uses a key of its own."""
    policy: str = ""
    peer: str = ""
    """The region of the other end, for a multi-Region cluster."""
    witness: str = ""
    """The region that then holds the log, and no endpoint."""


def create(wish: Wish) -> Change:
    """Make a cluster, or the two ends of a multi-Region one; with a witness alone, one end.

    The second end names the first, then the first is told of the second; until then both are
    PENDING_SETUP. One end alone stays so until it is linked.
    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/multi-region-aws-cli.html

    Raises:
        ValueError: with a sentence for the user.
    """
    _check_regions(wish)
    given = _given(wish)
    called = wish.name or "a cluster"
    if wish.witness and not wish.peer:
        end = Call("CreateCluster", wish.region, {**given, **_linking(wish.witness)})
        return Change(f"Create {called} in {wish.region}, to be linked with a peer", (end,))
    if not wish.peer:
        steps: tuple[Step, ...] = (
            Call("CreateCluster", wish.region, given),
            Wait(wish.region, Made(wish.region, "identifier")),
        )
        return Change(f"Create {called} in {wish.region}", steps)
    here, there = Made(wish.region, "arn"), Made(wish.peer, "arn")
    steps = (
        Call("CreateCluster", wish.region, {**given, **_linking(wish.witness)}),
        Call("CreateCluster", wish.peer, {**given, **_linking(wish.witness, here)}),
        Call(
            "UpdateCluster",
            wish.region,
            {"identifier": Made(wish.region, "identifier"), **_linking(wish.witness, there)},
        ),
        Wait(wish.region, Made(wish.region, "identifier")),
        Wait(wish.peer, Made(wish.peer, "identifier")),
    )
    title = f"Create {called} in {wish.region} and {wish.peer}, witnessed in {wish.witness}"
    return Change(title, steps)


def link(one: Cluster, other: Cluster) -> Change:
    """Go on with a multi-Region cluster whose ends do not know each other yet.

    Raises:
        ValueError: with a sentence for the user.
    """
    for end in (one, other):
        if end.status != "PENDING_SETUP" or not end.witness:
            raise ValueError(
                f"{end.title} is {end.status}: only clusters made with a witness, and "
                "PENDING_SETUP still, can be linked."
            )
    if one.witness != other.witness:
        raise ValueError(f"Their witnesses differ: {one.witness} and {other.witness}.")
    if one.endpoint.region == other.endpoint.region:
        raise ValueError(f"Both are in {one.endpoint.region}: peers are of different regions.")
    calls = (
        _update(one, _linking(one.witness, other.arn)),
        _update(other, _linking(other.witness, one.arn)),
    )
    return Change(f"Link {one.title} with {other.title}", (*calls, _wait(one), _wait(other)))


def rename(cluster: Cluster, name: str) -> Change:
    """Give another name, which is the tag `Name`; an empty one takes it away.

    Raises:
        ValueError: with a sentence for the user.
    """
    tags = {key: value for key, value in cluster.tags.items() if key != "Name"}
    change = tag(cluster, {**tags, "Name": name.strip()} if name.strip() else tags)
    words = f"Rename {cluster.title} to {name.strip()}"
    return Change(words if name.strip() else f"Take the name from {cluster.title}", change.steps)


def tag(cluster: Cluster, tags: Mapping[str, str]) -> Change:
    """Let a cluster have these tags and no others.

    Raises:
        ValueError: with a sentence for the user.
    """
    checked_tags(tags)
    new = {key: value for key, value in tags.items() if cluster.tags.get(key) != value}
    old = [key for key in cluster.tags if key not in tags]
    named = {"resourceArn": cluster.arn}
    steps = []
    if new:
        steps.append(Call("TagResource", cluster.endpoint.region, {**named, "tags": new}))
    if old:
        steps.append(Call("UntagResource", cluster.endpoint.region, {**named, "tagKeys": old}))
    if not steps:
        raise ValueError("That is how it is already.")
    return Change(f"Change the tags of {cluster.title}", tuple(steps))


def protect(cluster: Cluster, on: bool) -> Change:
    """Protect a cluster from being deleted, or do so no longer."""
    words = "Protect {} from deletion" if on else "Let {} be deleted: protection off"
    call = _update(cluster, {"deletionProtectionEnabled": on})
    return Change(words.format(cluster.title), (call, _wait(cluster)))


def put_policy(cluster: Cluster, document: str, version: str | None) -> Change:
    """Attach a policy in place of the one of this version, if that still stands; empty: none.

    Raises:
        ValueError: with a sentence for the user.
    """
    named: dict[str, Any] = {"identifier": cluster.endpoint.identifier}
    if version is not None:
        named["expectedPolicyVersion"] = version
    if document.strip():
        if len(document) > POLICY_MAX:
            raise ValueError(f"A policy may have {POLICY_MAX:,} characters, not {len(document):,}.")
        call = Call("PutClusterPolicy", cluster.endpoint.region, {**named, "policy": document})
        return Change(f"Put a policy on {cluster.title}", (call,))
    if version is None:
        raise ValueError("There is no policy to take away.")
    call = Call("DeleteClusterPolicy", cluster.endpoint.region, named)
    return Change(f"Take the policy from {cluster.title}", (call,))


def delete(cluster: Cluster, peers: Sequence[Cluster] = ()) -> Change:
    """Delete a cluster, and its peers: one end of a multi-Region cluster waits for the other.

    Raises:
        ValueError: it is protected; the sentence says what to do.
    """
    every = (cluster, *peers)
    for end in every:
        if end.protected:
            raise ValueError(
                f"{end.title} in {end.endpoint.region} is protected from deletion. "
                "Turn its protection off first."
            )
    calls = tuple(
        Call("DeleteCluster", end.endpoint.region, {"identifier": end.endpoint.identifier})
        for end in every
    )
    waits = tuple(Wait(end.endpoint.region, end.endpoint.identifier, gone=True) for end in every)
    where = " and ".join(end.endpoint.region for end in every)
    return Change(f"Delete {cluster.title} in {where}, with all its data", (*calls, *waits))


def _given(wish: Wish) -> dict[str, Any]:
    """The parameters that both ends share."""
    tags = {**wish.tags, **({"Name": wish.name} if wish.name else {})}
    if wish.peer and wish.key.startswith("arn:"):
        raise ValueError("A key's ARN is of one region: give an alias that both regions have.")
    given: dict[str, Any] = {"deletionProtectionEnabled": wish.protected}
    if tags:
        given["tags"] = checked_tags(tags)
    if wish.key:
        given["kmsEncryptionKey"] = wish.key
    if wish.policy:
        given["policy"] = wish.policy
    return given


def _check_regions(wish: Wish) -> None:
    named = [region for region in (wish.region, wish.peer, wish.witness) if region]
    for region in named:
        if not is_region(region):
            raise ValueError(f"“{region}” is no region: us-east-1 is one.")
    if not wish.region:
        raise ValueError("A cluster needs a region.")
    if wish.peer and not wish.witness:
        raise ValueError("A multi-Region cluster needs a witness: a third region.")
    if len(set(named)) < len(named):
        raise ValueError("Region, peer and witness must be three different regions.")


def _linking(witness: str | None, *peers: str | Made) -> dict[str, Any]:
    named: dict[str, Any] = {"witnessRegion": witness}
    return {"multiRegionProperties": {**named, "clusters": list(peers)} if peers else named}


def _update(cluster: Cluster, changed: Mapping[str, Any]) -> Call:
    named = {"identifier": cluster.endpoint.identifier, **changed}
    return Call("UpdateCluster", cluster.endpoint.region, named)


def _wait(cluster: Cluster) -> Wait:
    return Wait(cluster.endpoint.region, cluster.endpoint.identifier)
