"""Identities that sign in with a browser, and assumed roles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.credentials import SSOProvider
from botocore.tokens import SSOTokenProvider

from dsql_tui.aws.caller import describe_credentials, get_caller
from dsql_tui.aws.clusters import list_clusters
from dsql_tui.aws.errors import AwsError, SignInExpired
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.profiles import list_profiles
from dsql_tui.aws.tokens import sign
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.sandbox.ready import Ready
from tests.sign_in_portal import REFRESHED, Portal, cache_path, format_cached_token, run_portal

ENDPOINT = public_endpoint("abcdefghijklmnopqrstuvwxyz", "us-east-1")
RENEW = "has expired. Run `aws sso login --profile office`"


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the path of the file that `aws sso login` writes."""
    # botocore read the user's path when it was imported.
    for provider in (SSOProvider, SSOTokenProvider):
        monkeypatch.setattr(provider, "_SSO_TOKEN_CACHE_DIR", str(tmp_path))
    return cache_path(tmp_path)


@pytest.fixture
def center(aws: Ready, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Portal]:
    """Run a portal, with an AWS profile `office` that signs in there."""
    keys = {"developer": aws.env, **aws.identities}
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with run_portal(keys) as found:
        for name, value in found.environment.items():
            monkeypatch.setenv(name, value)
        config = tmp_path / "config"
        config.write_text(found.config("office", "reader"))
        monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
        found.tokens.add("today")
        yield found


def test_valid_sign_in_lists_signs_and_identifies(center: Portal, cache: Path) -> None:
    cache.write_text(format_cached_token("today"))
    identity = Identity("office")
    assert next(list_clusters(identity, "us-east-1")).name == "shop"
    assert "X-Amz-Security-Token" in sign(identity, ENDPOINT, "app").text
    identity.expires_at = None
    assert get_caller(identity, "us-east-1").arn == (
        "arn:aws:sts::111122223333:assumed-role/reader/sandbox"
    )
    assert identity.expires_at is not None
    assert str(describe_credentials(identity)).endswith("from sso")
    assert [profile.how for profile in list_profiles()] == ["signs in with SSO"]


@pytest.mark.parametrize(
    "left",
    [
        pytest.param("", id="never signed in"),
        pytest.param(format_cached_token("today", seconds=-60), id="over by the clock"),
        pytest.param(format_cached_token("yesterday"), id="ended by the portal"),
        pytest.param(
            format_cached_token(
                "today", seconds=-60, refreshToken="bad", clientId="a", clientSecret="b"
            ),
            id="not refreshed",
        ),
        pytest.param("{", id="a broken file"),
    ],
)
def test_expired_sign_in_names_the_command(center: Portal, cache: Path, left: str) -> None:
    if left:
        cache.write_text(left)
    with pytest.raises(SignInExpired, match=RENEW):
        list(list_clusters(Identity("office"), "us-east-1"))
    with pytest.raises(SignInExpired, match=RENEW):
        sign(Identity("office"), ENDPOINT, "app")


def test_role_without_access_is_named(center: Portal, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "config").write_text(center.config("office", "stranger"))
    cache.write_text(format_cached_token("today"))
    words = (
        r"“office” gets no .* stranger in account 111122223333 \(ForbiddenException: No access\)"
    )
    with pytest.raises(AwsError, match=words + r"\. .*`aws configure sso --profile office`"):
        sign(Identity("office"), ENDPOINT, "app")


def test_refreshable_token_is_refreshed(center: Portal, cache: Path) -> None:
    registered = {
        "clientId": "a",
        "clientSecret": "b",
        "registrationExpiresAt": "2099-01-01T00:00:00Z",
    }
    cache.write_text(format_cached_token("today", seconds=-60, refreshToken="good", **registered))
    assert next(list_clusters(Identity("office"), "us-east-1")).name == "shop"
    assert REFRESHED in cache.read_text()


def test_identity_notices_an_expired_and_a_renewed_sign_in(center: Portal, cache: Path) -> None:
    center.seconds = 60  # botocore then asks each time
    cache.write_text(format_cached_token("today"))
    identity = Identity("office")
    sign(identity, ENDPOINT, "app")
    center.tokens.clear()
    with pytest.raises(SignInExpired, match=RENEW):
        sign(identity, ENDPOINT, "app")
    center.tokens.add("again")
    cache.write_text(format_cached_token("again"))
    identity.reload_credentials()
    assert sign(identity, ENDPOINT, "app")


@pytest.fixture
def assuming(aws: Ready, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Configure AWS profiles that assume a role: `plain`, and `careful`, which needs a code."""
    role = "role_arn = arn:aws:iam::111122223333:role/reader\nsource_profile = me\n"
    keys = f"aws_access_key_id = {aws.env['AWS_ACCESS_KEY_ID']}\n"
    keys += f"aws_secret_access_key = {aws.env['AWS_SECRET_ACCESS_KEY']}\n"
    config = tmp_path / "config"
    config.write_text(
        f"[profile me]\n{keys}[profile plain]\n{role}"
        f"[profile careful]\n{role}mfa_serial = arn:aws:iam::111122223333:mfa/phone\n"
        "[profile nobody]\nsource_profile = me\n"
        "role_arn = arn:aws:iam::111122223333:role/nobody\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)


def test_role_is_assumed(assuming: None) -> None:
    identity = Identity("plain")
    assert next(list_clusters(identity, "us-east-1")).name == "shop"
    assert get_caller(identity, "us-east-1").arn == (
        "arn:aws:sts::111122223333:assumed-role/reader/sandbox"
    )
    sign(identity, ENDPOINT, "app")
    assert identity.expires_at is not None


def test_role_with_mfa_asks_for_one_code(assuming: None) -> None:
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return "123456"

    identity = Identity("careful", answer)
    assert next(list_clusters(identity, "us-east-1")).name == "shop"
    assert sign(identity, ENDPOINT, "app")
    assert asked == ["Enter MFA code for arn:aws:iam::111122223333:mfa/phone: "]


def test_wrong_code_and_denied_role_are_reported(assuming: None) -> None:
    with pytest.raises(AwsError, match="invalid MFA one time pass code"):
        list(list_clusters(Identity("careful", lambda prompt: "000000"), "us-east-1"))
    with pytest.raises(AwsError, match="not authorized to perform: sts:AssumeRole on resource"):
        list(list_clusters(Identity("nobody"), "us-east-1"))


def test_missing_code_is_reported(assuming: None) -> None:
    def leave(prompt: str) -> str:
        raise AwsError("No MFA code was given.")

    with pytest.raises(AwsError, match="No MFA code was given"):
        list(list_clusters(Identity("careful", leave), "us-east-1"))
