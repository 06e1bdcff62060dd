"""Arguments of the command line, messages and exit codes."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dsql_tui.cli import COMMANDS
from dsql_tui.sandbox.ready import Ready

ID = "abcdefghijklmnopqrstuvwxyz"


def dsql_tui(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dsql_tui", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--nonsense"], "--nonsense"),
        (["demo", "--nonsense"], "--nonsense"),
        (["sandbox", "--port", "x"], "“x” is not a port"),
        (["sandbox", "--port", "65536"], "“65536” is not a port"),
        (["sandbox", "--session-limit", "0"], "seconds"),
        (["prod"], "“prod” is not a cluster"),
        (["docter"], "the command “doctor”"),
        (["exec", ID, "-c", "select \udcff"], "“select ?” is not text in UTF-8"),
        (["exec", ID, "--retry-conflicts", "-1"], "“-1” must be a number"),
        (["import", ID, "x.csv", "--into", "x", "--max-rejected", "x"], "“x” must be a number"),
        (["token", ID, "-U", ""], "--role: must be one line of text"),
        ([ID], "--region"),
        (["token", ID], "--region"),
        (["token"], "TARGET"),
        (["token", ID, "--region", "us-east-1", "--expires-in", "604801"], "a week"),
        (["--sslrootcert", "/nonexistent"], "/nonexistent"),
        ([], "needs a terminal"),
        (["demo"], "needs a terminal"),
    ],
)
def test_wrong_arguments_are_one_sentence_and_code_2(arguments: list[str], words: str) -> None:
    done = dsql_tui(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not done.stdout


def test_help_names_every_command() -> None:
    done = dsql_tui("--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert f"dsql-tui {command}" in done.stdout


def test_token_is_printed_for_another_client(ready: Ready) -> None:
    done = dsql_tui("token", ready.clusters[0].endpoint, **ready.env)
    assert done.returncode == 0
    assert "Action=DbConnectAdmin" in done.stdout
    assert ready.env["AWS_SECRET_ACCESS_KEY"] not in done.stdout


def test_token_for_privatelink_needs_no_sslmode(ready: Ready) -> None:
    shared = "vpce-0abc-1def.dsql-fnh4.us-east-1.vpce.amazonaws.com"
    cluster = ready.clusters[0]
    done = dsql_tui("token", f"{cluster.identifier}@{shared}", **ready.env)
    assert done.stdout.startswith(f"{cluster.endpoint}/?Action=DbConnectAdmin")


def test_missing_credentials_give_a_reason(ready: Ready) -> None:
    done = dsql_tui(
        "token", ready.clusters[0].endpoint, AWS_EC2_METADATA_DISABLED="true", HOME="/nonexistent"
    )
    assert done.returncode == 3
    assert "credentials" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_dry_run_of_apply_says_why_it_needs_credentials(ready: Ready, tmp_path: Path) -> None:
    script = tmp_path / "a.sql"
    script.write_text("select 1")
    shop = ready.clusters[0].endpoint
    alone = {"AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nonexistent"}
    done = dsql_tui("apply", shop, str(script), "--dry-run", **alone)
    assert done.returncode == 3
    assert "--dry-run connects too: the ledger" in done.stderr


@pytest.fixture
def saved(tmp_path: Path, ready: Ready) -> dict[str, str]:
    """Return an environment with the profiles `prod`, the sample shop, and `broken`."""
    folder = tmp_path / "config" / "dsql-tui"
    folder.mkdir(parents=True)
    text = f'[prod]\ntarget = "{ready.clusters[0].endpoint}"\nrole = "app"\n[broken]\nrole = "x"\n'
    (folder / "profiles.toml").write_text(text)
    return {**ready.env, "XDG_CONFIG_HOME": str(tmp_path / "config")}


def test_options_override_a_profile(saved: dict[str, str]) -> None:
    done = dsql_tui("token", "prod", **saved)
    assert "Action=DbConnect&" in done.stdout
    done = dsql_tui("token", "prod", "-U", "admin", **saved)
    assert "Action=DbConnectAdmin&" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["--help"], ["recipe", "prod", "psql"], ["doctor", "--json"], ["token", "prod"]]
)
@pytest.mark.parametrize(("to", "words"), [("/dev/full", "No space left on device"), ("&-", "")])
def test_broken_output_prints_at_most_one_sentence(
    saved: dict[str, str], arguments: list[str], to: str, words: str
) -> None:
    line = shlex.join([sys.executable, "-m", "dsql_tui", *arguments])
    done = subprocess.run(
        ["bash", "-c", f"{line} >{to}"],
        env={**os.environ, **saved, "PYTHONUNBUFFERED": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == bool(words)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("prdo", "The nearest profile is “prod”."),
        ("elsewhere", "an ARN or an endpoint. No profile has this name.\n"),
        ("broken", "Profile “broken” cannot be used. profiles.toml, line 4: "),
    ],
)
def test_unknown_profile_is_one_sentence(saved: dict[str, str], target: str, words: str) -> None:
    done = dsql_tui("token", target, **saved)
    assert done.returncode == 2
    assert words in done.stderr


def test_commands_work_without_a_home_directory(ready: Ready, tmp_path: Path) -> None:
    nowhere = {name: "/proc/nowhere" for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME")}
    done = dsql_tui("token", ready.clusters[0].endpoint, **ready.env, **nowhere)
    assert done.returncode == 0
    done = dsql_tui("profiles", "add", "a", ready.clusters[0].endpoint, **nowhere)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert len(done.stderr.splitlines()) == 1
