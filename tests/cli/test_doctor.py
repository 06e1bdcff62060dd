"""`dsql-tui doctor` as a command and in a terminal."""

from __future__ import annotations

import json
import re
import sys
from threading import Event

import pytest

from dsql_tui.cli.doctor import run
from dsql_tui.cli.options import DONE, NOT_CONNECTED
from dsql_tui.sandbox.ready import Ready
from tests.listeners import listen
from tests.terminal import Terminal


def way(ready: Ready) -> list[str]:
    return [
        "--hostaddr",
        ready.hostaddr,
        "--port",
        str(ready.port),
        "--sslrootcert",
        ready.sslrootcert,
    ]


def test_working_connection_ends_with_0(aws: Ready, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([aws.clusters[0].endpoint, *way(aws)]) == DONE
    lines = capfd.readouterr().out.splitlines()
    assert lines[0].startswith("✓ Python")
    assert re.fullmatch(r"✓ first SELECT  PostgreSQL 16, in .*", lines[-1])


def test_json_has_every_step_with_cause_and_remedy(
    aws: Ready, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([aws.clusters[0].endpoint, *way(aws), "--role", "nobody", "--json"]) == NOT_CONNECTED
    told = json.loads(capfd.readouterr().out)
    assert told["passed"] is False
    login = next(step for step in told["steps"] if step["step"] == "login")
    assert login["outcome"] == "failed"
    assert login["cause"]
    assert login["remedy"]
    assert told["steps"][-1]["result"] == "needs login"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (["abcdefghijklmnopqrstuvwxy"], "has 25 letters and digits"),
        (["db.cluster-abc.us-east-1.rds.amazonaws.com"], "is not an endpoint of Aurora DSQL"),
        (["abcdefghijklmnopqrstuvwxyz"], "needs its region"),
        (["a" * 26 + ".dsql.us-east-1.on.aws", "--region", "us-east-2"], "is in us-east-1, not"),
    ],
)
def test_target_without_a_cluster_fails_a_step(
    aws: Ready,
    target: list[str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    assert run([*target, "--json"]) == NOT_CONNECTED
    failed = [s for s in json.loads(capfd.readouterr().out)["steps"] if s["outcome"] == "failed"]
    assert [step["step"] for step in failed] == ["region"]
    assert words in failed[0]["cause"]


def test_terminal_answers_are_read(aws: Ready) -> None:
    with Terminal([sys.executable, "-m", "dsql_tui", "doctor"], environment=aws.env) as terminal:
        terminal.wait(lambda _: b"\x1b[c" in terminal.drawn)
        terminal.press("\x1b[?1006;2$y\x1b[?0u\x1b[?62;52c")
        shown = terminal.wait("first SELECT")
        assert terminal.finish() == 0
    for line in (
        "mouse         reported",
        "through the terminal (OSC 52)",
        "all are reported",
    ):
        assert line in shown
    assert "16 million" in shown
    assert "120 × 40" in shown


def test_silent_terminal_does_not_delay(aws: Ready) -> None:
    environment = {**aws.env, "COLORTERM": "", "TERM": "vt100"}
    command = [sys.executable, "-m", "dsql_tui", "doctor"]
    with Terminal(command, columns=50, environment=environment) as terminal:
        shown = terminal.wait("first SELECT")
    assert "unknown: the terminal" in shown
    assert "few, by TERM=vt100" in shown
    assert "The terminal is small" in shown


def test_ctrl_c_ends_it_silently(aws: Ready) -> None:
    with listen(lambda link: Event().wait()) as port:
        target, way = aws.clusters[0].endpoint, ["--hostaddr", "127.0.0.1", "--port", str(port)]
        command = [sys.executable, "-m", "dsql_tui", "doctor", target, *way]
        with Terminal(command, environment=aws.env) as terminal:
            terminal.press("\x1b[?62c")
            terminal.wait("TCP ")
            terminal.press("\x03")
            assert terminal.finish() == 130
    assert b"Traceback" not in terminal.drawn
