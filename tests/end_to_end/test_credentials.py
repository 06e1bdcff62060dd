"""Commands as processes, with an AWS profile that fails or reads what it should not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dsql_tui.sandbox.ready import Ready
from tests.token_service import EXPIRED_KEY, run_token_service

HOST = "abcdefghijklmnopqrstuvwxyz.dsql.us-east-1.on.aws"
CONFIG = f"""
[profile office]
role_arn = arn:aws:iam::111122223333:role/reader
source_profile = vault
[profile vault]
aws_access_key_id = {EXPIRED_KEY}
aws_secret_access_key = none
aws_session_token = none
"""


def run(arguments: list[str], config: Path, script: str = "", **variables: str) -> tuple[int, str]:
    """Run the program with an AWS configuration; return its exit code and all its output."""
    environment = {name: value for name, value in os.environ.items() if name[:4] != "AWS_"}
    environment |= {"AWS_CONFIG_FILE": str(config), "AWS_EC2_METADATA_DISABLED": "true"}
    ended = subprocess.run(
        [sys.executable, "-m", "dsql_tui", *arguments],
        env={**environment, **variables},
        input=script,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return ended.returncode, ended.stdout


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
def test_expired_source_profile_is_named_in_a_sentence(command: list[str], tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text(CONFIG)
    with run_token_service({}) as address:
        arguments = [*command, "--aws-profile", "office"]
        code, said = run(arguments, config, AWS_ENDPOINT_URL_STS=address)
    assert code == 3
    assert "AWS rejects the credentials of AWS profile “vault”, the source of “office” (Exp" in said
    assert "`aws configure set aws_session_token … --profile vault`" in said
    assert "Traceback" not in said


def test_credential_process_leaves_the_script_alone(ready: Ready, tmp_path: Path) -> None:
    config, keys, program = (tmp_path / name for name in ("config", "keys.json", "program"))
    names = {"AccessKeyId": "AWS_ACCESS_KEY_ID", "SecretAccessKey": "AWS_SECRET_ACCESS_KEY"}
    given = {name: ready.env[variable] for name, variable in names.items()}
    keys.write_text(json.dumps({"Version": 1, **given}))
    program.write_text(f"#!/bin/sh\ncat > /dev/null\nexec cat {keys}\n")
    program.chmod(0o755)
    config.write_text(f"[profile office]\ncredential_process = {program}\n")
    way = ["--hostaddr", ready.hostaddr, "--port", str(ready.port)]
    way += ["--sslrootcert", ready.sslrootcert, "--aws-profile", "office"]
    arguments = ["exec", ready.clusters[0].endpoint, *way, "--format", "csv", "-f", "-"]
    assert run(arguments, config, "select 41 + 1 as answer;") == (0, "answer\n42\n")


def test_rejected_keys_are_the_reason_for_denied_access(ready: Ready, tmp_path: Path) -> None:
    keys = {"AWS_ACCESS_KEY_ID": EXPIRED_KEY, "AWS_SECRET_ACCESS_KEY": "none"}
    way = ["--hostaddr", ready.hostaddr, "--port", str(ready.port)]
    arguments = ["exec", ready.clusters[0].endpoint, *way, "--sslrootcert", ready.sslrootcert]
    with run_token_service({}) as address:
        config = tmp_path / "config"
        keys["AWS_ENDPOINT_URL_STS"] = address
        code, said = run([*arguments, "-c", "select 1"], config, **keys)
    assert code == 3
    assert "access denied. AWS rejects the AWS credentials in the environment (Exp" in said
    assert "identity      unknown: AWS rejects the credentials" in said
