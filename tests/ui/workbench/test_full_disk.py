"""A full disk in the console: the statement ends, the reason is shown, and the console goes on."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from tests.faults import inject_faults
from tests.ui.driving import open_workbench, run_sql, wait_until

ROWS = "select a, repeat('y', 100) from generate_series(1, 10000) a, generate_series(1, 20000) b"


@pytest.mark.parametrize(
    "script",
    [
        f"\\copy ({ROWS}) to /dev/full",
        "\\copy (select 1) to /dev/full",
        "select 1 \\g /dev/full",
        "\\o /dev/full\nselect 1;",
        "\\o /dev/full\n\\qecho words",
    ],
)
async def test_full_disk_is_an_error_of_the_statement(
    start: Start, aws: Ready, script: str
) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        runner = screen.console.runner
        with inject_faults(aws, ignore_cancel=True):
            screen.console.editor.text = script
            screen.console.action_run_script()
            await wait_until(pilot, lambda: not screen.console.busy)
        error = runner.outcome.error
        words = [error.message] if error else [each.message for each in pilot.app._notifications]
        assert any("No space left on device" in each for each in words)
        await run_sql(pilot, screen, "\\o")
        await run_sql(pilot, screen, "select 1")
        assert runner.outcome.error is None
