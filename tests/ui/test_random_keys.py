"""No key, click, paste or byte ends the program; `tests.ui.random_keys` sends many more."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.start import Start
from tests.ui.random_keys import RandomInput

EVENTS = 600
SEED = int(os.environ.get("DSQL_TUI_TEST_SEED", 20261130))
"""The same each time, so that a failure can be repeated; the command tries others."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("at_workbench", [False, True], ids=["picker", "workbench"])
async def test_random_input_does_not_end_the_program(
    start: Start, aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_workbench: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    if at_workbench:
        connection = replace(start.connection, target=aws.clusters[0].endpoint)
        start = replace(start, connection=connection)
    await RandomInput(start, SEED, at_workbench).run(EVENTS)
