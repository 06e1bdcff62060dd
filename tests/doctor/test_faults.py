"""The doctor's finding for each fault."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from dsql_tui.aws.clusters import list_clusters
from dsql_tui.aws.identity import Identity
from dsql_tui.doctor.context import Context
from dsql_tui.doctor.finding import Finding, Outcome
from dsql_tui.doctor.steps import STEPS, run_steps
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.dsql.route import Route
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access, change_access
from tests.faults import inject_faults
from tests.listeners import Tls, answer_http, listen
from tests.sandbox.clients import boto
from tests.sandbox.test_policies_and_tags import OUTSIDE_A_VPC


def healthy(ready: Ready) -> Context:
    """Return a context for the sample shop, without a fault."""
    access = build_access(ready)
    return Context(access.identity, access.endpoint, access.role, access.route)


def wrong(context: Context) -> Finding:
    """Return the first step that does not pass."""
    return next(
        found for found in run_steps(context) if found.outcome in (Outcome.FAILED, Outcome.WARNING)
    )


def at(ready: Ready, **changes: Any) -> Route:
    """Return the sandbox's route with changes."""
    return change_access(build_access(ready), **changes).route


def test_working_connection_passes_every_step(fast_aws: Ready) -> None:
    found = list(run_steps(healthy(fast_aws)))
    assert [one.step for one in found] == [step.name for step in STEPS]
    after_the_terminal = found[10:]
    assert {one.outcome for one in after_the_terminal} == {Outcome.PASSED}
    assert "not-a-secret" not in repr(found)


