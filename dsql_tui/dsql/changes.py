"""Changes of clusters: AWS API calls in order, and what to wait for between them.

A change is a value. It is shown before it is made; `aws/changes.py` makes it, and
`dsql/commands.py` writes it as commands of the AWS CLI.

https://docs.aws.amazon.com/aurora-dsql/latest/APIReference/Welcome.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.regions import check_region
from dsql_tui.dsql.tags import check_tags

POLICY_MAX = 20_480
"""Characters that a cluster's policy may have."""

_WITH = {
    "tags": ("dsql:TagResource",),
    "policy": ("dsql:PutClusterPolicy",),
    "kmsEncryptionKey": ("kms:DescribeKey", "kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"),
    "targetDefinition": ("iam:PassRole",),
    "multiRegionProperties": ("dsql:PutMultiRegionProperties", "dsql:PutWitnessRegion"),
}
"""Parameters that need further permissions.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonauroradsql.html
"""


@dataclass(frozen=True, slots=True)
class CreatedCluster:
    """A reference to the cluster that an earlier call of the change creates in a region."""

    region: str
    part: Literal["arn", "identifier"]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the AWS API."""

    operation: str
    region: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def actions(self) -> tuple[str, ...]:
        """The IAM actions that it needs."""
        further = [action for name in self.parameters for action in _WITH.get(name, ())]
        linked = self.parameters.get("multiRegionProperties") or {}
        if linked.get("clusters"):
            further.append("dsql:AddPeerCluster")
        if self.operation == "CreateCluster":
            further.append("iam:CreateServiceLinkedRole")
        return (f"dsql:{self.operation}", *further)


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait until a cluster accepts sessions, or until it is gone."""

    region: str
    identifier: str | CreatedCluster
    gone: bool = False

    @property
    def actions(self) -> tuple[str, ...]:
        """The IAM action that it needs."""
        return ("dsql:GetCluster",)


Step = Call | Wait


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one or more clusters, step by step."""

    title: str
    """The change in an imperative phrase, for the question before it."""
    steps: tuple[Step, ...]

    @property
    def actions(self) -> tuple[str, ...]:
        """All IAM actions that it needs, each once."""
        return tuple(dict.fromkeys(action for step in self.steps for action in step.actions))


@dataclass(frozen=True, slots=True)
class ClusterSpec:
    """A cluster to create."""

    region: str
    name: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Tags beside the name."""
    protected: bool = True
    key: str = ""
    """A KMS key; empty for an AWS-owned key."""
    policy: str = ""
    peer: str = ""
    """The second region of a multi-Region cluster."""
    witness: str = ""
    """The region that holds the log and has no endpoint."""


def create(spec: ClusterSpec) -> Change:
    """Create a cluster, both clusters of a multi-Region pair, or one of them (with a witness only).

    The second cluster names the first, then the first is updated to name the second. Until then
    both are PENDING_SETUP; a single one stays so until it is linked.
    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/multi-region-aws-cli.html

    Raises:
        ValueError: The message is a sentence for the user.
    """
    _check_regions(spec)
    given = _shared_parameters(spec)
    called = spec.name or "a cluster"
    if spec.witness and not spec.peer:
        end = Call("CreateCluster", spec.region, {**given, **_multi_region(spec.witness)})
        return Change(f"Create {called} in {spec.region}, to be linked with a peer", (end,))
    if not spec.peer:
        steps: tuple[Step, ...] = (
            Call("CreateCluster", spec.region, given),
            Wait(spec.region, CreatedCluster(spec.region, "identifier")),
        )
        return Change(f"Create {called} in {spec.region}", steps)
    here, there = CreatedCluster(spec.region, "arn"), CreatedCluster(spec.peer, "arn")
    steps = (
        Call("CreateCluster", spec.region, {**given, **_multi_region(spec.witness)}),
        Call("CreateCluster", spec.peer, {**given, **_multi_region(spec.witness, here)}),
        Call(
            "UpdateCluster",
            spec.region,
            {
                "identifier": CreatedCluster(spec.region, "identifier"),
                **_multi_region(spec.witness, there),
            },
        ),
        Wait(spec.region, CreatedCluster(spec.region, "identifier")),
        Wait(spec.peer, CreatedCluster(spec.peer, "identifier")),
    )
    title = f"Create {called} in {spec.region} and {spec.peer}, witnessed in {spec.witness}"
    return Change(title, steps)


