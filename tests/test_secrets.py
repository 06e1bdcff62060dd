"""No secret is left anywhere: after a run of everything, every place is searched for them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import traceback
from dataclasses import replace
from pathlib import Path

import pytest

from dsql_tui.aws.identity import AwsError, Identity
from dsql_tui.aws.tokens import sign
from dsql_tui.db.session import OpeningRefused
from dsql_tui.sandbox.ready import Ready
from tests.access import access_of
from tests.arming import armed
from tests.terminal import Terminal
from tests.test_terminal import DSQL_TUI, MENU, QUIT, RUN, descendants

SIGNED = re.compile(rb"X-Amz-(?:Signature|Security-Token|Credential)\s*=", re.IGNORECASE)
"""What stands in every token and signed URL, and in nothing else."""


def found(data: bytes, ready: Ready) -> list[str]:
    """Which secrets stand in some bytes."""
    everyone = [ready.env, *ready.identities.values()]
    names = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    secrets = {each[name] for each in everyone for name in names if each.get(name)}
    return [secret for secret in secrets if secret.encode() in data] + [
        match[0].decode() for match in SIGNED.finditer(data)
    ]


def arguments(pid: int) -> bytes:
    """The command lines of a process and all below it."""
    everyone = (Path(f"/proc/{each}/cmdline") for each in {pid} | descendants(pid))
    return b"\n".join(line.read_bytes() for line in everyone if line.exists())


def home(ready: Ready, folder: Path) -> dict[str, str]:
    """An environment whose every file lands in a folder."""
    places = {name: str(folder / name.lower()) for name in ("HOME", "TMPDIR")}
    kinds = ("DATA", "STATE", "CONFIG", "CACHE", "RUNTIME")
    places |= {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in kinds}
    for place in places.values():
        Path(place).mkdir(exist_ok=True)
    return {**ready.env, **places}


def way(ready: Ready) -> list[str]:
    port = str(ready.port)
    to = [ready.clusters[0].endpoint, "--hostaddr", ready.hostaddr, "--port", port]
    return [*to, "--sslrootcert", ready.sslrootcert]


def test_a_run_of_everything_leaves_no_secret(ready: Ready, tmp_path: Path) -> None:
    environment = home(ready, tmp_path)
    lines = b""
    with Terminal([*DSQL_TUI, *way(ready)], environment=environment) as terminal:
        terminal.wait("session 59:")
        terminal.press("select 42 as answer")
        terminal.wait("select 42 as answer")
        terminal.press(RUN)
        terminal.wait("1 row")
        for letter, shown in [("t", "2 "), ("i", "2 admin"), ("h", "answer")]:
            terminal.press(MENU)
            terminal.wait("a letter does it")
            terminal.press(letter)
            terminal.wait(lambda text: "a letter does it" not in text)
            terminal.wait(shown)
        terminal.press("\x1b")
        lines += arguments(terminal.pid)
        with armed(ready, drop="all", refuse={"error": "denied", "times": 3}):
            terminal.wait("session over")
            terminal.press(MENU)
            terminal.wait("a letter does it")
            terminal.press("e")
            terminal.wait(lambda text: "a letter does it" not in text)
            terminal.press("select 43 as denied")
            terminal.wait("select 43 as denied")
            terminal.press(RUN)
            terminal.wait("access denied")
        lines += arguments(terminal.pid)
        terminal.press(QUIT)
        assert terminal.finish() == 0
        assert found(terminal.drawn, ready) == []
    assert b"dsql_tui" in lines
    assert found(lines, ready) == []
    for command in (["exec", *way(ready), "-c", "select nothing"], ["doctor", *way(ready)]):
        said = subprocess.run(
            [sys.executable, "-m", "dsql_tui", *command],
            env={**os.environ, **environment},
            capture_output=True,
            check=False,
        )
        assert found(said.stdout + said.stderr, ready) == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"answer" in path.read_bytes() for path in files), "the history is not kept here"
    assert {str(path): found(path.read_bytes(), ready) for path in files} == {
        str(path): [] for path in files
    }


def test_no_exception_and_no_value_shows_a_secret(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = access_of(aws)
    token = sign(access.identity, access.endpoint, "admin")
    assert found(token.text.encode(), aws), "a token is found where there is one"
    shown = [repr(token), repr(access), repr(access.identity)]
    with pytest.raises(OpeningRefused) as refused:
        replace(access, role="nobody").open()
    for name, value in aws.identities["reader"].items():
        monkeypatch.setenv(name, value)
    with pytest.raises(OpeningRefused) as denied:
        access_of(aws).open()
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(AwsError) as unsigned:
        sign(Identity(), access.endpoint, "admin")
    for error in (refused.value, denied.value, unsigned.value):
        cause: BaseException | None = error
        while cause is not None:
            shown += [str(cause), repr(cause), *traceback.format_exception(cause)]
            cause = cause.__context__
        shown.append(repr(getattr(error, "refusal", "")))
    assert found("\n".join(shown).encode(), aws) == []
