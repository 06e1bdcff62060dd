"""Errors of credentials and regions as one sentence."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from dsql_tui.aws.clusters import list_clusters
from dsql_tui.aws.errors import AwsError, translate_errors
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.tokens import sign
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.sandbox.ready import Ready

ENDPOINT = public_endpoint("abcdefghijklmnopqrstuvwxyz", "us-east-1")


def test_unknown_profile_is_named() -> None:
    with pytest.raises(AwsError, match="nobody"):
        Identity("nobody").client("us-east-1")


def test_invalid_region_is_named(identity: Identity) -> None:
    with pytest.raises(AwsError, match="no_region"):
        identity.client("no_region")


def test_signing_needs_credentials() -> None:
    with pytest.raises(AwsError, match="credentials"):
        sign(Identity(), ENDPOINT, "admin")


def test_unknown_key_is_refused_with_awss_message(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIANOBODYKNOWSTHIS1")
    with pytest.raises(AwsError, match="UnrecognizedClient"):
        list(list_clusters(Identity(), "us-east-1"))


def test_repeated_request_is_cut_from_a_message() -> None:
    message = (
        "The request signature we calculated does not match.\n\nThe Canonical String for this "
        "request should have been\n'POST\n/\n\nx-amz-security-token:IQoJsecret'"
    )
    said = {"Error": {"Code": "SignatureDoesNotMatch", "Message": message}}
    with pytest.raises(AwsError) as refused, translate_errors():
        raise ClientError(said, "GetCallerIdentity")
    assert str(refused.value) == (
        "SignatureDoesNotMatch: The request signature we calculated does not match."
    )


def test_unreachable_control_plane_is_named(aws: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DSQL", "http://127.0.0.1:9")
    with pytest.raises(AwsError, match=r"127\.0\.0\.1:9"):
        list(list_clusters(Identity(), "us-east-1"))
