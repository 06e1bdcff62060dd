"""Tokens signed without boto3, compared with boto3's."""

from __future__ import annotations

import re
from datetime import datetime

import boto3
import pytest

from dsql_tui.aws.signing import Credentials, credentials_from_environment, presign
from dsql_tui.dsql.endpoint import public_endpoint

ENDPOINT = public_endpoint("abcdefghijklmnopqrstuvwxyz", "eu-west-1")
SESSION = "IQoJb3JpZ2luX2VjE+/=" * 40


@pytest.mark.parametrize(
    "keys", [Credentials("AKIA", "s/e+c=ret"), Credentials("ASIA", "secret", SESSION)]
)
@pytest.mark.parametrize("action", ["DbConnect", "DbConnectAdmin"])
def test_boto3_signs_the_same(keys: Credentials, action: str) -> None:
    session = boto3.Session(keys.access, keys.secret, keys.session, region_name="eu-west-1")
    client = session.client("dsql")
    generate = {
        "DbConnect": client.generate_db_connect_auth_token,
        "DbConnectAdmin": client.generate_db_connect_admin_auth_token,
    }[action]
    theirs = generate(Hostname=ENDPOINT.host, Region="eu-west-1", ExpiresIn=60)
    found = re.search(r"X-Amz-Date=(\w+)", theirs)
    assert found
    now = datetime.strptime(found[1], "%Y%m%dT%H%M%SZ")
    assert presign(keys, ENDPOINT, action, 60, now) == theirs


def test_half_of_a_key_pair_is_not_enough() -> None:
    assert credentials_from_environment({"AWS_ACCESS_KEY_ID": "AKIA"}) is None
    assert (
        credentials_from_environment({"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": ""})
        is None
    )
    assert credentials_from_environment(
        {"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "b"}
    ) == Credentials("A", "b")


def test_repr_hides_secrets() -> None:
    assert (
        repr(Credentials("AKIA", "hidden", "hidden"))
        == "Credentials(access='AKIA', expires_at=None)"
    )
