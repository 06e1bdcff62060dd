"""Failing credentials: one sentence with the profile that fails and a remedy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from dsql_tui.aws.caller import describe_credentials, get_caller
from dsql_tui.aws.clusters import list_clusters
from dsql_tui.aws.errors import AwsError, CredentialsRejected, NoCredentials, SignInExpired
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.profile_chain import sign_in_command
from dsql_tui.aws.tokens import sign
from dsql_tui.cli import run
from dsql_tui.dsql.endpoint import public_endpoint
from tests.token_service import EXPIRED_KEY, EXPIRED_TOKEN, UNKNOWN_KEY, run_token_service

HOST = "abcdefghijklmnopqrstuvwxyz.dsql.us-east-1.on.aws"
ENDPOINT = public_endpoint("abcdefghijklmnopqrstuvwxyz", "us-east-1")
ROLE = "role_arn = arn:aws:iam::111122223333:role/app"
CONFIG = f"""
[profile mfa]
{ROLE}
source_profile = keys
mfa_serial = arn:aws:iam::111122223333:mfa/me
[profile keys]
aws_access_key_id = AKIA0000000000000000
aws_secret_access_key = none
[profile missing]
credential_process = /nonexistent/program --flag
[profile failing]
credential_process = {{folder}}/fail
[profile garbage]
credential_process = {{folder}}/garbage
[profile a-list]
credential_process = {{folder}}/a-list
[profile expired]
credential_process = {{folder}}/expired
[profile odd-expiry]
credential_process = {{folder}}/odd-expiry
[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = dev
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
[profile over-sso]
{ROLE}
source_profile = sso
[profile over-missing]
{ROLE}
source_profile = missing
[profile over-mfa]
{ROLE}
source_profile = mfa
[profile over-nobody]
{ROLE}
source_profile = nobody
[profile loop]
{ROLE}
source_profile = loop-back
[profile loop-back]
{ROLE}
source_profile = loop
[profile over-environment]
{ROLE}
credential_source = Environment
[profile web-identity]
{ROLE}
web_identity_token_file = /nonexistent/token
[profile half]
aws_access_key_id = AKIA0000000000000000
[profile sso-old]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = dev
[profile over-over-sso]
{ROLE}
source_profile = over-sso
[profile endless]
credential_process = sleep 300
[profile temporary]
aws_access_key_id = {EXPIRED_KEY}
aws_secret_access_key = none
aws_session_token = none
[profile over-temporary]
{ROLE}
source_profile = temporary
[profile over-over-temporary]
{ROLE}-2
source_profile = over-temporary
[profile deleted]
aws_access_key_id = {UNKNOWN_KEY}
aws_secret_access_key = none
[profile over-deleted]
{ROLE}
source_profile = deleted
[profile denied]
role_arn = arn:aws:iam::111122223333:role/denied
source_profile = keys
[profile over-denied]
{ROLE}
source_profile = denied
[profile web-identity-expired]
{ROLE}
web_identity_token_file = {{folder}}/web-token
[profile over-web-identity]
{ROLE}-2
source_profile = web-identity-expired
[profile over-half]
{ROLE}
source_profile = half
[profile no-source]
{ROLE}
[profile nothing]
output = json
[profile no-session]
sso_session = nowhere
sso_account_id = 111122223333
sso_role_name = dev
"""
SECRET = "aws_secret_access_key = none"
KEYS = '"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "B", "SessionToken": "C"'
PROGRAMS = {
    "fail": "echo 'not today\x1b[31m' >&2; exit 3",
    "garbage": "echo hello",
    "a-list": "echo '[1]'",
    "expired": f'echo \'{{{KEYS}, "Expiration": "2020-01-01T00:00:00Z"}}\'',
    "odd-expiry": f'echo \'{{{KEYS}, "Expiration": "soon"}}\'',
}
TEMPORARY = "aws configure set aws_session_token … --profile temporary"
CASES = [
    ("mfa", "AWS profile “mfa” needs an MFA code", "export-credentials --profile mfa"),
    ("missing", "credential_process of AWS profile “missing” fails", "--profile missing"),
    ("failing", "“failing” got no valid credentials", "/fail` to see why"),
    ("garbage", "“garbage” got no valid credentials", "/garbage` to see why"),
    ("a-list", "“a-list” got no valid credentials", "/a-list` to see why"),
    ("expired", "refreshed credentials are still expired", "/expired` to see why"),
    ("odd-expiry", "“odd-expiry” got no valid credentials", "/odd-expiry` to see why"),
    ("sso", "sign-in of AWS profile “sso” has expired", "aws sso login --profile sso"),
    ("over-sso", "profile “sso”, the source of “over-sso”", "aws sso login --profile sso"),
    ("over-missing", "“missing”, the source of “over-missing”", "--profile missing"),
    ("over-mfa", "“mfa”, the source of “over-mfa”", "MFA code"),
    ("over-nobody", "“over-nobody” cannot be used", "source_profile … --profile over-nobody`"),
    ("loop", "“loop” cannot be used", "aws configure list --profile loop"),
    ("over-environment", "cannot be used", "aws configure list --profile over-environment"),
    ("web-identity", "web_identity_token_file", "--profile web-identity"),
    ("half", "“half” cannot be used", "aws configure --profile half`"),
    ("no-session", "“no-session” cannot be used", "aws configure list --profile no-session"),
    ("sso-old", "sign-in of AWS profile “sso-old”", "aws sso login --profile sso-old"),
    ("over-over-sso", "“sso”, the source of “over-over-sso”", "aws sso login --profile sso"),
    ("endless", "(it did not end within 0.1 seconds)", "Run `sleep 300` to see why"),
    ("over-temporary", "“temporary”, the source of “over-temporary” (ExpiredToken", TEMPORARY),
    ("over-over-temporary", "“temporary”, the source of “over-over-temporary”", TEMPORARY),
    ("over-deleted", "“deleted”, the source of “over-deleted” (Invalid", "configure --profile"),
    ("denied", "“denied” cannot assume its role", "get-caller-identity --profile keys"),
    ("over-denied", "“denied”, the source of “over-denied”", "identity --profile keys"),
    ("web-identity-expired", "its web identity (ExpiredTokenException", "/web-token` to see"),
    ("over-web-identity", "“web-identity-expired”, the source", "/web-token` to see"),
    ("over-half", "“half”, the source of “over-half”", "aws configure --profile half`"),
    ("no-source", "“no-source” cannot be used", "set source_profile … --profile no-source`"),
    ("unknown", "There is no AWS profile “unknown”", "aws configure list-profiles"),
]
cases = pytest.mark.parametrize(
    ("profile", "words", "remedy"), CASES, ids=[name for name, *_ in CASES]
)


@pytest.fixture(scope="module")
def token_service() -> Iterator[str]:
    """Run a replacement for STS, and return its address."""
    with run_token_service({"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "B"}) as address:
        yield address


@pytest.fixture(autouse=True)
def configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, token_service: str) -> None:
    """Configure the AWS profiles, without a cache and without a terminal to ask in."""
    for name, script in PROGRAMS.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    (tmp_path / "web-token").write_text(EXPIRED_TOKEN)
    config = tmp_path / "config"
    config.write_text(CONFIG.format(folder=tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", token_service)
    monkeypatch.setattr("dsql_tui.aws.credential_process.TIMEOUT", 0.1)
    monkeypatch.setattr("dsql_tui.aws.identity._has_terminal", lambda: False)


@cases
@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda identity: sign(identity, ENDPOINT, "admin"), id="sign"),
        pytest.param(lambda identity: list(list_clusters(identity, "us-east-1")), id="list"),
        pytest.param(describe_credentials, id="describe"),
    ],
)
def test_error_names_the_failing_profile_and_the_remedy(
    profile: str, words: str, remedy: str, call: Callable[[Identity], object]
) -> None:
    with pytest.raises(AwsError) as caught:
        call(Identity(profile))
    assert words in str(caught.value)
    assert remedy in str(caught.value)
    assert "\n" not in str(caught.value)


@cases
@pytest.mark.parametrize(
    "command",
    [
        ["token", HOST],
        ["exec", HOST, "-c", "select 1"],
        ["clusters", "--region", "us-east-1"],
        ["doctor", HOST],
    ],
    ids=lambda command: command[0],
)
def test_each_command_reports_it_and_ends_with_3(
    profile: str, words: str, remedy: str, command: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "--aws-profile", profile]) == 3
    said = "".join(capfd.readouterr())
    assert words in said
    assert remedy in said
    assert "Traceback" not in said
    assert "\x1b[31m" not in said


def test_command_renews_the_source_profile() -> None:
    assert sign_in_command(Identity("over-sso")) == ("aws", "sso", "login", "--profile", "sso")
    with pytest.raises(SignInExpired):
        sign(Identity("over-sso"), ENDPOINT, "admin")


def test_declined_code_is_not_asked_for_again() -> None:
    asked = []

    def decline(prompt: str) -> str:
        asked.append(prompt)
        raise AwsError("No MFA code was given.")

    identity = Identity("mfa", decline)
    for _ in range(3):
        with pytest.raises(AwsError, match="No MFA code"):
            sign(identity, ENDPOINT, "admin")
    assert len(asked) == 1
    identity.reload_credentials()
    with pytest.raises(AwsError, match="No MFA code"):
        sign(identity, ENDPOINT, "admin")
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("profile", "key", "words", "remedy"),
    [
        ("temporary", None, "credentials of AWS profile “temporary” (ExpiredToken: The", TEMPORARY),
        ("deleted", None, "profile “deleted” (InvalidClientTokenId: ", "aws configure --profile d"),
        (
            None,
            EXPIRED_KEY,
            "the AWS credentials in the environment (ExpiredToken: ",
            "`unset AWS_",
        ),
    ],
)
def test_rejected_keys_name_the_profile_and_the_remedy(
    profile: str | None, key: str | None, words: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if key:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    error = get_caller(Identity(profile), "us-east-1").error
    assert isinstance(error, CredentialsRejected)
    assert words in str(error)
    assert remedy in str(error)


def test_expired_keys_in_the_environment_sign_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", EXPIRED_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2026-01-02T03:04:05Z")
    for call in (partial(sign, endpoint=ENDPOINT, role="admin"), describe_credentials):
        with pytest.raises(AwsError, match=r"in the environment .*`unset AWS_ACCESS_KEY_ID"):
            call(Identity())


def test_broken_file_is_named_beside_keys_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", EXPIRED_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    (tmp_path / "config").write_text("odd")
    words = r"^The AWS configuration cannot be used: .*/config\. Check it with `aws configure list`"
    with pytest.raises(AwsError, match=words):
        list(list_clusters(Identity(), "us-east-1"))


def test_unreachable_sts_names_the_profile_that_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    with pytest.raises(AwsError, match=r"“denied”, the source .* cannot be reached"):
        sign(Identity("over-denied"), ENDPOINT, "admin")


def test_next_token_reads_a_corrected_configuration(tmp_path: Path) -> None:
    identity, config = Identity("half"), tmp_path / "config"
    with pytest.raises(AwsError, match="aws_secret_access_key"):
        sign(identity, ENDPOINT, "admin")
    config.write_text(config.read_text().replace("[profile half]", "[profile half]\n" + SECRET))
    assert sign(identity, ENDPOINT, "admin")


def test_detached_program_has_no_input_and_leaves_no_process(tmp_path: Path) -> None:
    program, pipe = tmp_path / "fail", tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    program.write_text(f"#!/bin/sh\nread line\n(echo begun; exec sleep 300) > {pipe} &\nwait\n")
    with pytest.raises(AwsError, match="did not end within"):
        sign(Identity("failing", lambda prompt: ""), ENDPOINT, "admin")
    os.set_blocking(reading, True)
    with os.fdopen(reading) as file:
        assert file.read() == "begun\n"  # its child has ended too


def test_profile_without_credentials_names_commands_that_write_some() -> None:
    with pytest.raises(NoCredentials, match=r"“nothing” has no .*`aws configure sso --profile no"):
        sign(Identity("nothing"), ENDPOINT, "admin")
