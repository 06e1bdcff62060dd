"""A search for secrets in files, output and command lines after a run of everything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import traceback
from dataclasses import replace
from pathlib import Path

import pytest

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.tokens import sign
from dsql_tui.db.session import ConnectError
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access
from tests.end_to_end.test_program import DSQL_TUI, MENU, QUIT, RUN, descendants
from tests.faults import inject_faults
from tests.terminal import Terminal

SIGNED = re.compile(rb"X-Amz-(?:Signature|Security-Token|Credential)\s*=", re.IGNORECASE)
"""A part of every token and signed URL."""


def find_secrets(data: bytes, ready: Ready) -> list[str]:
    """Return the secrets in some bytes."""
    everyone = [ready.env, *ready.identities.values()]
    names = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    secrets = {each[name] for each in everyone for name in names if each.get(name)}
    return [secret for secret in secrets if secret.encode() in data] + [
        match[0].decode() for match in SIGNED.finditer(data)
    ]


def arguments(pid: int) -> bytes:
    """Return the command lines of a process and its descendants."""
    everyone = (Path(f"/proc/{each}/cmdline") for each in {pid} | descendants(pid))
    return b"\n".join(line.read_bytes() for line in everyone if line.exists())


def home(ready: Ready, folder: Path) -> dict[str, str]:
    """Return an environment that keeps all files in a folder."""
    paths = {name: str(folder / name.lower()) for name in ("HOME", "TMPDIR")}
    kinds = ("DATA", "STATE", "CONFIG", "CACHE", "RUNTIME")
    paths |= {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in kinds}
    for place in paths.values():
        Path(place).mkdir(exist_ok=True)
    return {**ready.env, **paths, "DSQL_TUI_LOG": str(folder / "log.txt")}


def way(ready: Ready) -> list[str]:
    port = str(ready.port)
    to = [ready.clusters[0].endpoint, "--hostaddr", ready.hostaddr, "--port", port]
    return [*to, "--sslrootcert", ready.sslrootcert]


def test_a_full_run_writes_no_secret(ready: Ready, tmp_path: Path) -> None:
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
            terminal.wait("Press a key")
            terminal.press(letter)
            terminal.wait(lambda text: "Press a key" not in text)
            terminal.wait(shown)
        terminal.press("\x1b")
        lines += arguments(terminal.pid)
        with inject_faults(ready, drop="all", refuse={"error": "denied", "times": 3}):
            terminal.wait("session ended")
            terminal.press(MENU)
            terminal.wait("Press a key")
            terminal.press("e")
            terminal.wait(lambda text: "Press a key" not in text)
            terminal.press("select 43 as denied")
            terminal.wait("select 43 as denied")
            terminal.press(RUN)
            terminal.wait("access denied")
        lines += arguments(terminal.pid)
        terminal.press(QUIT)
        assert terminal.finish() == 0
        assert find_secrets(terminal.drawn, ready) == []
    assert b"dsql_tui" in lines
    assert find_secrets(lines, ready) == []
    for command in (["exec", *way(ready), "-c", "select nothing"], ["doctor", *way(ready)]):
        said = subprocess.run(
            [sys.executable, "-m", "dsql_tui", *command],
            env={**os.environ, **environment},
            capture_output=True,
            check=False,
        )
        assert find_secrets(said.stdout + said.stderr, ready) == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    ours = [path for path in tmp_path.rglob("*") if "dsql-tui" in path.parts]
    assert {str(path): path.stat().st_mode & 0o077 for path in ours} == dict.fromkeys(
        map(str, ours), 0
    )
    assert "opened on" in (tmp_path / "log.txt").read_text()
    assert any(b"answer" in path.read_bytes() for path in files), "the history is not kept here"
    assert {str(path): find_secrets(path.read_bytes(), ready) for path in files} == {
        str(path): [] for path in files
    }


def test_exceptions_and_values_hide_secrets(aws: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    access = build_access(aws)
    token = sign(access.identity, access.endpoint, "admin")
    assert find_secrets(token.text.encode(), aws), "a token is found where there is one"
    shown = [repr(token), repr(access), repr(access.identity)]
    with pytest.raises(ConnectError) as refused:
        replace(access, role="nobody").open()
    for name, value in aws.identities["reader"].items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConnectError) as denied:
        build_access(aws).open()
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(AwsError) as unsigned:
        sign(Identity(), access.endpoint, "admin")
    for error in (refused.value, denied.value, unsigned.value):
        cause: BaseException | None = error
        while cause is not None:
            shown += [str(cause), repr(cause), *traceback.format_exception(cause)]
            cause = cause.__context__
        shown.append(repr(getattr(error, "error", "")))
    assert find_secrets("\n".join(shown).encode(), aws) == []
