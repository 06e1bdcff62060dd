"""Commands on the sandbox, run in this process or in a separate one."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from dsql_tui.cli import run
from dsql_tui.log import STATEMENTS, stop_log
from dsql_tui.sandbox.ready import Ready
from dsql_tui.store.profiles import add_profile
from tests.access import build_profile


@dataclass(frozen=True)
class Done:
    """The result of a command."""

    code: int
    data: str
    talk: str


Command = Callable[..., Done]


def way_to(ready: Ready) -> list[str]:
    """Return a target with the options for the sandbox."""
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


def add_guarded_profiles(ready: Ready) -> None:
    """Save the profiles `prod`, `looks`, which is read-only, and `free`."""
    profile = replace(build_profile(ready), target=ready.clusters[0].endpoint)
    add_profile(replace(profile, name="prod", environment="prod"))
    add_profile(replace(profile, name="looks", read_only=True))
    add_profile(replace(profile, name="free"))


@pytest.fixture(autouse=True)
def no_log() -> Iterator[None]:
    """Stop the log that a command of this process has started."""
    yield
    stop_log()
    logger = logging.getLogger("dsql_tui")
    logger.setLevel(logging.NOTSET)
    logger.propagate = True
    logging.getLogger(STATEMENTS).setLevel(logging.NOTSET)


@pytest.fixture
def command(aws: Ready, capsysbinary: pytest.CaptureFixture[bytes]) -> Command:
    """Return a function that runs a command on the sandbox in this process."""

    def call(name: str, *arguments: str) -> Done:
        code = run([name, *way_to(aws), *arguments])
        data, talk = capsysbinary.readouterr()
        return Done(code, data.decode(), talk.decode())

    return call


@pytest.fixture
def process(aws: Ready) -> Callable[..., subprocess.Popen[bytes]]:
    """Return a function that starts a command on the sandbox in a separate process."""

    def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dsql_tui", name, *way_to(aws), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    return start
