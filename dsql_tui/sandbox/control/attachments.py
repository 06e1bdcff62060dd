"""What is attached to a cluster: its policy, and its tags, which are asked for by its ARN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dsql_tui.sandbox.control.calls import Call, conflict, found, not_found
from dsql_tui.sandbox.world import policies
from dsql_tui.sandbox.world.clusters import Place, Registry
from dsql_tui.sandbox.world.fault import Fault
from dsql_tui.sandbox.world.identities import Identity

TAGS = 50
"""Tags that any AWS resource may have.

https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
"""


def get_cluster_policy(registry: Registry, call: Call) -> dict[str, Any]:
    """The document as it was put."""
    place = _with_policy(registry, call)
    return {"policy": place.policy, "policyVersion": str(place.policy_version)}


def put_cluster_policy(registry: Registry, call: Call) -> dict[str, Any]:
    """A new document, unless it would keep its author from ever putting another."""
    given = call.parameters
    policies.check(given["policy"])
    with registry.held():
        place = found(registry, call)
        _check_version(place, given)
        version = place.policy_version + 1
        place = replace(place, policy=given["policy"], policy_version=version)
        if not given.get("bypassPolicyLockoutSafetyCheck"):
            _check_lockout(place, call.identity)
        registry.put(place)
    return {"policyVersion": str(version)}


def delete_cluster_policy(registry: Registry, call: Call) -> dict[str, Any]:
    """Take the document away; its version is told, and not used again."""
    with registry.held():
        place = _with_policy(registry, call)
        _check_version(place, call.parameters)
        registry.put(replace(place, policy=""))
    return {"policyVersion": str(place.policy_version)}


def list_tags_for_resource(registry: Registry, call: Call) -> dict[str, Any]:
    """All of them."""
    return {"tags": _tagged(registry, call).cluster.tags}


def tag_resource(registry: Registry, call: Call) -> dict[str, Any]:
    """Add some, or change their values."""
    with registry.held():
        place = _tagged(registry, call)
        tags = {**place.cluster.tags, **call.parameters["tags"]}
        if len(tags) > TAGS:
            raise Fault(
                402,
                "ServiceQuotaExceededException",
                f"A cluster has {TAGS} tags at most.",
                resourceId=call.parameters["resourceArn"],
                resourceType="cluster",
                serviceCode="dsql",
                quotaCode="",
            )
        registry.put(place.described(tags=tags))
    return {}


def untag_resource(registry: Registry, call: Call) -> dict[str, Any]:
    """Take some away; those that are not there do not matter."""
    with registry.held():
        place = _tagged(registry, call)
        away = frozenset(call.parameters["tagKeys"])
        kept = {name: value for name, value in place.cluster.tags.items() if name not in away}
        registry.put(place.described(tags=kept))
    return {}


def _tagged(registry: Registry, call: Call) -> Place:
    arn = call.parameters["resourceArn"]
    place = registry.by_arn(arn)
    if place is None or place.cluster.endpoint.region != call.region:
        raise not_found(arn.rpartition("/")[2])
    if place.account != call.identity.account:
        raise Fault(
            403,
            "AccessDeniedException",
            f"User: {call.identity.arn} is not authorized to access this resource",
        )
    return place


def _check_lockout(place: Place, identity: Identity) -> None:
    if policies.denies(place, identity, "dsql:PutClusterPolicy"):
        raise Fault(
            400,
            "ValidationException",
            "The policy would not let you put another: "
            "set bypassPolicyLockoutSafetyCheck if that is what you want",
            reason="other",
        )


def _check_version(place: Place, given: Mapping[str, Any]) -> None:
    expected = given.get("expectedPolicyVersion")
    current = str(place.policy_version) if place.policy else ""
    if expected is not None and expected != current:
        identifier = place.cluster.endpoint.identifier
        raise conflict(identifier, f"The policy's version is {current or 'none'}, not {expected}")


def _with_policy(registry: Registry, call: Call) -> Place:
    place = found(registry, call)
    if not place.policy:
        raise not_found(place.cluster.endpoint.identifier, "policy")
    return place
