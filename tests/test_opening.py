"""Opening a session: whose credentials, looked up when, and what is said where they do not do."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from dsql_tui.aws.identity import AwsError, Identity, SignInEnded, sign_in_command
from dsql_tui.aws.tokens import sign
from dsql_tui.db.session import OpeningRefused
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import access_of
from tests.arming import armed

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


def profiles(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    """Configure AWS profiles, and no keys beside them."""
    config = folder / "config"
    config.write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)


def counting_process(ready: Ready, folder: Path, seconds: int) -> str:
    """A program that gives out the sandbox's keys for so long, and notes that it was asked."""
    keys = {
        "Version": 1,
        "AccessKeyId": ready.env["AWS_ACCESS_KEY_ID"],
        "SecretAccessKey": ready.env["AWS_SECRET_ACCESS_KEY"],
        "Expiration": (datetime.now(timezone.utc) + timedelta(seconds=seconds)).isoformat(),
    }
    program = folder / "program.py"
    program.write_text(
        f"open({str(folder / 'asked')!r}, 'a').write('x')\nprint({json.dumps(keys)!r})\n"
    )
    return f"[profile p]\nregion = us-east-1\ncredential_process = {sys.executable} {program}\n"


@pytest.mark.parametrize(("seconds", "asked"), [(3600, 1), (300, 3)])
def test_credentials_are_looked_up_again_near_their_end_and_when_that_is_is_known(
    aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, asked: int
) -> None:
    profiles(monkeypatch, tmp_path, counting_process(aws, tmp_path, seconds))
    access = replace(access_of(aws), identity=Identity("p"))
    assert access.identity.ends is None
    for _ in range(3):
        access.open().close()
    assert access.identity.ends is not None
    left = access.identity.ends - datetime.now(timezone.utc)
    assert timedelta(seconds=seconds - 30) < left <= timedelta(seconds=seconds)
    assert asked <= len((tmp_path / "asked").read_text()) <= 2 * asked


def test_the_environment_may_say_when_its_credentials_end(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2126-11-24T23:00:00Z")
    access = access_of(aws)
    access.open().close()
    assert access.identity.ends == datetime(2126, 11, 24, 23, tzinfo=timezone.utc)


def test_many_who_sign_at_once_ask_for_credentials_once(
    aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles(monkeypatch, tmp_path, counting_process(aws, tmp_path, 3600))
    identity, endpoint = Identity("p"), access_of(aws).endpoint
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda _: sign(identity, endpoint, "admin"), range(24)))
    assert all(token.text.startswith(endpoint.host) for token in tokens)
    assert (tmp_path / "asked").read_text() == "x"


def test_keys_that_another_program_replaced_are_found_when_the_old_ones_fail(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = {name: aws.env[name] for name in KEYS[:2]}
    for name, value in aws.identities["outsider"].items():
        monkeypatch.setenv(name, value)
    access = access_of(aws)
    with pytest.raises(OpeningRefused):
        access.open()
    for name, value in good.items():
        monkeypatch.setenv(name, value)
    access.open().close()


def compared(access: Access) -> dict[str, str]:
    """What a denied opening gives to compare."""
    with pytest.raises(OpeningRefused) as refused:
        access.open()
    return dict(refused.value.refusal.facts)


@pytest.mark.parametrize(
    ("who", "role", "arn"),
    [
        ("newcomer", "admin", "arn:aws:iam::111122223333:user/newcomer"),
        ("outsider", "admin", "arn:aws:iam::444455556666:user/outsider"),
        ("reader", "admin", "arn:aws:sts::111122223333:assumed-role/reader/sandbox"),
        ("developer", "nobody", "arn:aws:iam::111122223333:user/developer"),
    ],
)
def test_access_denied_shows_who_asked_for_what_and_where(
    aws: Ready, monkeypatch: pytest.MonkeyPatch, who: str, role: str, arn: str
) -> None:
    for name, value in aws.identities.get(who, {}).items():
        monkeypatch.setenv(name, value)
    access = replace(access_of(aws), role=role)
    assert compared(access) == {
        "database role": role,
        "needs": "dsql:DbConnectAdmin" if role == "admin" else "dsql:DbConnect",
        "identity": arn,
        "account": arn.split(":")[4],
        "region": access.endpoint.region,
        "endpoint": access.endpoint.host,
        "clock": "right",
    }


@pytest.mark.parametrize(
    ("clock", "words"), [(3600.0, "behind AWS's: set it"), (-3600.0, "ahead of AWS's: set it")]
)
def test_a_wrong_clock_is_named(aws: Ready, clock: float, words: str) -> None:
    with armed(aws, token_clock=clock):
        assert words in compared(access_of(aws))["clock"]


def test_where_aws_does_not_say_who_we_are_the_rest_is_shown(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    found = compared(replace(access_of(aws), role="nobody"))
    assert found["identity"] == "AWS does not say"
    assert found["clock"] == "not compared with AWS's"


SSO = """
[profile p]
region = us-east-1
sso_session = corp
sso_account_id = 111122223333
sso_role_name = reader
[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.awsapps.com/start
"""


def test_an_ended_sign_in_is_one_sentence_with_the_command_that_renews_it(
    aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles(monkeypatch, tmp_path, SSO)
    monkeypatch.setenv("HOME", str(tmp_path))
    identity = Identity("p")
    with pytest.raises(SignInEnded) as ended:
        sign(identity, access_of(aws).endpoint, "admin")
    renew = "aws sso login --profile p"
    assert (
        str(ended.value) == f"The sign-in of this AWS profile has ended: renew it with `{renew}`."
    )
    assert sign_in_command(identity) == ("aws", "sso", "login", "--profile", "p")


def test_without_a_sign_in_there_is_no_such_command(aws: Ready) -> None:
    assert sign_in_command(Identity()) == ()


def test_no_credentials_at_all_are_said_in_one_sentence(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(AwsError, match=r"There are no AWS credentials"):
        sign(Identity(), access_of(aws).endpoint, "admin")
