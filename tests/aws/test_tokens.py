"""Tokens for a role and a lifetime."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from dsql_tui.aws.identity import Identity
from dsql_tui.aws.tokens import sign
from dsql_tui.dsql.endpoint import public_endpoint

ENDPOINT = public_endpoint("abcdefghijklmnopqrstuvwxyz", "eu-west-1")


@pytest.mark.parametrize(("role", "action"), [("admin", "DbConnectAdmin"), ("app", "DbConnect")])
def test_token_has_host_action_region_and_lifetime(
    identity: Identity, role: str, action: str
) -> None:
    token = sign(identity, ENDPOINT, role, 60)
    host, _, query = token.text.partition("/?")
    fields = {name: values[0] for name, values in parse_qs(query).items()}
    assert host == ENDPOINT.host
    assert fields["Action"] == action
    assert fields["X-Amz-Expires"] == "60"
    assert "/eu-west-1/dsql/aws4_request" in fields["X-Amz-Credential"]


def test_invalid_lifetime_is_not_signed(identity: Identity) -> None:
    with pytest.raises(ValueError, match="a week"):
        sign(identity, ENDPOINT, "admin", 604_801)
