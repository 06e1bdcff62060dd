"""Tokens as boto3 signs them, and what is wrong with others."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import boto3
import pytest

from dsql_tui.dsql.endpoint import Endpoint, endpoint_of
from dsql_tui.sandbox.gateway.tokens import verify
from dsql_tui.sandbox.protocol.refusals import Denied
from dsql_tui.sandbox.world.identities import DEVELOPER, IDENTITIES

HERE = endpoint_of("abcdefghijklmnopqrstuvwxyz", "eu-west-1")
ELSEWHERE = endpoint_of("zyxwvutsrqponmlkjihgfedcba", "eu-west-1")


def signed(
    role: str = "admin",
    at: Endpoint = HERE,
    region: str = "eu-west-1",
    key: str = DEVELOPER.access_key,
    secret: str = DEVELOPER.secret_key,
    expires: int = 900,
) -> str:
    client = boto3.client(
        "dsql", region_name=region, aws_access_key_id=key, aws_secret_access_key=secret
    )
    if role == "admin":
        return str(client.generate_db_connect_admin_auth_token(at.host, ExpiresIn=expires))
    return str(client.generate_db_connect_auth_token(at.host, ExpiresIn=expires))


def hint(token: str, role: str = "admin", later: float = 0) -> str | None:
    """DSQL's hint, some seconds from now."""
    now = datetime.now(timezone.utc) + timedelta(seconds=later)
    with pytest.raises(Denied) as caught:
        verify(token, HERE, role, IDENTITIES, now)
    return caught.value.hint


@pytest.mark.parametrize("role", ["admin", "app"])
@pytest.mark.parametrize("later", [-240, 0, 890])
def test_a_token_of_boto3_is_good(role: str, later: float) -> None:
    now = datetime.now(timezone.utc) + timedelta(seconds=later)
    assert verify(signed(role), HERE, role, IDENTITIES, now) == DEVELOPER


def test_the_order_of_the_fields_does_not_matter() -> None:
    host, _, query = signed().partition("/?")
    sorted_query = "&".join(sorted(query.split("&")))
    now = datetime.now(timezone.utc)
    assert sorted_query != query
    assert verify(f"{host}/?{sorted_query}", HERE, "admin", IDENTITIES, now) == DEVELOPER


def test_a_token_may_last_a_week() -> None:
    now = datetime.now(timezone.utc) + timedelta(days=6.9)
    assert verify(signed(expires=604_800), HERE, "admin", IDENTITIES, now) == DEVELOPER


@pytest.mark.parametrize(("role", "action"), [("admin", "DbConnect"), ("app", "DbConnectAdmin")])
def test_the_other_action_is_told(role: str, action: str) -> None:
    other = signed("app" if role == "admin" else "admin")
    assert hint(other, role) == f"Wrong user to action mapping. user: {role}, action: {action}"


def test_that_it_has_expired_is_told() -> None:
    told = hint(signed(), later=902)
    assert told is not None
    assert told.startswith("Signature expired: ")


SILENT = [
    ("of the future", lambda: signed(), -400),
    ("longer than a week", lambda: signed(expires=604_801), 0),
    ("of a negative life", lambda: signed(expires=-5), 0),
    ("for another host", lambda: signed(at=ELSEWHERE), 0),
    ("for another region", lambda: signed(region="eu-west-2"), 0),
    ("of an unknown key", lambda: signed(key="AKIDUNKNOWN"), 0),
    ("of another secret", lambda: signed(secret="guessed"), 0),
    ("stretched", lambda: signed().replace("Expires=900", "Expires=9000"), 0),
    ("turned to the other action", lambda: signed("app").replace("DbConnect", "DbConnectAdmin"), 0),
    ("without a signature", lambda: signed().split("&X-Amz-Signature")[0], 0),
    ("empty", lambda: "", 0),
    ("a password", lambda: "correct horse battery staple", 0),
    ("no address", lambda: "[::1/?Action=DbConnectAdmin", 0),
    ("beyond ASCII", lambda: signed() + "é", 0),
]


@pytest.mark.parametrize(("name", "make", "later"), SILENT, ids=[name for name, *_ in SILENT])
def test_other_causes_are_kept(name: str, make, later: float) -> None:  # type: ignore[no-untyped-def]
    assert hint(make(), later=later) is None


def test_no_byte_of_it_may_change() -> None:
    token = signed()
    for place in range(0, len(token), 7):
        other = "0" if token[place] != "0" else "1"
        hint(token[:place] + other + token[place + 1 :])
