"""A sandbox whose sessions end soon after their time is over, and the start of a console on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.start import Start
from tests.access import build_profile
from tests.conftest import start_copy

COMMAND = (sys.executable, "-m", "tests.sandbox.sandbox_with_short_grace")


@pytest.fixture(scope="module")
def brief(created: Path) -> Iterator[Ready]:
    with start_copy(created, COMMAND) as process:
        yield process.ready


@pytest.fixture
def brief_start(brief: Ready, monkeypatch: pytest.MonkeyPatch, clean_environment: None) -> Start:
    for name, value in brief.env.items():
        monkeypatch.setenv(name, value)
    return Start(build_profile(brief), ("us-east-1",))