def link(one: Cluster, other: Cluster) -> Change:
    """Link two clusters that were created with a witness.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    for end in (one, other):
        if end.status != "PENDING_SETUP" or not end.witness:
            raise ValueError(
                f"{end.title} is {end.status}. Only clusters that were created with a witness and "
                "are still PENDING_SETUP can be linked."
            )
    if one.witness != other.witness:
        raise ValueError(f"The witnesses differ: {one.witness} and {other.witness}.")
    if one.endpoint.region == other.endpoint.region:
        raise ValueError(f"Peers must be in different regions; both are in {one.endpoint.region}.")
    calls = (
        _update(one, _multi_region(one.witness, other.arn)),
        _update(other, _multi_region(other.witness, one.arn)),
    )
    return Change(f"Link {one.title} with {other.title}", (*calls, _wait(one), _wait(other)))


def rename(cluster: Cluster, name: str) -> Change:
    """Rename a cluster, by its tag `Name`; an empty name removes the tag.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    if (name := name.strip()) == cluster.name:
        raise ValueError("The name is unchanged.")
    tags = {key: value for key, value in cluster.tags.items() if key != "Name"}
    change = tag(cluster, {**tags, "Name": name} if name else tags)
    words = f"Rename {cluster.title} to {name}" if name else f"Remove the name of {cluster.title}"
    return Change(words, change.steps)


def tag(cluster: Cluster, tags: Mapping[str, str]) -> Change:
    """Replace the tags of a cluster.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    check_tags(tags)
    new = {key: value for key, value in tags.items() if cluster.tags.get(key) != value}
    old = [key for key in cluster.tags if key not in tags]
    named = {"resourceArn": cluster.arn}
    steps = []
    if new:
        steps.append(Call("TagResource", cluster.endpoint.region, {**named, "tags": new}))
    if old:
        steps.append(Call("UntagResource", cluster.endpoint.region, {**named, "tagKeys": old}))
    if not steps:
        raise ValueError("The tags are unchanged.")
    return Change(f"Change the tags of {cluster.title}", tuple(steps))


def protect(cluster: Cluster, on: bool) -> Change:
    """Turn a cluster's deletion protection on or off."""
    steps = _update(cluster, {"deletionProtectionEnabled": on}), _wait(cluster)
    return Change(f"Turn {'on' if on else 'off'} deletion protection of {cluster.title}", steps)


def put_policy(cluster: Cluster, document: str, version: str | None) -> Change:
    """Replace the policy if it still has this version; an empty document deletes it.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    named: dict[str, Any] = {"identifier": cluster.endpoint.identifier}
    if version is not None:
        named["expectedPolicyVersion"] = version
    if document.strip():
        if len(document) > POLICY_MAX:
            raise ValueError(f"A policy may have {POLICY_MAX:,} characters, not {len(document):,}.")
        call = Call("PutClusterPolicy", cluster.endpoint.region, {**named, "policy": document})
        return Change(f"Set the policy of {cluster.title}", (call,))
    if version is None:
        raise ValueError("There is no policy to delete.")
    call = Call("DeleteClusterPolicy", cluster.endpoint.region, named)
    return Change(f"Delete the policy of {cluster.title}", (call,))


def delete(cluster: Cluster, peers: Sequence[Cluster] = ()) -> Change:
    """Delete a cluster and its peers, since one of a pair waits for the other.

    Raises:
        ValueError: One is protected; the message says what to do.
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


def _shared_parameters(spec: ClusterSpec) -> dict[str, Any]:
    """Return the parameters that both clusters of a pair share."""
    tags = {**spec.tags, **({"Name": spec.name} if spec.name else {})}
    if spec.peer and spec.key.startswith("arn:"):
        raise ValueError("A key's ARN belongs to one region. Give an alias that both have.")
    given: dict[str, Any] = {"deletionProtectionEnabled": spec.protected}
    if tags:
        given["tags"] = check_tags(tags)
    if spec.key:
        given["kmsEncryptionKey"] = spec.key
    if spec.policy:
        given["policy"] = spec.policy
    return given


def _check_regions(spec: ClusterSpec) -> None:
    named = [region for region in (spec.region, spec.peer, spec.witness) if region]
    for region in named:
        check_region(region)
    if not spec.region:
        raise ValueError("A cluster needs a region.")
    if spec.peer and not spec.witness:
        raise ValueError("A multi-Region cluster needs a witness: a third region.")
    if len(set(named)) < len(named):
        raise ValueError("Region, peer and witness must be three different regions.")


def _multi_region(witness: str | None, *peers: str | CreatedCluster) -> dict[str, Any]:
    named: dict[str, Any] = {"witnessRegion": witness}
    return {"multiRegionProperties": {**named, "clusters": list(peers)} if peers else named}


def _update(cluster: Cluster, changed: Mapping[str, Any]) -> Call:
    named = {"identifier": cluster.endpoint.identifier, **changed}
    return Call("UpdateCluster", cluster.endpoint.region, named)


def _wait(cluster: Cluster) -> Wait:
    return Wait(cluster.endpoint.region, cluster.endpoint.identifier)
