"""The operations on a cluster's policy and on its tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dsql_tui.sandbox.control.calls import Call, conflict_error, find_cluster, not_found_error
from dsql_tui.sandbox.state import policies
from dsql_tui.sandbox.state.api_error import ApiError
from dsql_tui.sandbox.state.clusters import ClusterRecord, Registry
from dsql_tui.sandbox.state.identities import Identity

MAX_TAGS = 50
"""The most tags of an AWS resource.

https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
"""


def get_cluster_policy(registry: Registry, call: Call) -> dict[str, Any]:
    """Return the policy as it was put."""
    record = _find_with_policy(registry, call)
    return {"policy": record.policy, "policyVersion": str(record.policy_version)}


def put_cluster_policy(registry: Registry, call: Call) -> dict[str, Any]:
    """Put a policy, unless it would keep its author from putting another."""
    given = call.parameters
    policies.check(given["policy"])
    with registry.lock():
        record = find_cluster(registry, call)
        _check_version(record, given)
        version = record.policy_version + 1
        record = replace(record, policy=given["policy"], policy_version=version)
        if not given.get("bypassPolicyLockoutSafetyCheck"):
            _check_lockout(record, call.identity)
        registry.put(record)
    return {"policyVersion": str(version)}


def delete_cluster_policy(registry: Registry, call: Call) -> dict[str, Any]:
    """Delete the policy, and return its version, which is not used again."""
    with registry.lock():
        record = _find_with_policy(registry, call)
        _check_version(record, call.parameters)
        registry.put(replace(record, policy=""))
    return {"policyVersion": str(record.policy_version)}


def list_tags_for_resource(registry: Registry, call: Call) -> dict[str, Any]:
    """Return all tags."""
    return {"tags": _find_tagged_cluster(registry, call).cluster.tags}


def tag_resource(registry: Registry, call: Call) -> dict[str, Any]:
    """Add tags, or change their values."""
    with registry.lock():
        record = _find_tagged_cluster(registry, call)
        tags = {**record.cluster.tags, **call.parameters["tags"]}
        if len(tags) > MAX_TAGS:
            raise ApiError(
                402,
                "ServiceQuotaExceededException",
                f"A cluster has {MAX_TAGS} tags at most.",
                resourceId=call.parameters["resourceArn"],
                resourceType="cluster",
                serviceCode="dsql",
                quotaCode="",
            )
        registry.put(record.with_cluster(tags=tags))
    return {}


def untag_resource(registry: Registry, call: Call) -> dict[str, Any]:
    """Remove tags; unknown ones are ignored."""
    with registry.lock():
        record = _find_tagged_cluster(registry, call)
        away = frozenset(call.parameters["tagKeys"])
        kept = {name: value for name, value in record.cluster.tags.items() if name not in away}
        registry.put(record.with_cluster(tags=kept))
    return {}


def _find_tagged_cluster(registry: Registry, call: Call) -> ClusterRecord:
    arn = call.parameters["resourceArn"]
    record = registry.find_by_arn(arn)
    if record is None or record.cluster.endpoint.region != call.region:
        raise not_found_error(arn.rpartition("/")[2])
    if record.account != call.identity.account:
        raise ApiError(
            403,
            "AccessDeniedException",
            f"User: {call.identity.arn} is not authorized to access this resource",
        )
    return record


def _check_lockout(record: ClusterRecord, identity: Identity) -> None:
    if policies.denies(record, identity, "dsql:PutClusterPolicy"):
        raise ApiError(
            400,
            "ValidationException",
            "The policy would not let you put another: "
            "set bypassPolicyLockoutSafetyCheck if that is what you want",
            reason="other",
        )


def _check_version(record: ClusterRecord, given: Mapping[str, Any]) -> None:
    expected = given.get("expectedPolicyVersion")
    current = str(record.policy_version) if record.policy else ""
    if expected is not None and expected != current:
        identifier = record.cluster.endpoint.identifier
        raise conflict_error(
            identifier, f"The policy's version is {current or 'none'}, not {expected}"
        )


def _find_with_policy(registry: Registry, call: Call) -> ClusterRecord:
    record = find_cluster(registry, call)
    if not record.policy:
        raise not_found_error(record.cluster.endpoint.identifier, "policy")
    return record
