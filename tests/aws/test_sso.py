"""Identities that a browser signs in to, by way of a portal, and roles that are assumed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.credentials import SSOProvider
from botocore.tokens import SSOTokenProvider

from dsql_tui.aws.caller import caller, origin
from dsql_tui.aws.clusters import clusters
from dsql_tui.aws.identity import AwsError, Identity, SignInEnded
from dsql_tui.aws.profiles import aws_profiles
from dsql_tui.aws.tokens import sign
from dsql_tui.dsql.endpoint import endpoint_of
from dsql_tui.sandbox.ready import Ready
from tests.portal import REFRESHED, Portal, cache_file, cached, portal

ENDPOINT = endpoint_of("abcdefghijklmnopqrstuvwxyz", "us-east-1")
RENEW = "has ended: renew it with `aws sso login --profile office`"


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file that `aws sso login` writes, in a folder of this test's."""
    # botocore found the user's own when it was imported.
    for provider in (SSOProvider, SSOTokenProvider):
        monkeypatch.setattr(provider, "_SSO_TOKEN_CACHE_DIR", str(tmp_path))
    return cache_file(tmp_path)


@pytest.fixture
def center(aws: Ready, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Portal]:
    """A portal, and the AWS profile `office` that signs in there."""
    keys = {"developer": aws.env, **aws.identities}
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with portal(keys) as found:
        for name, value in found.environment.items():
            monkeypatch.setenv(name, value)
        config = tmp_path / "config"
        config.write_text(found.config("office", "reader"))
        monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
        found.tokens.add("today")
        yield found


def test_a_sign_in_of_today_lists_signs_and_says_who_it_is(center: Portal, cache: Path) -> None:
    cache.write_text(cached("today"))
    identity = Identity("office")
    assert next(clusters(identity, "us-east-1")).name == "shop"
    assert "X-Amz-Security-Token" in sign(identity, ENDPOINT, "app").text
    identity.ends = None
    assert caller(identity, "us-east-1").arn == (
        "arn:aws:sts::111122223333:assumed-role/reader/sandbox"
    )
    assert identity.ends is not None
    assert str(origin(identity)).endswith("from sso")
    assert [profile.how for profile in aws_profiles()] == ["signs in with SSO"]


@pytest.mark.parametrize(
    "left",
    [
        pytest.param("", id="never signed in"),
        pytest.param(cached("today", seconds=-60), id="over by the clock"),
        pytest.param(cached("yesterday"), id="ended by the portal"),
        pytest.param(
            cached("today", seconds=-60, refreshToken="bad", clientId="a", clientSecret="b"),
            id="not refreshed",
        ),
        pytest.param("{", id="a broken file"),
    ],
)
def test_a_sign_in_that_has_ended_is_one_sentence_with_the_command(
    center: Portal, cache: Path, left: str
) -> None:
    if left:
        cache.write_text(left)
    with pytest.raises(SignInEnded, match=RENEW):
        list(clusters(Identity("office"), "us-east-1"))
    with pytest.raises(SignInEnded, match=RENEW):
        sign(Identity("office"), ENDPOINT, "app")


def test_a_token_that_can_be_refreshed_is(center: Portal, cache: Path) -> None:
    registered = {
        "clientId": "a",
        "clientSecret": "b",
        "registrationExpiresAt": "2099-01-01T00:00:00Z",
    }
    cache.write_text(cached("today", seconds=-60, refreshToken="good", **registered))
    assert next(clusters(Identity("office"), "us-east-1")).name == "shop"
    assert REFRESHED in cache.read_text()


def test_an_open_identity_sees_its_sign_in_end_and_come_back(center: Portal, cache: Path) -> None:
    center.seconds = 60  # so that botocore asks each time
    cache.write_text(cached("today"))
    identity = Identity("office")
    sign(identity, ENDPOINT, "app")
    center.tokens.clear()
    with pytest.raises(SignInEnded, match=RENEW):
        sign(identity, ENDPOINT, "app")
    center.tokens.add("again")
    cache.write_text(cached("again"))
    identity.look_again()
    assert sign(identity, ENDPOINT, "app")


@pytest.fixture
def assuming(aws: Ready, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The AWS profiles `plain` and `careful`, which assume a role; the second asks for a code."""
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


def test_a_role_is_assumed(assuming: None) -> None:
    identity = Identity("plain")
    assert next(clusters(identity, "us-east-1")).name == "shop"
    assert caller(identity, "us-east-1").arn == (
        "arn:aws:sts::111122223333:assumed-role/reader/sandbox"
    )
    sign(identity, ENDPOINT, "app")
    assert identity.ends is not None


def test_a_role_that_takes_a_code_asks_for_it_once(assuming: None) -> None:
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return "123456"

    identity = Identity("careful", answer)
    assert next(clusters(identity, "us-east-1")).name == "shop"
    assert sign(identity, ENDPOINT, "app")
    assert asked == ["Enter MFA code for arn:aws:iam::111122223333:mfa/phone: "]


def test_a_wrong_code_and_a_role_that_is_not_ours_are_said(assuming: None) -> None:
    with pytest.raises(AwsError, match="invalid MFA one time pass code"):
        list(clusters(Identity("careful", lambda prompt: "000000"), "us-east-1"))
    with pytest.raises(AwsError, match="not authorized to perform: sts:AssumeRole on resource"):
        list(clusters(Identity("nobody"), "us-east-1"))


def test_whoever_gives_no_code_is_told_so(assuming: None) -> None:
    def leave(prompt: str) -> str:
        raise AwsError("No MFA code was given.")

    with pytest.raises(AwsError, match="No MFA code was given"):
        list(clusters(Identity("careful", leave), "us-east-1"))
