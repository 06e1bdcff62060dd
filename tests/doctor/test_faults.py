"""Faults, one at a time, and the cause that the doctor names for each."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from dsql_tui.aws.clusters import clusters
from dsql_tui.aws.identity import Identity
from dsql_tui.doctor.finding import Finding, Outcome
from dsql_tui.doctor.patient import Patient
from dsql_tui.doctor.walk import STEPS, walk
from dsql_tui.dsql.endpoint import endpoint_of
from dsql_tui.dsql.route import Route
from dsql_tui.sandbox.ready import Ready
from tests.access import access_of, access_to
from tests.arming import armed
from tests.listeners import Tls, http, listening
from tests.sandbox.clients import boto
from tests.sandbox.test_attachments import OUTSIDE_A_VPC


def healthy(ready: Ready) -> Patient:
    """On the way to the sample shop, with nothing wrong."""
    access = access_of(ready)
    return Patient(access.identity, access.endpoint, access.role, access.route)


def wrong(patient: Patient) -> Finding:
    """The first step that does not pass."""
    return next(
        found for found in walk(patient) if found.outcome in (Outcome.FAILED, Outcome.NOTED)
    )


def at(ready: Ready, **changes: Any) -> Route:
    """The sandbox's route with something else about it."""
    return access_to(access_of(ready), **changes).route


def test_nothing_is_wrong_with_a_way_that_works(brisk_aws: Ready) -> None:
    found = list(walk(healthy(brisk_aws)))
    assert [one.step for one in found] == [step.name for step in STEPS]
    after_the_terminal = found[8:]
    assert {one.outcome for one in after_the_terminal} == {Outcome.PASSED}
    assert "not-a-secret" not in repr(found)


