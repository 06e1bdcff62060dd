"""The sandbox that the tests of a file share, and an environment that none of them inherits."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready

BRISK = (sys.executable, "-m", "tests.sandbox.brisk_sandbox")
_FOREIGN = ("AWS_", "PG", "SSL_CERT_", "COLUMNS", "LINES")

# The same examples each time, however slow the machine, and no folder of them left behind.
settings.register_profile("house", database=None, deadline=None, derandomize=True)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing that points to another server, identity or certificate, nor to the user's files."""
    for name in os.environ:
        if name.startswith(_FOREIGN):
            monkeypatch.delenv(name)
    # Nor a file of profiles, nor the metadata service of the machine that runs the tests.
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / "home" / kind.lower()))


@pytest.fixture(autouse=True)
def nobody_else_draws(request: pytest.FixtureRequest) -> None:
    """Before a property test, wait for the threads that a closed console has left.

    boto3 draws at random in them before it tries again, and hypothesis takes that for the test's.
    """
    if request.node.get_closest_marker("hypothesis"):
        for thread in threading.enumerate():
            if thread.name.endswith(("(_answer)", "(_turn)")):
                thread.join(30)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    """For all tests of a file: what others leave in theirs depends on which ran before."""
    with SandboxProcess() as process:
        yield process


@pytest.fixture(scope="module")
def ready(sandbox: SandboxProcess) -> Ready:
    """How to reach it."""
    return sandbox.ready


@pytest.fixture
def aws(ready: Ready, monkeypatch: pytest.MonkeyPatch, clean_environment: None) -> Ready:
    """The same, with the environment in which AWS clients reach it as its identity."""
    for name, value in ready.env.items():
        monkeypatch.setenv(name, value)
    return ready


@pytest.fixture(scope="module")
def brisk() -> Iterator[Ready]:
    """A sandbox of its own for tests that create clusters and make things go wrong.

    Changes of status take a fifth of a second in it.
    """
    with SandboxProcess(command=BRISK) as process:
        yield process.ready


@pytest.fixture
def brisk_aws(brisk: Ready, monkeypatch: pytest.MonkeyPatch, clean_environment: None) -> Ready:
    """The same, with the environment in which AWS clients reach it."""
    for name, value in brisk.env.items():
        monkeypatch.setenv(name, value)
    return brisk
