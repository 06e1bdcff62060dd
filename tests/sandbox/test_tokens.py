"""Tokens that boto3 signs, and the errors of others."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import boto3
import pytest

from dsql_tui.dsql.endpoint import Endpoint, public_endpoint
from dsql_tui.sandbox.gateway.tokens import verify
from dsql_tui.sandbox.protocol.errors import Denied
from dsql_tui.sandbox.state.identities import DEVELOPER, IDENTITIES

HERE = public_endpoint("abcdefghijklmnopqrstuvwxyz", "eu-west-1")
ELSEWHERE = public_endpoint("zyxwvutsrqponmlkjihgfedcba", "eu-west-1")


def sign(
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
    """Build DSQL's hint, for some seconds from now."""
    now = datetime.now(timezone.utc) + timedelta(seconds=later)
    with pytest.raises(Denied) as caught:
        verify(token, HERE, role, IDENTITIES, now)
    return caught.value.hint


@pytest.mark.parametrize("role", ["admin", "app"])
@pytest.mark.parametrize("later", [-240, 0, 890])
def test_a_token_of_boto3_is_good(role: str, later: float) -> None:
    now = datetime.now(timezone.utc) + timedelta(seconds=later)
    assert verify(sign(role), HERE, role, IDENTITIES, now) == DEVELOPER


def test_the_order_of_the_fields_does_not_matter() -> None:
    host, _, query = sign().partition("/?")
    sorted_query = "&".join(sorted(query.split("&")))
    now = datetime.now(timezone.utc)
    assert sorted_query != query
    assert verify(f"{host}/?{sorted_query}", HERE, "admin", IDENTITIES, now) == DEVELOPER


def test_a_token_may_last_a_week() -> None:
    now = datetime.now(timezone.utc) + timedelta(days=6.9)
    assert verify(sign(expires=604_800), HERE, "admin", IDENTITIES, now) == DEVELOPER


@pytest.mark.parametrize(("role", "action"), [("admin", "DbConnect"), ("app", "DbConnectAdmin")])
def test_the_other_action_is_named(role: str, action: str) -> None:
    other = sign("app" if role == "admin" else "admin")
    assert hint(other, role) == f"Wrong user to action mapping. user: {role}, action: {action}"


def test_an_expired_token_is_named() -> None:
    message = hint(sign(), later=902)
    assert message is not None
    assert message.startswith("Signature expired: ")


def test_a_life_of_more_than_a_week_is_named() -> None:
    assert hint(sign(expires=604_801)) == "X-Amz-Expires must be less than a week (in seconds)"
    assert hint(sign(expires=10**30)) == "X-Amz-Expires must be less than a week (in seconds)"


SILENT = [
    ("of the future", lambda: sign(), -400),
    ("of a negative life", lambda: sign(expires=-5), 0),
    ("for another host", lambda: sign(at=ELSEWHERE), 0),
    ("for another region", lambda: sign(region="eu-west-2"), 0),
    ("of an unknown key", lambda: sign(key="AKIDUNKNOWN"), 0),
    ("of another secret", lambda: sign(secret="guessed"), 0),
    ("stretched", lambda: sign().replace("Expires=900", "Expires=9000"), 0),
    ("turned to the other action", lambda: sign("app").replace("DbConnect", "DbConnectAdmin"), 0),
    ("without a signature", lambda: sign().split("&X-Amz-Signature")[0], 0),
    ("empty", lambda: "", 0),
    ("a password", lambda: "correct horse battery staple", 0),
    ("no address", lambda: "[::1/?Action=DbConnectAdmin", 0),
    ("beyond ASCII", lambda: sign() + "é", 0),
]


@pytest.mark.parametrize(("name", "make", "later"), SILENT, ids=[name for name, *_ in SILENT])
def test_other_causes_are_kept(name: str, make, later: float) -> None:  # type: ignore[no-untyped-def]
    assert hint(make(), later=later) is None


def test_no_byte_of_it_may_change() -> None:
    token = sign()
    for place in range(0, len(token), 7):
        other = "0" if token[place] != "0" else "1"
        hint(token[:place] + other + token[place + 1 :])
