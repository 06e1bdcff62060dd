"""A sandbox for the tests of each file, and a clean environment for each test."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from dsql_tui.sandbox.process import COMMAND, SandboxProcess
from dsql_tui.sandbox.ready import Ready

FAST_COMMAND = (sys.executable, "-m", "tests.sandbox.fast_sandbox")
# To walk through all that the tests have loaded took a third of their time.
gc.set_threshold(50_000)

_TESTS = Path(__file__).parent
_LONG = ("cli", "clients", "end_to_end", "sandbox", "sql", "ui")
_FOREIGN = ("AWS_", "PG", "SSL_CERT_", "COLUMNS", "LINES")

# The same examples in every run, no deadline for slow machines, and no database of examples.
settings.register_profile("dsql-tui", database=None, deadline=None, derandomize=True)
settings.load_profile("dsql-tui")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the folders that have long files, so that none is left alone at the end."""
    items.sort(key=lambda item: item.path.relative_to(_TESTS).parts[0] not in _LONG)


def pytest_collection_finish() -> None:
    """Exclude the tests themselves from garbage collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Remove what points to another server, identity or certificate, or to the user's files."""
    for name in os.environ:
        if name.startswith(_FOREIGN):
            monkeypatch.delenv(name)
    # No profiles of the user, and no metadata service of the machine that runs the tests.
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / "home" / kind.lower()))


@pytest.fixture(autouse=True)
def wait_for_threads(request: pytest.FixtureRequest) -> None:
    """Wait for the threads of closed consoles before a property test.

    boto3 draws random numbers in them for its retries, which hypothesis would count as the test's.
    """
    if request.node.get_closest_marker("hypothesis"):
        for thread in threading.enumerate():
            if thread.name.endswith(("(_answer)", "(_turn)")):
                thread.join(30)


@pytest.fixture(scope="session")
def created(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a sandbox that has started once; a copy of it starts three times as fast."""
    folder = tmp_path_factory.mktemp("created") / "data"
    with SandboxProcess(folder):
        return folder


@contextmanager
def start_copy(created: Path, command: Sequence[str] = COMMAND) -> Iterator[SandboxProcess]:
    """Start a sandbox on a copy of the data, which is removed at its end."""
    with tempfile.TemporaryDirectory(dir=created.parent) as folder:
        data = shutil.copytree(created, Path(folder) / "data")
        with SandboxProcess(data, command=command) as process:
            yield process


@pytest.fixture(scope="module")
def sandbox(created: Path) -> Iterator[SandboxProcess]:
    """A sandbox for all tests of a file; other files never see what they leave in it."""
    with start_copy(created) as process:
        yield process


@pytest.fixture(scope="module")
def ready(sandbox: SandboxProcess) -> Ready:
    """The connection settings of the sandbox."""
    return sandbox.ready


@pytest.fixture
def aws(ready: Ready, monkeypatch: pytest.MonkeyPatch, clean_environment: None) -> Ready:
    """The sandbox, with the environment in which AWS clients use it and its identity."""
    for name, value in ready.env.items():
        monkeypatch.setenv(name, value)
    return ready


@pytest.fixture(scope="module")
def fast(created: Path) -> Iterator[Ready]:
    """A sandbox for tests that create clusters and arm faults.

    Changes of status take a fifth of a second in it.
    """
    with start_copy(created, FAST_COMMAND) as process:
        yield process.ready


@pytest.fixture
def fast_aws(fast: Ready, monkeypatch: pytest.MonkeyPatch, clean_environment: None) -> Ready:
    """The fast sandbox, with the environment in which AWS clients use it."""
    for name, value in fast.env.items():
        monkeypatch.setenv(name, value)
    return fast
