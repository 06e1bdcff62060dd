"""The command line against the sandbox, called in this process and as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from dsql_tui.cli import run
from dsql_tui.sandbox.ready import Ready


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    data: str
    talk: str


Command = Callable[..., Done]


def way_to(ready: Ready) -> list[str]:
    """A target, and the options that lead to it."""
    endpoint, port = ready.clusters[0].endpoint, str(ready.port)
    return [
        endpoint,
        "--hostaddr",
        ready.hostaddr,
        "--port",
        port,
        "--sslrootcert",
        ready.sslrootcert,
    ]


@pytest.fixture
def command(aws: Ready, capsysbinary: pytest.CaptureFixture[bytes]) -> Command:
    """Run a command of ours on the sandbox, in this process."""

    def call(name: str, *arguments: str) -> Done:
        code = run([name, *way_to(aws), *arguments])
        data, talk = capsysbinary.readouterr()
        return Done(code, data.decode(), talk.decode())

    return call


@pytest.fixture
def process(aws: Ready) -> Callable[..., subprocess.Popen[bytes]]:
    """Start a command of ours on the sandbox, as a process of its own."""

    def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dsql_tui", name, *way_to(aws), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    return start
