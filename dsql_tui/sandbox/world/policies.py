"""The policy of a cluster: a document that further narrows, or widens, what its account may do.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/resource-based-policies.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from dsql_tui.sandbox.world.clusters import Place
from dsql_tui.sandbox.world.fault import Fault
from dsql_tui.sandbox.world.identities import Identity

Way = Mapping[str, str]
"""What conditions can ask about the way that a request came by."""

PUBLIC: Way = {}
PRIVATE: Way = {"aws:sourcevpc": "vpc-0sandbox", "aws:sourcevpce": "vpce-0sandbox"}

_VERSIONS = ("2012-10-17", "2008-10-17")


def check(document: str) -> None:
    """Is this a policy?

    Raises:
        Fault: it is not, and why.
    """
    try:
        policy = json.loads(document)
    except ValueError as problem:
        raise _malformed(f"not JSON ({problem})") from None
    if not isinstance(policy, dict):
        raise _malformed("not an object")
    if policy.get("Version", _VERSIONS[0]) not in _VERSIONS:
        raise _malformed(f"Version must be one of {', '.join(_VERSIONS)}")
    statements = list(_statements(policy))
    if not statements:
        raise _malformed("Statement is missing")
    for statement in statements:
        _check_statement(statement)
        _check_public(statement)


def denies(place: Place, identity: Identity, action: str, way: Way = PUBLIC) -> bool:
    """Does the cluster's policy explicitly deny this?"""
    return _effect(place, identity, action, "Deny", way)


def allows(place: Place, identity: Identity, action: str, way: Way = PUBLIC) -> bool:
    """Does it allow what the identity's own policies need not? Not to another account's."""
    return identity.account == place.account and _effect(place, identity, action, "Allow", way)


def refusal(
    identity: Identity, action: str, resource: str, place: Place | None, way: Way = PUBLIC
) -> str | None:
    """AWS's sentence for why the identity may not do this; `None` where it may.

    `place` is the cluster concerned, where there is one.
    """
    words = f"User: {identity.arn} is not authorized to perform: {action} on resource: {resource} "
    if place and denies(place, identity, action, way):
        return words + "with an explicit deny in a resource-based policy"
    if identity.may(action) or (place and allows(place, identity, action, way)):
        return None
    return words + f"because no identity-based policy allows the {action} action"


def _effect(place: Place, identity: Identity, action: str, effect: str, way: Way) -> bool:
    if not place.policy:
        return False
    return any(
        statement["Effect"] == effect
        and _names_action(statement, action)
        and _names_principal(statement, identity)
        and _names_resource(statement, place)
        and _holds(statement.get("Condition", {}), identity, way)
        for statement in _statements(json.loads(place.policy))
    )


def _statements(policy: Mapping[str, Any]) -> Iterator[Any]:
    statements = policy.get("Statement", [])
    yield from statements if isinstance(statements, list) else [statements]


def _check_statement(statement: Any) -> None:
    if not isinstance(statement, dict):
        raise _malformed("a statement is no object")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise _malformed("Effect must be Allow or Deny")
    for element in ("Principal", "Action"):
        if (element in statement) == (f"Not{element}" in statement):
            raise _malformed(f"a statement has either {element} or Not{element}")
    actions = _listed(statement.get("Action", statement.get("NotAction")))
    for action in actions:
        if not isinstance(action, str) or (action != "*" and not action.startswith("dsql:")):
            raise _malformed(f"{action} is no action of dsql")
    if not isinstance(statement.get("Condition", {}), dict):
        raise _malformed("Condition is no object")


def _check_public(statement: Mapping[str, Any]) -> None:
    """AWS lets no policy through that grants access to everybody.

    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/rbp-block-public-access.html
    """
    if (
        statement["Effect"] == "Allow"
        and "*" in _principals(statement)
        and not statement.get("Condition")
    ):
        raise _malformed("it would grant public access")


def _principals(statement: Mapping[str, Any]) -> list[Any]:
    principal = statement.get("Principal", statement.get("NotPrincipal"))
    return _listed(principal.get("AWS", [])) if isinstance(principal, dict) else [principal]


def _names_action(statement: Mapping[str, Any], action: str) -> bool:
    patterns = _listed(statement.get("Action", statement.get("NotAction")))
    named = any(fnmatchcase(action.lower(), str(pattern).lower()) for pattern in patterns)
    return named == ("Action" in statement)


def _names_principal(statement: Mapping[str, Any], identity: Identity) -> bool:
    mine = {
        "*",
        identity.arn,
        identity.principal,
        identity.account,
        f"arn:aws:iam::{identity.account}:root",
    }
    return any(name in mine for name in _principals(statement)) == ("Principal" in statement)


def _names_resource(statement: Mapping[str, Any], place: Place) -> bool:
    patterns = _listed(statement.get("Resource", "*"))
    return any(fnmatchcase(place.cluster.arn, str(pattern)) for pattern in patterns)


def _holds(condition: Mapping[str, Any], identity: Identity, way: Way) -> bool:
    known = {
        **way,
        "aws:principalarn": identity.principal,
        "aws:principalaccount": identity.account,
    }
    return all(
        _compare(operator, known.get(key.lower()), [str(one) for one in _listed(wanted)])
        for operator, pairs in condition.items()
        for key, wanted in pairs.items()
    )


def _compare(operator: str, value: str | None, wanted: list[str]) -> bool:
    """One condition; operators that are not known here do not hold."""
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


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _malformed(what: str) -> Fault:
    return Fault(
        400,
        "ValidationException",
        f"The policy is malformed: {what}",
        reason="fieldValidationFailed",
        fieldList=[{"name": "policy", "message": what}],
    )
