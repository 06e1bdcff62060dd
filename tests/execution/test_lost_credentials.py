"""Credentials that fail while a console is connected: the next session says why, or is opened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from dsql_tui.aws.identity import Identity
from dsql_tui.dsql.clock import read_clock
from dsql_tui.execution.session_manager import SessionManager
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.terminal.sign_in import describe_aws_error
from tests.access import build_access
from tests.token_service import run_token_service

ROLE = "role_arn = arn:aws:iam::111122223333:role/reader\n"
PHONE = "arn:aws:iam::111122223333:mfa/phone"


@pytest.fixture
def program(aws: Ready, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Configure profiles whose credentials expire soon, and return the program that gives them."""
    program = tmp_path / "program"
    (tmp_path / "config").write_text(
        f"[profile process]\ncredential_process = {program}\n"
        f"[profile role]\n{ROLE}source_profile = process\n"
        f"[profile mfa]\n{ROLE}source_profile = process\nmfa_serial = {PHONE}\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    ends = datetime.now(timezone.utc) + timedelta(seconds=60)
    keys = {
        "Version": 1,
        "AccessKeyId": aws.env["AWS_ACCESS_KEY_ID"],
        "SecretAccessKey": aws.env["AWS_SECRET_ACCESS_KEY"],
        "Expiration": ends.isoformat(),
    }
    (tmp_path / "keys.json").write_text(json.dumps(keys))
    write_program(program, f"exec cat {tmp_path / 'keys.json'}")
    with run_token_service(aws.env, seconds=60) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", address)
        yield program


def write_program(path: Path, command: str) -> None:
    path.write_text(f"#!/bin/sh\n{command}\n")
    path.chmod(0o755)


def connect(aws: Ready, identity: Identity) -> SessionManager:
    """Open a session, and return its manager."""
    access = replace(build_access(aws), identity=identity)
    return SessionManager(access, access.open(), read_clock(), describe=describe_aws_error)


async def reconnect(manager: SessionManager) -> str:
    """Lose the session, and return the error of the next one; empty if it is open."""
    manager.session.close()
    error, _ = await manager.make_ready(read_clock(), lambda text: None)
    return error.message if error else ""


@pytest.mark.parametrize(
    ("profile", "words"),
    [("process", "AWS profile “process” got"), ("role", "profile “process”, the source of “role”")],
)
async def test_failing_program_is_named_until_it_is_mended(
    aws: Ready, program: Path, profile: str, words: str
) -> None:
    manager = connect(aws, Identity(profile))
    good = program.read_text()
    write_program(program, "echo 'the vault is locked' >&2; exit 1")
    said = await reconnect(manager)
    assert words in said
    assert f"(the vault is locked). Run `{program}` to see why." in said
    program.write_text(good)
    assert await reconnect(manager) == ""
    manager.session.close()


async def test_wrong_mfa_code_is_followed_by_another(
    aws: Ready, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter(("123456", "000000", "123456"))
    identity = Identity("mfa", lambda prompt: next(codes))
    with run_token_service(aws.env) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", address)
        manager = connect(aws, identity)
        identity.session().get_credentials()._expiry_time = datetime.now(timezone.utc)
        await check_codes(manager)


async def check_codes(manager: SessionManager) -> None:
    said = await reconnect(manager)
    assert "AWS profile “mfa” cannot assume its role (AccessDenied: MultiFactor" in said
    assert f"Enter the next code of {PHONE}. Press Ctrl+O W to enter it." in said
    assert await reconnect(manager) == said, "it is not asked for again"
    manager.access.identity.reload_credentials()  # as Ctrl+O W does
    assert await reconnect(manager) == ""
    manager.session.close()