def test_only_this_computer_is_checked_without_a_target(fast_aws: Ready) -> None:
    found = {
        one.step: one.outcome for one in run_steps(Context(Identity(), None, "admin", Route()))
    }
    assert found["identity"] is Outcome.PASSED
    assert found["region"] is found["first SELECT"] is Outcome.SKIPPED


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, fast_aws: Ready) -> Any:
    """Change the environment's credentials."""

    def change(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return change


def test_no_credentials(fast: Ready) -> None:
    found = wrong(healthy(fast))
    assert (found.step, found.outcome) == ("credentials", Outcome.FAILED)
    assert "Neither the environment nor a profile" in found.cause


def test_unknown_aws_profile(fast_aws: Ready) -> None:
    context = healthy(fast_aws)
    context.identity = Identity("nobody")
    found = wrong(context)
    assert (found.step, found.outcome) == ("credentials", Outcome.FAILED)
    assert "not in the configuration" in found.cause


def test_expired_sign_in(fast_aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile work]\nsso_session = work\nsso_account_id = 111122223333\n"
        "sso_role_name = developer\n"
        "[sso-session work]\nsso_region = us-east-1\n"
        "sso_start_url = https://work.example.com/start\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("HOME", str(tmp_path))
    context = healthy(fast_aws)
    context.identity = Identity("work")
    found = wrong(context)
    assert (found.step, found.outcome) == ("credentials", Outcome.FAILED)
    assert "sign-in of the AWS profile has expired" in found.cause
    assert "aws sso login --profile work" in found.remedy


def test_failing_credential_process(
    fast_aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text("[profile work]\ncredential_process = false\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    context = healthy(fast_aws)
    context.identity = Identity("work")
    found = wrong(context)
    assert (found.step, found.outcome) == ("credentials", Outcome.FAILED)
    assert "no valid credentials" in found.cause


def test_unknown_access_key(keys: Any, fast_aws: Ready) -> None:
    keys(AWS_ACCESS_KEY_ID="AKIANOBODYKNOWSTHIS1")
    found = wrong(healthy(fast_aws))
    assert (found.step, found.outcome) == ("identity", Outcome.FAILED)
    assert "does not know this access key" in found.cause


def test_wrong_secret_key(keys: Any, fast_aws: Ready) -> None:
    keys(AWS_SECRET_ACCESS_KEY="guessed")
    found = wrong(healthy(fast_aws))
    assert (found.step, found.outcome) == ("identity", Outcome.FAILED)
    assert "secret access key does not belong" in found.cause


def test_expired_credentials(fast_aws: Ready) -> None:
    with inject_faults(fast_aws, fail={"error": "ExpiredTokenException", "times": 2}):
        found = wrong(healthy(fast_aws))
    assert (found.step, found.outcome) == ("identity", Outcome.FAILED)
    assert "temporary credentials have expired" in found.cause


@pytest.mark.parametrize("minutes", [-20, 20])
def test_wrong_clock(fast_aws: Ready, minutes: int) -> None:
    context = healthy(fast_aws)
    context.now = lambda: datetime.now(timezone.utc) + timedelta(minutes=minutes)
    found = wrong(context)
    assert (found.step, found.outcome) == ("clock", Outcome.FAILED)
    assert "clock is wrong" in found.cause
    assert ("ahead" in found.result) == (minutes > 0)


def test_slightly_wrong_clock_is_a_warning(fast_aws: Ready) -> None:
    context = healthy(fast_aws)
    context.now = lambda: datetime.now(timezone.utc) + timedelta(minutes=2)
    assert (wrong(context).step, wrong(context).outcome) == ("clock", Outcome.WARNING)


def test_clock_that_differs_from_awss(fast_aws: Ready) -> None:
    with inject_faults(fast_aws, token_clock=2000):
        found = wrong(healthy(fast_aws))
    assert (found.step, found.outcome) == ("clock", Outcome.FAILED)
    assert "behind" in found.result


def test_expired_token(fast_aws: Ready) -> None:
    words = {
        "sqlstate": "08006",
        "message": "unable to accept connection, access denied",
        "hint": "Signature expired: 20261124T000000Z is now earlier than 20261124T010000Z",
    }
    with inject_faults(fast_aws, refuse=words):
        found = wrong(healthy(fast_aws))
    assert (found.step, found.outcome) == ("login", Outcome.FAILED)
    assert "signed too long ago" in found.cause


def test_missing_permission(keys: Any, fast_aws: Ready) -> None:
    keys(**fast_aws.identities["reader"])
    found = wrong(healthy(fast_aws))
    assert (found.step, found.outcome) == ("login", Outcome.FAILED)
    assert "lacks the IAM permission" in found.cause
    assert "dsql:DbConnectAdmin" in found.result


def test_identity_without_permissions(keys: Any, fast_aws: Ready) -> None:
    keys(**fast_aws.identities["newcomer"])
    noted, failed = [one for one in run_steps(healthy(fast_aws)) if one.cause]
    assert (noted.step, noted.outcome) == ("cluster", Outcome.WARNING)
    assert "dsql:GetCluster" in noted.remedy
    assert (failed.step, failed.outcome) == ("login", Outcome.FAILED)


def test_cluster_of_another_account(keys: Any, fast_aws: Ready) -> None:
    keys(**fast_aws.identities["outsider"])
    found = wrong(healthy(fast_aws))
    assert (found.step, found.outcome) == ("cluster", Outcome.FAILED)
    assert "Account 444455556666 has no cluster" in found.cause


def test_wrong_region(fast_aws: Ready) -> None:
    context = healthy(fast_aws)
    context.endpoint = public_endpoint(context.target().identifier, "eu-west-2")
    found = wrong(context)
    assert (found.step, found.outcome) == ("cluster", Outcome.FAILED)
    assert "in eu-west-2" in found.cause


def test_database_role_without_a_grant(fast_aws: Ready) -> None:
    context = healthy(fast_aws)
    context.role = "nobody"
    found = wrong(context)
    assert (found.step, found.outcome) == ("login", Outcome.FAILED)
    assert "access denied" in found.result
    assert "role" in found.cause


def test_policy_that_denies_the_internet(fast_aws: Ready) -> None:
    context = healthy(fast_aws)
    identifier = context.target().identifier
    client = boto(fast_aws)
    client.put_cluster_policy(identifier=identifier, policy=json.dumps(OUTSIDE_A_VPC))
    try:
        found = wrong(context)
    finally:
        client.delete_cluster_policy(identifier=identifier)
    assert (found.step, found.outcome) == ("login", Outcome.FAILED)
    assert "policy denies this identity" in found.cause


def test_cluster_that_is_being_created(fast_aws: Ready) -> None:
    context = healthy(fast_aws)
    context.endpoint = next(
        one.endpoint for one in list_clusters(Identity(), "us-east-1") if one.name == "staging"
    )
    found = wrong(context)
    assert (found.step, found.outcome) == ("cluster", Outcome.FAILED)
    assert "is CREATING" in found.cause


def test_cluster_that_wakes_up(fast_aws: Ready) -> None:
    context = healthy(fast_aws)
    asleep = {"cluster": context.target().identifier, "openings": 1}
    with inject_faults(fast_aws, sleep=asleep):
        found = wrong(context)
        assert (found.step, found.outcome) == ("login", Outcome.FAILED)
        assert "waking up" in found.cause
        assert all(one.outcome is not Outcome.FAILED for one in run_steps(healthy(fast_aws)))


@pytest.mark.parametrize(
    ("error", "words"), [("too_many", "limit of sessions"), ("too_fast", "faster than")]
)
def test_cluster_at_its_limit(fast_aws: Ready, error: str, words: str) -> None:
    with inject_faults(fast_aws, refuse={"error": error}):
        found = wrong(healthy(fast_aws))
    assert (found.step, found.outcome) == ("login", Outcome.FAILED)
    assert words in found.cause


def test_throttled_aws_is_a_warning(fast_aws: Ready) -> None:
    with inject_faults(fast_aws, fail={"error": "ThrottlingException", "times": 2}):
        troubled = [one for one in run_steps(healthy(fast_aws)) if one.cause]
    assert [(one.step, one.outcome) for one in troubled] == [("identity", Outcome.WARNING)]
    assert "does not answer at the moment" in troubled[0].cause


def test_unreachable_aws_is_a_warning(keys: Any, fast_aws: Ready) -> None:
    keys(AWS_ENDPOINT_URL_STS="http://127.0.0.1:9")
    troubled = [one for one in run_steps(healthy(fast_aws)) if one.cause]
    assert [(one.step, one.outcome) for one in troubled] == [("identity", Outcome.WARNING)]
    assert "was not reached" in troubled[0].cause


def test_unresolvable_name(fast_aws: Ready) -> None:
    nowhere = public_endpoint("abcdefghijklmnopqrstuvwxyz", "xx-nowhere-1")
    context = Context(Identity(), nowhere, "admin", Route())
    found = {one.step: one for one in run_steps(context)}
    assert found["region"].outcome is Outcome.WARNING
    assert found["DNS"].outcome is Outcome.FAILED
    assert "has no address" in found["DNS"].cause or "name server" in found["DNS"].cause
    assert found["login"].outcome is Outcome.SKIPPED


def test_port_without_a_listener(fast_aws: Ready) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    context = healthy(fast_aws)
    context.route = at(fast_aws, port=port)
    found = wrong(context)
    assert (found.step, found.outcome) == ("TCP", Outcome.FAILED)
    assert "Nothing listens" in found.cause
    assert "tunnel" in found.remedy


def test_listener_without_tls(fast_aws: Ready) -> None:
    with listen(answer_http) as port:
        context = healthy(fast_aws)
        context.route = at(fast_aws, port=port)
        found = wrong(context)
    assert (found.step, found.outcome) == ("TLS", Outcome.FAILED)
    assert "does not speak TLS" in found.cause


@pytest.fixture
def replacement(fast_aws: Ready, tmp_path: Path) -> Iterator[Any]:
    """Return a context for a TLS server that is not Aurora DSQL."""
    with ExitStack() as stack:

        def build(name: str | None = None, **how: Any) -> Context:
            context = healthy(fast_aws)
            server = Tls(tmp_path, name or context.target().host, **how)
            port = stack.enter_context(listen(server))
            context.route = at(fast_aws, port=port, sslrootcert=str(server.root))
            return context

        yield build


def test_certificate_for_another_name(replacement: Any) -> None:
    found = wrong(replacement("db.example.com"))
    assert (found.step, found.outcome) == ("TLS", Outcome.FAILED)
    assert "for another name" in found.cause


def test_expired_certificate(replacement: Any) -> None:
    found = wrong(replacement(days=-1))
    assert (found.step, found.outcome) == ("TLS", Outcome.FAILED)
    assert "has expired" in found.cause


def test_certificate_that_expires_soon_is_a_warning(replacement: Any) -> None:
    found = wrong(replacement(days=3))
    assert (found.step, found.outcome) == ("TLS", Outcome.WARNING)
    assert "expires soon" in found.cause


def test_listener_is_a_web_server(replacement: Any) -> None:
    found = wrong(replacement(alpn=False))
    assert (found.step, found.outcome) == ("TLS", Outcome.FAILED)
    assert "not PostgreSQL" in found.cause


def test_listener_closes_after_the_handshake(replacement: Any) -> None:
    found = wrong(replacement())
    assert (found.step, found.outcome) == ("login", Outcome.FAILED)
    assert "closed the link" in found.cause


def test_untrusted_root(fast_aws: Ready, tmp_path: Path) -> None:
    context = healthy(fast_aws)
    other = Tls(tmp_path, "db.example.com").root
    context.route = at(fast_aws, sslrootcert=str(other))
    found = wrong(context)
    assert (found.step, found.outcome) == ("TLS", Outcome.FAILED)
    assert "not signed by a root" in found.cause


def test_root_file_without_certificates(fast_aws: Ready, tmp_path: Path) -> None:
    empty = tmp_path / "roots.pem"
    empty.write_text("nothing\n")
    context = healthy(fast_aws)
    context.route = at(fast_aws, sslrootcert=str(empty))
    found = wrong(context)
    assert (found.step, found.outcome) == ("TLS", Outcome.FAILED)
    assert "has no root certificates" in found.cause
