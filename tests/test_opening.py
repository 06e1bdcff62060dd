"""Opening of sessions: the credentials, when they are looked up, and errors."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from dsql_tui.aws.errors import AwsError, SignInExpired
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.profile_chain import sign_in_command
from dsql_tui.aws.tokens import sign
from dsql_tui.db.session import ConnectError
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access
from tests.faults import inject_faults

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


def profiles(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    """Configure AWS profiles, and remove keys from the environment."""
    config = folder / "config"
    config.write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)


def counting_process(ready: Ready, folder: Path, seconds: int) -> str:
    """Write a program that prints the sandbox's keys and counts its runs."""
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
def test_credentials_are_renewed_before_they_expire(
    aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, asked: int
) -> None:
    profiles(monkeypatch, tmp_path, counting_process(aws, tmp_path, seconds))
    access = replace(build_access(aws), identity=Identity("p"))
    assert access.identity.expires_at is None
    for _ in range(3):
        access.open().close()
    assert access.identity.expires_at is not None
    left = access.identity.expires_at - datetime.now(timezone.utc)
    assert timedelta(seconds=seconds - 30) < left <= timedelta(seconds=seconds)
    assert asked <= len((tmp_path / "asked").read_text()) <= 2 * asked


def test_environment_can_name_the_expiry(aws: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2126-11-24T23:00:00Z")
    access = build_access(aws)
    access.open().close()
    assert access.identity.expires_at == datetime(2126, 11, 24, 23, tzinfo=timezone.utc)


def test_concurrent_signing_looks_credentials_up_once(
    aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles(monkeypatch, tmp_path, counting_process(aws, tmp_path, 3600))
    identity, endpoint = Identity("p"), build_access(aws).endpoint
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda _: sign(identity, endpoint, "admin"), range(24)))
    assert all(token.text.startswith(endpoint.host) for token in tokens)
    assert (tmp_path / "asked").read_text() == "x"


def test_replaced_keys_are_found_when_the_old_ones_fail(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = {name: aws.env[name] for name in KEYS[:2]}
    for name, value in aws.identities["outsider"].items():
        monkeypatch.setenv(name, value)
    access = build_access(aws)
    with pytest.raises(ConnectError):
        access.open()
    for name, value in good.items():
        monkeypatch.setenv(name, value)
    access.open().close()


def read_facts(access: Access) -> dict[str, str]:
    """Return the facts of a denied opening."""
    with pytest.raises(ConnectError) as refused:
        access.open()
    return dict(refused.value.error.facts)


@pytest.mark.parametrize(
    ("who", "role", "arn"),
    [
        ("newcomer", "admin", "arn:aws:iam::111122223333:user/newcomer"),
        ("outsider", "admin", "arn:aws:iam::444455556666:user/outsider"),
        ("reader", "admin", "arn:aws:sts::111122223333:assumed-role/reader/sandbox"),
        ("developer", "nobody", "arn:aws:iam::111122223333:user/developer"),
    ],
)
def test_denied_access_has_the_facts_to_compare(
    aws: Ready, monkeypatch: pytest.MonkeyPatch, who: str, role: str, arn: str
) -> None:
    for name, value in aws.identities.get(who, {}).items():
        monkeypatch.setenv(name, value)
    access = replace(build_access(aws), role=role)
    assert read_facts(access) == {
        "database role": role,
        "needs": "dsql:DbConnectAdmin" if role == "admin" else "dsql:DbConnect",
        "identity": arn,
        "account": arn.split(":")[4],
        "region": access.endpoint.region,
        "endpoint": access.endpoint.host,
        "clock": "correct",
    }


@pytest.mark.parametrize(
    ("clock", "words"), [(3600.0, "behind AWS's: set it"), (-3600.0, "ahead of AWS's: set it")]
)
def test_wrong_clock_is_named(aws: Ready, clock: float, words: str) -> None:
    with inject_faults(aws, token_clock=clock):
        assert words in read_facts(build_access(aws))["clock"]


def test_denied_access_without_an_identity_has_the_other_facts(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    found = read_facts(replace(build_access(aws), role="nobody"))
    assert found["identity"] == "unknown: AWS did not answer"
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


def test_expired_sign_in_names_the_command(
    aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles(monkeypatch, tmp_path, SSO)
    monkeypatch.setenv("HOME", str(tmp_path))
    identity = Identity("p")
    with pytest.raises(SignInExpired) as ended:
        sign(identity, build_access(aws).endpoint, "admin")
    renew = "aws sso login --profile p"
    assert str(ended.value) == f"The sign-in of AWS profile “p” has expired. Run `{renew}`."
    assert sign_in_command(identity) == ("aws", "sso", "login", "--profile", "p")


def test_profile_without_sign_in_has_no_command(aws: Ready) -> None:
    assert sign_in_command(Identity()) == ()


def test_missing_credentials_are_reported(aws: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(AwsError, match=r"There are no AWS credentials"):
        sign(Identity(), build_access(aws).endpoint, "admin")
