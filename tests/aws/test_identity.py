"""What goes wrong with credentials and regions is one sentence."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from dsql_tui.aws.clusters import clusters
from dsql_tui.aws.identity import AwsError, Identity, explained
from dsql_tui.aws.tokens import sign
from dsql_tui.dsql.endpoint import endpoint_of
from dsql_tui.sandbox.ready import Ready

ENDPOINT = endpoint_of("abcdefghijklmnopqrstuvwxyz", "us-east-1")


def test_an_unknown_profile_is_named() -> None:
    with pytest.raises(AwsError, match="nobody"):
        Identity("nobody").client("us-east-1")


def test_a_region_that_cannot_be_one_is_named(identity: Identity) -> None:
    with pytest.raises(AwsError, match="no_region"):
        identity.client("no_region")


def test_without_credentials_nothing_is_signed() -> None:
    with pytest.raises(AwsError, match="credentials"):
        sign(Identity(), ENDPOINT, "admin")


def test_a_key_that_nobody_knows_is_refused_in_awss_words(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIANOBODYKNOWSTHIS1")
    with pytest.raises(AwsError, match="UnrecognizedClient"):
        list(clusters(Identity(), "us-east-1"))


def test_a_refusal_that_repeats_the_request_is_cut_before_that() -> None:
    message = (
        "The request signature we calculated does not match.\n\nThe Canonical String for this "
        "request should have been\n'POST\n/\n\nx-amz-security-token:IQoJsecret'"
    )
    said = {"Error": {"Code": "SignatureDoesNotMatch", "Message": message}}
    with pytest.raises(AwsError) as refused, explained():
        raise ClientError(said, "GetCallerIdentity")
    assert str(refused.value) == (
        "SignatureDoesNotMatch: The request signature we calculated does not match."
    )


def test_a_control_plane_out_of_reach_is_named(aws: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DSQL", "http://127.0.0.1:9")
    with pytest.raises(AwsError, match=r"127\.0\.0\.1:9"):
        list(clusters(Identity(), "us-east-1"))
