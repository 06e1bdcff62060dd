"""The log file: what the program does, without secrets and data."""

from __future__ import annotations

import logging
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dsql_tui.cli import COMMANDS, run
from dsql_tui.log import log_path, start_log
from dsql_tui.sandbox.ready import Ready
from tests.terminal import Terminal

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (DEBUG|INFO|WARNING|ERROR) \d+/[\w-]+ [\w.]+: .+"
)


def options(ready: Ready) -> list[str]:
    cluster = ready.clusters[0].endpoint
    way = ["--hostaddr", ready.hostaddr, "--port", str(ready.port)]
    return [cluster, *way, "--sslrootcert", ready.sslrootcert]


def test_run_is_logged_without_its_text_and_secrets(aws: Ready, tmp_path: Path) -> None:
    log = tmp_path / "log"
    sql = "select 'a value', 42; select nothing"
    assert run(["exec", *options(aws), "-c", sql, "--log", str(log)]) == 1
    text = log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert all(LINE.fullmatch(line) for line in text.splitlines()), text
    for words in ("session ", " opened on ", "sending a statement (read, ", "SELECT 1 after "):
        assert words in text
    assert "failed after " in text
    assert "42703" in text
    assert "ended with exit code 1" in text
    assert "value" not in text
    for secret in (aws.env["AWS_SECRET_ACCESS_KEY"], "X-Amz-Signature", "password"):
        assert secret not in text


def test_statements_are_logged_on_request(aws: Ready, tmp_path: Path) -> None:
    log = tmp_path / "log"
    sql = "select 'a\x1bvalue'; alter role nobody password 'hunter2'"
    arguments = ["--log-statements", "--log", str(log)]
    run(["exec", *options(aws), "-c", sql, "--keep-going", *arguments])
    text = log.read_text()
    assert "select 'a␛value'" in text
    assert "hunter2" not in text


def test_aws_calls_are_logged(aws: Ready, tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert run(["clusters", "--region", "us-east-1", "--log", str(log)]) == 0
    assert "ListClusters in us-east-1: 200 after" in log.read_text()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_logs_to_the_file_in_the_environment(command: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    subprocess.run(
        [sys.executable, "-m", "dsql_tui", command, "--nonsense"],
        env={"PATH": "/usr/bin", "HOME": str(tmp_path), "DSQL_TUI_LOG": str(log)},
        capture_output=True,
        check=False,
    )
    assert f"{command} ended with exit code 2" in log.read_text()


def test_console_logs(aws: Ready, tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-m", "dsql_tui", *options(aws), "--log", str(log)]
    with Terminal(command, environment={**aws.env, "HOME": str(tmp_path)}) as terminal:
        terminal.wait("session 59:")
        terminal.press("\x11")
        assert terminal.finish() == 0
    text = log.read_text()
    assert " opened on " in text
    assert "console ended with exit code 0" in text


def test_unwritable_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["clusters", "--log", str(tmp_path)]) == 2
    assert f"The log file {tmp_path} cannot be written: Is a directory." in capsys.readouterr().err
    monkeypatch.setenv("DSQL_TUI_LOG", str(tmp_path))
    assert run(["profiles", "path"]) == 0
    assert "(DSQL_TUI_LOG) cannot be written" in capsys.readouterr().err


def test_existing_file_is_made_private_and_appended_to(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("before\n")
    log.chmod(0o644)
    start_log(str(log))
    logging.getLogger("dsql_tui.test").info("token X-Amz-Signature=abc&x, \x1b[31m\nsecond line")
    assert log_path() == str(log)
    before, line = log.read_text().splitlines()
    assert before == "before"
    assert "abc" not in line
    assert "\x1b" not in line
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_loggers_of_libraries_are_unchanged(tmp_path: Path) -> None:
    log = tmp_path / "log"
    start_log(str(log))
    logging.getLogger("botocore.auth").critical("credentials")
    assert "credentials" not in log.read_text()


_LIBRARY = """
import logging
from dsql_tui.cli import run
run(["version"])
logging.getLogger("psycopg").warning("cancellation failed: \\x1b]0;title")
"""


def test_what_libraries_log_is_not_printed() -> None:
    done = subprocess.run([sys.executable, "-c", _LIBRARY], capture_output=True, check=True)
    assert done.stdout.startswith(b"dsql-tui ")
    assert done.stderr == b""
