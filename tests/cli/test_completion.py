"""Completion in a shell: what is offered for each place of a command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dsql_tui.cli.completer import FILES, FOLDERS, TABLE_FILE, complete
from dsql_tui.store import paths

HOST = "abcdefghijklmnopqrstuvwxyz.dsql.eu-west-1.on.aws"
PROFILES = '[prod]\ntarget = "x"\n["sta ging"] # [no]\ntarget = "[[x]]"\n["a\tb"]\n'
AWS = "[default]\n[profile dev team]\nregion = x\n[profile prod]\n[sso-session corp]\n"
CLUSTERS = (
    '{"a": {"clusters": [3]}, "b": 3, "c": {"clusters": [{"host": "other.example", "tags": '
    '{"Name": "staging"}}, {"host": 3}]}}'
)
SHELLS = Path(TABLE_FILE).with_name("shells")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with profiles, a cluster that was used, and AWS profiles."""
    for folder, name, text in (
        (paths.config_folder(), "profiles.toml", PROFILES),
        (paths.data_folder(), "roles.json", f'{{"{HOST}": {{"used": ["app"], "mapped": {{}}}}}}'),
        (paths.data_folder(), "clusters.json", CLUSTERS),
        (tmp_path, "aws", AWS),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "aws"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ex", ["exec"]),
        ("pro", ["profiles", "prod"]),
        ("exec ", ["prod", "sta ging", HOST, "staging", "other.example"]),
        ("exec -q p", ["prod"]),
        ("exec prod --format ", None),
        ("exec prod --format=jso", ["--format=json", "--format=jsonl"]),
        ("exec prod --format = jso", ["--format=json", "--format=jsonl"]),
        ("exec prod --key", ["--keep-going"]),
        ("exec prod -q --qui", []),
        ("exec prod -f ", [FILES]),
        ("exec prod --output=", [FILES]),
        ("exec prod -U ", ["admin", "app"]),
        (f"exec {HOST} -U a", ["admin", "app"]),
        ("exec -- -", []),
        ("sandbox --data ", [FOLDERS]),
        ("--aws-profile ", ["default", "dev team", "prod"]),
        ("clusters --region eu-w", ["eu-west-1", "eu-west-2", "eu-west-3"]),
        ("recipe prod psyc", ["psycopg", "psycopg-token", "psycopg2", "psycopg2-token"]),
        ("profiles sh", ["show"]),
        ("profiles show ", ["prod", "sta ging"]),
        ("profiles add new prod --environment p", ["prod"]),
        ("profiles move prod ", ["up", "down", "first", "last"]),
        ("compare prod ./", [FILES]),
        ("compare prod sta", ["sta ging", "staging"]),
        ("help vers", ["version"]),
        ("exec prod nothing more ", []),
        ("nonsense ", []),
    ],
)
def test_each_place_has_its_words(line: str, words: list[str] | None) -> None:
    found = [offer.word for offer in complete(line.split(" "))]
    if words is None:
        assert {"csv", "json", "table"} <= set(found)
    elif line.endswith("--key"):
        assert found == []
    else:
        assert found == words


def test_a_shell_does_not_wait_for_large_packages() -> None:
    code = (
        "import sys; from dsql_tui.cli import run; run(['completion', '--words', 'exec', '']); "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    *words, modules = done.stdout.splitlines()
    assert "prod\tsaved profile" in words
    heavy = {"boto3", "botocore", "psycopg", "textual", "rich", "tomlkit", "asyncio", "pygments"}
    assert not heavy & set(modules.split())


def run_shell(shell: str, script: str, folder: Path) -> list[str]:
    """Run a script in a shell that finds this program, and return its lines."""
    program = folder / "programs" / "dsql-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m dsql_tui "$@"\n')
    program.chmod(0o755)
    (folder / "b c.sql").touch()
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [shell, "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_bash_completes_by_the_script(tmp_path: Path) -> None:
    script = """
        eval "$(dsql-tui completion bash)"
        compopt() { :; }
        complete_line() {
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
            _dsql_tui "$1" "${COMP_WORDS[COMP_CWORD]}" ""
            printf '%s\\n' "${COMPREPLY[@]}"
        }
        complete_line dsql-tui exec "sta "
        complete_line dsql-tui exec prod --format = cs
        complete_line dsql-tui exec prod -f b
    """
    assert run_shell("bash", script, tmp_path) == ["sta\\ ging", "csv", "b c.sql"]


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
def test_fish_completes_by_the_script(tmp_path: Path) -> None:
    script = """
        dsql-tui completion fish | source
        complete -C "dsql-tui exec sta\\ "
        complete -C "dsql-tui exec prod --format=cs"
        complete -C "dsql-tui exec prod -f b\\ "
    """
    words = [line.partition("\t")[0] for line in run_shell("fish", script, tmp_path)]
    assert words == ["sta ging", "--format=csv", "b c.sql"]


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
def test_zsh_reads_the_script() -> None:
    subprocess.run(["zsh", "-n", str(SHELLS / "dsql-tui.zsh")], check=True, timeout=20)
