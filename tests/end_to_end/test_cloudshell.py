"""The console in AWS CloudShell: its credentials, and what is left after the session's end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from dsql_tui.sandbox.ready import Ready
from tests.terminal import Terminal
from tests.terminals.places import RUN, start

_NAMES = {"AWS_ACCESS_KEY_ID": "AccessKeyId", "AWS_SECRET_ACCESS_KEY": "SecretAccessKey"}
_AUTHORIZATION = "a-token-of-cloudshell"


@pytest.fixture
def cloudshell(ready: Ready) -> Iterator[dict[str, str]]:
    """The environment of CloudShell, whose credentials come from an address on the computer."""
    keys = {name: ready.env[variable] for variable, name in _NAMES.items()}
    answer = json.dumps({**keys, "Token": "", "Expiration": "2099-01-01T00:00:00Z"}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            allowed = self.headers["Authorization"] == _AUTHORIZATION
            self.send_response(200 if allowed else 403)
            self.end_headers()
            self.wfile.write(answer if allowed else b"{}")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield {
            **dict.fromkeys(_NAMES, ""),
            "AWS_EXECUTION_ENV": "CloudShell",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://127.0.0.1:{server.server_port}/role",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": _AUTHORIZATION,
        }
        server.shutdown()


def test_text_and_history_are_there_after_the_end_of_the_session(
    cloudshell: dict[str, str], ready: Ready, tmp_path: Path
) -> None:
    def open_console() -> Terminal:
        return start(ready, tmp_path, ready.clusters[0].endpoint, cloudshell)

    with open_console() as terminal:
        terminal.wait("session 59:")
        terminal.press("select 'run before' as a;")
        terminal.wait("as a;")
        terminal.press(RUN)
        terminal.wait("1 row")
        terminal.press("\r-- typed last")
        terminal.wait("-- typed last")
        assert terminal.hang_up() == 128 + signal.SIGHUP
    with open_console() as terminal:
        terminal.wait(lambda text: "session 59:" in text and "-- typed last" in text)
        terminal.press("\x12")
        terminal.wait("History")
        terminal.wait(lambda text: text.count("run before") > 1)
        terminal.press("\x1b")
    size = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert size < 1_000_000


def test_credentials_that_are_refused_are_a_sentence(
    cloudshell: dict[str, str], ready: Ready
) -> None:
    command = [sys.executable, "-m", "dsql_tui", "token", ready.clusters[0].endpoint]
    refused = {**ready.env, **cloudshell, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "another"}
    done = subprocess.run(command, env=refused, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done
    assert "Traceback" not in done.stderr
    assert "credentials" in done.stderr
    assert done.stdout == ""
