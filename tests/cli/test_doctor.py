"""`dsql-tui doctor` as it is called, and in a terminal that answers."""

from __future__ import annotations

import json
import re
import sys
from threading import Event

import pytest

from dsql_tui.cli.doctor import run
from dsql_tui.cli.options import DONE, UNREACHED
from dsql_tui.sandbox.ready import Ready
from tests.listeners import listening
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


def test_a_way_that_works_ends_with_0(aws: Ready, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([aws.clusters[0].endpoint, *way(aws)]) == DONE
    lines = capfd.readouterr().out.splitlines()
    assert lines[0].startswith("✓ Python")
    assert re.fullmatch(r"✓ first SELECT  PostgreSQL 16, in .*", lines[-1])


def test_json_has_every_step_with_cause_and_remedy(
    aws: Ready, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([aws.clusters[0].endpoint, *way(aws), "--role", "nobody", "--json"]) == UNREACHED
    told = json.loads(capfd.readouterr().out)
    assert told["passed"] is False
    login = next(step for step in told["steps"] if step["step"] == "login")
    assert login["outcome"] == "failed"
    assert login["cause"]
    assert login["remedy"]
    assert told["steps"][-1]["said"] == "needs login"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (["abcdefghijklmnopqrstuvwxy"], "has 25 letters and digits"),
        (["db.cluster-abc.us-east-1.rds.amazonaws.com"], "is no endpoint of Aurora DSQL"),
        (["abcdefghijklmnopqrstuvwxyz"], "needs its region"),
        (["a" * 26 + ".dsql.us-east-1.on.aws", "--region", "us-east-2"], "is in us-east-1, and"),
    ],
)
def test_a_target_that_names_no_cluster_is_a_step_that_fails(
    aws: Ready,
    target: list[str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    assert run([*target, "--json"]) == UNREACHED
    failed = [s for s in json.loads(capfd.readouterr().out)["steps"] if s["outcome"] == "failed"]
    assert [step["step"] for step in failed] == ["region"]
    assert words in failed[0]["cause"]


def test_a_terminal_is_asked_and_its_answers_are_understood(aws: Ready) -> None:
    with Terminal([sys.executable, "-m", "dsql_tui", "doctor"], environment=aws.env) as terminal:
        terminal.wait(lambda _: b"\x1b[c" in terminal.drawn)
        terminal.press("\x1b[?1006;2$y\x1b[?0u\x1b[?62;52c")
        shown = terminal.wait("first SELECT")
        assert terminal.finish() == 0
    for line in (
        "mouse         is reported",
        "through the terminal (OSC 52)",
        "all are told apart",
    ):
        assert line in shown
    assert "16 million" in shown
    assert "120 × 40" in shown


def test_a_terminal_that_does_not_answer_holds_nothing_up(aws: Ready) -> None:
    environment = {**aws.env, "COLORTERM": "", "TERM": "vt100"}
    command = [sys.executable, "-m", "dsql_tui", "doctor"]
    with Terminal(command, columns=50, environment=environment) as terminal:
        shown = terminal.wait("first SELECT")
    assert "the terminal does not say" in shown
    assert "few, by TERM=vt100" in shown
    assert "The terminal is small" in shown


def test_ctrl_c_ends_it_without_a_word(aws: Ready) -> None:
    with listening(lambda link: Event().wait()) as port:
        target, way = aws.clusters[0].endpoint, ["--hostaddr", "127.0.0.1", "--port", str(port)]
        command = [sys.executable, "-m", "dsql_tui", "doctor", target, *way]
        with Terminal(command, environment=aws.env) as terminal:
            terminal.press("\x1b[?62c")
            terminal.wait("TCP ")
            terminal.press("\x03")
            assert terminal.finish() == 130
    assert b"Traceback" not in terminal.drawn
