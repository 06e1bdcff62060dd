"""Resource-based policies, which narrow or widen what an account may do with a cluster.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/resource-based-policies.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from dsql_tui.sandbox.state.api_error import ApiError
from dsql_tui.sandbox.state.clusters import ClusterRecord
from dsql_tui.sandbox.state.identities import Identity

Way = Mapping[str, str]
"""The facts about a request's way to the cluster that conditions can test."""

PUBLIC: Way = {}
PRIVATE: Way = {"aws:sourcevpc": "vpc-0sandbox", "aws:sourcevpce": "vpce-0sandbox"}

_VERSIONS = ("2012-10-17", "2008-10-17")


def check(document: str) -> None:
    """Check that a document is a policy.

    Raises:
        ApiError: it is not.
    """
    try:
        policy = json.loads(document)
    except ValueError as problem:
        raise _policy_error(f"not JSON ({problem})") from None
    if not isinstance(policy, dict):
        raise _policy_error("not an object")
    if policy.get("Version", _VERSIONS[0]) not in _VERSIONS:
        raise _policy_error(f"Version must be one of {', '.join(_VERSIONS)}")
    statements = list(_statements(policy))
    if not statements:
        raise _policy_error("Statement is missing")
    for statement in statements:
        _check_statement(statement)
        _check_public(statement)


def denies(record: ClusterRecord, identity: Identity, action: str, way: Way = PUBLIC) -> bool:
    """Return whether the cluster's policy explicitly denies an action."""
    return _effect(record, identity, action, "Deny", way)


def allows(record: ClusterRecord, identity: Identity, action: str, way: Way = PUBLIC) -> bool:
    """Return whether the cluster's policy allows an action, to an identity of its account."""
    return identity.account == record.account and _effect(record, identity, action, "Allow", way)


def find_denial(
    identity: Identity, action: str, resource: str, record: ClusterRecord | None, way: Way = PUBLIC
) -> str | None:
    """Return AWS's reason why an identity may not do something, or `None` if it may.

    `record` is the cluster concerned, if there is one.
    """
    words = f"User: {identity.arn} is not authorized to perform: {action} on resource: {resource} "
    if record and denies(record, identity, action, way):
        return words + "with an explicit deny in a resource-based policy"
    if identity.may(action) or (record and allows(record, identity, action, way)):
        return None
    return words + f"because no identity-based policy allows the {action} action"


def _effect(record: ClusterRecord, identity: Identity, action: str, effect: str, way: Way) -> bool:
    if not record.policy:
        return False
    return any(
        statement["Effect"] == effect
        and _matches_action(statement, action)
        and _matches_principal(statement, identity)
        and _matches_resource(statement, record)
        and _holds(statement.get("Condition", {}), identity, way)
        for statement in _statements(json.loads(record.policy))
    )


def _statements(policy: Mapping[str, Any]) -> Iterator[Any]:
    statements = policy.get("Statement", [])
    yield from statements if isinstance(statements, list) else [statements]


def _check_statement(statement: Any) -> None:
    if not isinstance(statement, dict):
        raise _policy_error("a statement is not an object")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise _policy_error("Effect must be Allow or Deny")
    for element in ("Principal", "Action"):
        if (element in statement) == (f"Not{element}" in statement):
            raise _policy_error(f"a statement has either {element} or Not{element}")
    actions = _as_list(statement.get("Action", statement.get("NotAction")))
    for action in actions:
        if not isinstance(action, str) or (action != "*" and not action.startswith("dsql:")):
            raise _policy_error(f"{action} is not an action of dsql")
    if not isinstance(statement.get("Condition", {}), dict):
        raise _policy_error("Condition is not an object")


def _check_public(statement: Mapping[str, Any]) -> None:
    """Reject a policy that grants access to everybody, as AWS does.

    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/rbp-block-public-access.html
    """
    if (
        statement["Effect"] == "Allow"
        and "*" in _principals(statement)
        and not statement.get("Condition")
    ):
        raise _policy_error("it would grant public access")


def _principals(statement: Mapping[str, Any]) -> list[Any]:
    principal = statement.get("Principal", statement.get("NotPrincipal"))
    return _as_list(principal.get("AWS", [])) if isinstance(principal, dict) else [principal]


def _matches_action(statement: Mapping[str, Any], action: str) -> bool:
    patterns = _as_list(statement.get("Action", statement.get("NotAction")))
    named = any(fnmatchcase(action.lower(), str(pattern).lower()) for pattern in patterns)
    return named == ("Action" in statement)


def _matches_principal(statement: Mapping[str, Any], identity: Identity) -> bool:
    mine = {
        "*",
        identity.arn,
        identity.principal,
        identity.account,
        f"arn:aws:iam::{identity.account}:root",
    }
    return any(name in mine for name in _principals(statement)) == ("Principal" in statement)


def _matches_resource(statement: Mapping[str, Any], record: ClusterRecord) -> bool:
    patterns = _as_list(statement.get("Resource", "*"))
    return any(fnmatchcase(record.cluster.arn, str(pattern)) for pattern in patterns)


def _holds(condition: Mapping[str, Any], identity: Identity, way: Way) -> bool:
    known = {
        **way,
        "aws:principalarn": identity.principal,
        "aws:principalaccount": identity.account,
    }
    return all(
        _compare(operator, known.get(key.lower()), [str(one) for one in _as_list(wanted)])
        for operator, pairs in condition.items()
        for key, wanted in pairs.items()
    )


def _compare(operator: str, value: str | None, wanted: list[str]) -> bool:
    """Return whether one condition holds; unknown operators do not."""
    plain = operator.removesuffix("IfExists")
    if plain == "Null":
        return (value is None) == (wanted[0].lower() == "true")
    negated = "Not" in plain
    if value is None:
        return negated or plain != operator
    if plain in ("StringEquals", "StringNotEquals", "ArnEquals", "ArnNotEquals"):
        return (value in wanted) != negated
    if plain in ("StringLike", "StringNotLike", "ArnLike", "ArnNotLike"):
        return any(fnmatchcase(value, pattern) for pattern in wanted) != negated
    return False


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _policy_error(what: str) -> ApiError:
    return ApiError(
        400,
        "ValidationException",
        f"The policy is malformed: {what}",
        reason="fieldValidationFailed",
        fieldList=[{"name": "policy", "message": what}],
    )