def test_without_a_target_only_this_computer_is_looked_at(brisk_aws: Ready) -> None:
    found = {one.step: one.outcome for one in walk(Patient(Identity(), None, "admin", Route()))}
    assert found["identity"] is Outcome.PASSED
    assert found["region"] is found["first SELECT"] is Outcome.SKIPPED


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, brisk_aws: Ready) -> Any:
    """Change the environment's credentials."""

    def change(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return change


def test_there_are_no_credentials(brisk: Ready) -> None:
    found = wrong(healthy(brisk))
    assert (found.step, found.outcome) == ("credentials", Outcome.FAILED)
    assert "Neither the environment nor a profile" in found.cause


def test_the_profile_does_not_exist(brisk_aws: Ready) -> None:
    patient = healthy(brisk_aws)
    patient.identity = Identity("nobody")
    found = wrong(patient)
    assert (found.step, found.outcome) == ("credentials", Outcome.FAILED)
    assert "not in the configuration" in found.cause


def test_the_sign_in_has_ended(
    brisk_aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile work]\nsso_session = work\nsso_account_id = 111122223333\n"
        "sso_role_name = developer\n"
        "[sso-session work]\nsso_region = us-east-1\n"
        "sso_start_url = https://work.example.com/start\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("HOME", str(tmp_path))
    patient = healthy(brisk_aws)
    patient.identity = Identity("work")
    found = wrong(patient)
    assert (found.step, found.outcome) == ("credentials", Outcome.FAILED)
    assert "signed in to this AWS profile no more" in found.cause
    assert "aws sso login --profile work" in found.remedy


def test_the_program_that_gives_credentials_fails(
    brisk_aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text("[profile work]\ncredential_process = false\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    patient = healthy(brisk_aws)
    patient.identity = Identity("work")
    found = wrong(patient)
    assert (found.step, found.outcome) == ("credentials", Outcome.FAILED)
    assert "cannot be had" in found.cause


def test_the_access_key_is_unknown(keys: Any, brisk_aws: Ready) -> None:
    keys(AWS_ACCESS_KEY_ID="AKIANOBODYKNOWSTHIS1")
    found = wrong(healthy(brisk_aws))
    assert (found.step, found.outcome) == ("identity", Outcome.FAILED)
    assert "does not know this access key" in found.cause


def test_the_secret_is_another_ones(keys: Any, brisk_aws: Ready) -> None:
    keys(AWS_SECRET_ACCESS_KEY="guessed")
    found = wrong(healthy(brisk_aws))
    assert (found.step, found.outcome) == ("identity", Outcome.FAILED)
    assert "secret access key does not belong" in found.cause


def test_temporary_credentials_have_ended(brisk_aws: Ready) -> None:
    with armed(brisk_aws, fail={"error": "ExpiredTokenException", "times": 2}):
        found = wrong(healthy(brisk_aws))
    assert (found.step, found.outcome) == ("identity", Outcome.FAILED)
    assert "temporary credentials have ended" in found.cause


@pytest.mark.parametrize("minutes", [-20, 20])
def test_the_clock_is_wrong(brisk_aws: Ready, minutes: int) -> None:
    patient = healthy(brisk_aws)
    patient.now = lambda: datetime.now(timezone.utc) + timedelta(minutes=minutes)
    found = wrong(patient)
    assert (found.step, found.outcome) == ("clock", Outcome.FAILED)
    assert "clock is wrong" in found.cause
    assert ("ahead" in found.said) == (minutes > 0)


def test_a_clock_that_is_a_little_off_is_noted(brisk_aws: Ready) -> None:
    patient = healthy(brisk_aws)
    patient.now = lambda: datetime.now(timezone.utc) + timedelta(minutes=2)
    assert (wrong(patient).step, wrong(patient).outcome) == ("clock", Outcome.NOTED)


def test_aws_goes_by_another_time(brisk_aws: Ready) -> None:
    with armed(brisk_aws, token_clock=2000):
        found = wrong(healthy(brisk_aws))
    assert (found.step, found.outcome) == ("clock", Outcome.FAILED)
    assert "behind" in found.said


def test_the_token_comes_too_late(brisk_aws: Ready) -> None:
    words = {
        "sqlstate": "08006",
        "message": "unable to accept connection, access denied",
        "hint": "Signature expired: 20261124T000000Z is now earlier than 20261124T010000Z",
    }
    with armed(brisk_aws, refuse=words):
        found = wrong(healthy(brisk_aws))
    assert (found.step, found.outcome) == ("login", Outcome.FAILED)
    assert "signed too long ago" in found.cause


def test_a_permission_is_missing(keys: Any, brisk_aws: Ready) -> None:
    keys(**brisk_aws.identities["reader"])
    found = wrong(healthy(brisk_aws))
    assert (found.step, found.outcome) == ("login", Outcome.FAILED)
    assert "lacks the IAM permission" in found.cause
    assert "dsql:DbConnectAdmin" in found.said


def test_nothing_is_permitted(keys: Any, brisk_aws: Ready) -> None:
    keys(**brisk_aws.identities["newcomer"])
    noted, failed = [one for one in walk(healthy(brisk_aws)) if one.cause]
    assert (noted.step, noted.outcome) == ("cluster", Outcome.NOTED)
    assert "dsql:GetCluster" in noted.remedy
    assert (failed.step, failed.outcome) == ("login", Outcome.FAILED)


def test_the_cluster_is_another_accounts(keys: Any, brisk_aws: Ready) -> None:
    keys(**brisk_aws.identities["outsider"])
    found = wrong(healthy(brisk_aws))
    assert (found.step, found.outcome) == ("cluster", Outcome.FAILED)
    assert "Account 444455556666 has no cluster" in found.cause


def test_the_region_is_another_one(brisk_aws: Ready) -> None:
    patient = healthy(brisk_aws)
    patient.endpoint = endpoint_of(patient.target().identifier, "eu-west-2")
    found = wrong(patient)
    assert (found.step, found.outcome) == ("cluster", Outcome.FAILED)
    assert "in eu-west-2" in found.cause


def test_the_database_role_was_not_granted(brisk_aws: Ready) -> None:
    patient = healthy(brisk_aws)
    patient.role = "nobody"
    found = wrong(patient)
    assert (found.step, found.outcome) == ("login", Outcome.FAILED)
    assert "access denied" in found.said
    assert "role" in found.cause


def test_a_policy_keeps_the_internet_out(brisk_aws: Ready) -> None:
    patient = healthy(brisk_aws)
    identifier = patient.target().identifier
    client = boto(brisk_aws)
    client.put_cluster_policy(identifier=identifier, policy=json.dumps(OUTSIDE_A_VPC))
    try:
        found = wrong(patient)
    finally:
        client.delete_cluster_policy(identifier=identifier)
    assert (found.step, found.outcome) == ("login", Outcome.FAILED)
    assert "policy denies this identity" in found.cause


def test_the_cluster_is_not_there_yet(brisk_aws: Ready) -> None:
    patient = healthy(brisk_aws)
    patient.endpoint = next(
        one.endpoint for one in clusters(Identity(), "us-east-1") if one.name == "staging"
    )
    found = wrong(patient)
    assert (found.step, found.outcome) == ("cluster", Outcome.FAILED)
    assert "is CREATING" in found.cause


def test_the_cluster_is_waking_up(brisk_aws: Ready) -> None:
    patient = healthy(brisk_aws)
    asleep = {"cluster": patient.target().identifier, "openings": 1}
    with armed(brisk_aws, sleep=asleep):
        found = wrong(patient)
        assert (found.step, found.outcome) == ("login", Outcome.FAILED)
        assert "waking up" in found.cause
        assert all(one.outcome is not Outcome.FAILED for one in walk(healthy(brisk_aws)))


@pytest.mark.parametrize(
    ("error", "words"), [("too_many", "as many sessions as"), ("too_fast", "faster than")]
)
def test_the_cluster_takes_no_more(brisk_aws: Ready, error: str, words: str) -> None:
    with armed(brisk_aws, refuse={"error": error}):
        found = wrong(healthy(brisk_aws))
    assert (found.step, found.outcome) == ("login", Outcome.FAILED)
    assert words in found.cause


def test_aws_is_throttled_and_sessions_open_all_the_same(brisk_aws: Ready) -> None:
    with armed(brisk_aws, fail={"error": "ThrottlingException", "times": 2}):
        troubled = [one for one in walk(healthy(brisk_aws)) if one.cause]
    assert [(one.step, one.outcome) for one in troubled] == [("identity", Outcome.NOTED)]
    assert "does not answer just now" in troubled[0].cause


def test_aws_is_out_of_reach_and_sessions_open_all_the_same(keys: Any, brisk_aws: Ready) -> None:
    keys(AWS_ENDPOINT_URL_STS="http://127.0.0.1:9")
    troubled = [one for one in walk(healthy(brisk_aws)) if one.cause]
    assert [(one.step, one.outcome) for one in troubled] == [("identity", Outcome.NOTED)]
    assert "was not reached" in troubled[0].cause


def test_the_name_resolves_to_nothing(brisk_aws: Ready) -> None:
    nowhere = endpoint_of("abcdefghijklmnopqrstuvwxyz", "xx-nowhere-1")
    patient = Patient(Identity(), nowhere, "admin", Route())
    found = {one.step: one for one in walk(patient)}
    assert found["region"].outcome is Outcome.NOTED
    assert found["DNS"].outcome is Outcome.FAILED
    assert "resolves to no address" in found["DNS"].cause or "name server" in found["DNS"].cause
    assert found["login"].outcome is Outcome.SKIPPED


def test_nothing_listens(brisk_aws: Ready) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    patient = healthy(brisk_aws)
    patient.route = at(brisk_aws, port=port)
    found = wrong(patient)
    assert (found.step, found.outcome) == ("TCP", Outcome.FAILED)
    assert "Nothing listens" in found.cause
    assert "tunnel" in found.remedy


def test_what_listens_does_not_speak_tls(brisk_aws: Ready) -> None:
    with listening(http) as port:
        patient = healthy(brisk_aws)
        patient.route = at(brisk_aws, port=port)
        found = wrong(patient)
    assert (found.step, found.outcome) == ("TLS", Outcome.FAILED)
    assert "does not speak TLS" in found.cause


@pytest.fixture
def stand_in(brisk_aws: Ready, tmp_path: Path) -> Iterator[Any]:
    """A patient on the way to a TLS server that is none of DSQL's."""
    with ExitStack() as stack:

        def made(name: str | None = None, **how: Any) -> Patient:
            patient = healthy(brisk_aws)
            server = Tls(tmp_path, name or patient.target().host, **how)
            port = stack.enter_context(listening(server))
            patient.route = at(brisk_aws, port=port, sslrootcert=str(server.root))
            return patient

        yield made


def test_the_certificate_is_for_another_name(stand_in: Any) -> None:
    found = wrong(stand_in("db.example.com"))
    assert (found.step, found.outcome) == ("TLS", Outcome.FAILED)
    assert "for another name" in found.cause


def test_the_certificate_has_expired(stand_in: Any) -> None:
    found = wrong(stand_in(days=-1))
    assert (found.step, found.outcome) == ("TLS", Outcome.FAILED)
    assert "has expired" in found.cause


def test_a_certificate_that_ends_soon_is_noted(stand_in: Any) -> None:
    found = wrong(stand_in(days=3))
    assert (found.step, found.outcome) == ("TLS", Outcome.NOTED)
    assert "ends soon" in found.cause


def test_what_listens_is_a_web_server(stand_in: Any) -> None:
    found = wrong(stand_in(alpn=False))
    assert (found.step, found.outcome) == ("TLS", Outcome.FAILED)
    assert "not for PostgreSQL" in found.cause


def test_what_listens_hangs_up_after_the_handshake(stand_in: Any) -> None:
    found = wrong(stand_in())
    assert (found.step, found.outcome) == ("login", Outcome.FAILED)
    assert "hung up" in found.cause


def test_the_root_is_not_trusted(brisk_aws: Ready, tmp_path: Path) -> None:
    patient = healthy(brisk_aws)
    other = Tls(tmp_path, "db.example.com").root
    patient.route = at(brisk_aws, sslrootcert=str(other))
    found = wrong(patient)
    assert (found.step, found.outcome) == ("TLS", Outcome.FAILED)
    assert "signed by nobody" in found.cause


def test_the_file_of_roots_holds_none(brisk_aws: Ready, tmp_path: Path) -> None:
    empty = tmp_path / "roots.pem"
    empty.write_text("nothing\n")
    patient = healthy(brisk_aws)
    patient.route = at(brisk_aws, sslrootcert=str(empty))
    found = wrong(patient)
    assert (found.step, found.outcome) == ("TLS", Outcome.FAILED)
    assert "holds no root certificates" in found.cause
