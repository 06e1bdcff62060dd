"""Tokens signed without boto3 are, byte for byte, those that boto3 signs."""

from __future__ import annotations

import re
from datetime import datetime

import boto3
import pytest

from dsql_tui.aws.signing import Keys, keys_of, signed
from dsql_tui.dsql.endpoint import endpoint_of

ENDPOINT = endpoint_of("abcdefghijklmnopqrstuvwxyz", "eu-west-1")
SESSION = "IQoJb3JpZ2luX2VjE+/=" * 40


@pytest.mark.parametrize("keys", [Keys("AKIA", "s/e+c=ret"), Keys("ASIA", "secret", SESSION)])
@pytest.mark.parametrize("action", ["DbConnect", "DbConnectAdmin"])
def test_boto3_signs_the_same(keys: Keys, action: str) -> None:
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
    assert signed(keys, ENDPOINT, action, 60, now) == theirs


def test_half_of_a_pair_is_no_credentials() -> None:
    assert keys_of({"AWS_ACCESS_KEY_ID": "AKIA"}) is None
    assert keys_of({"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": ""}) is None
    assert keys_of({"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "b"}) == Keys("A", "b")


def test_no_secret_is_shown() -> None:
    assert repr(Keys("AKIA", "hidden", "hidden")) == "Keys(access='AKIA', ends=None)"
