"""A sandbox of its own for tests that create clusters and make things go wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready

BRISK = (sys.executable, "-m", "tests.sandbox.brisk_sandbox")


@pytest.fixture(scope="session")
def brisk() -> Iterator[Ready]:
    """Changes of status take a fifth of a second in it."""
    with SandboxProcess(command=BRISK) as process:
        yield process.ready
