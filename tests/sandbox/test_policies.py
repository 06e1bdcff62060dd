"""The policy of a cluster: what it denies and allows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from dsql_tui.sandbox.control.sample_clusters import create_samples
from dsql_tui.sandbox.state.identities import DEVELOPER, NEWCOMER, OUTSIDER, READER, Identity
from dsql_tui.sandbox.state.policies import allows, denies

PLACE = create_samples(datetime(2026, 11, 23, tzinfo=timezone.utc))[0]
OPENING = "dsql:DbConnectAdmin"
ROLE = "arn:aws:iam::111122223333:role/reader"

MATCHES: list[tuple[str, dict[str, Any], Identity, str, bool]] = [
    ("everybody", {}, READER, OPENING, True),
    ("one action", {"Action": OPENING}, READER, OPENING, True),
    ("another action", {"Action": "dsql:DbConnect"}, READER, OPENING, False),
    ("in any case", {"Action": "dsql:dbconnect*"}, READER, OPENING, True),
    ("but this", {"NotAction": OPENING}, READER, OPENING, False),
    ("but another", {"NotAction": ["dsql:GetCluster"]}, READER, OPENING, True),
    ("the role assumed", {"Principal": {"AWS": ROLE}}, READER, OPENING, True),
    ("the session", {"Principal": {"AWS": READER.arn}}, READER, OPENING, True),
    ("the account", {"Principal": {"AWS": ["111122223333"]}}, DEVELOPER, OPENING, True),
    ("its root", {"Principal": {"AWS": f"{ROLE[:26]}root"}}, DEVELOPER, OPENING, True),
    ("somebody else", {"Principal": {"AWS": ROLE}}, DEVELOPER, OPENING, False),
    ("all but them", {"NotPrincipal": {"AWS": ROLE}}, READER, OPENING, False),
    ("this cluster", {"Resource": PLACE.cluster.arn}, READER, OPENING, True),
    ("others", {"Resource": f"{PLACE.cluster.arn[:-1]}_"}, READER, OPENING, False),
    ("by pattern", {"Resource": "arn:aws:dsql:us-*:cluster/*"}, READER, OPENING, True),
    ("outside", {"Condition": {"Null": {"aws:SourceVpc": "true"}}}, READER, OPENING, True),
    ("inside", {"Condition": {"Null": {"aws:SourceVpc": ["false"]}}}, READER, OPENING, False),
    (
        "a VPC",
        {"Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}},
        READER,
        OPENING,
        False,
    ),
    (
        "no VPC",
        {"Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}},
        READER,
        OPENING,
        True,
    ),
    (
        "a VPC if any",
        {"Condition": {"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}},
        READER,
        OPENING,
        True,
    ),
    (
        "by ARN",
        {"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/r*"}}},
        READER,
        OPENING,
        True,
    ),
    (
        "by account",
        {"Condition": {"StringEquals": {"aws:PrincipalAccount": ["1", "111122223333"]}}},
        READER,
        OPENING,
        True,
    ),
    (
        "by what nobody knows",
        {"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
        READER,
        OPENING,
        False,
    ),
]


@pytest.mark.parametrize(
    ("name", "statement", "identity", "action", "matches"),
    MATCHES,
    ids=[name for name, *_ in MATCHES],
)
def test_a_statement_applies_to_the_principals_and_actions_it_names(
    name: str, statement: dict[str, Any], identity: Identity, action: str, matches: bool
) -> None:
    whole = dict(statement)
    if "NotPrincipal" not in whole:
        whole.setdefault("Principal", "*")
    if "NotAction" not in whole:
        whole.setdefault("Action", "*")
    denied = json.dumps({"Statement": [{"Effect": "Deny", **whole}]})
    assert denies(replace(PLACE, policy=denied), identity, action) == matches
    allowed = json.dumps({"Statement": {"Effect": "Allow", **whole}})
    place = replace(PLACE, policy=allowed)
    assert allows(place, identity, action) == matches
    assert not denies(place, identity, action)


def test_another_account_is_not_let_in() -> None:
    anybody = {"Effect": "Allow", "Principal": "*", "Action": "*"}
    place = replace(PLACE, policy=json.dumps({"Statement": anybody}))
    assert not allows(place, OUTSIDER, OPENING)
    assert allows(place, NEWCOMER, OPENING)


def test_without_a_policy_nothing_is_denied_or_allowed() -> None:
    assert not denies(PLACE, NEWCOMER, OPENING)
    assert not allows(PLACE, NEWCOMER, OPENING)
