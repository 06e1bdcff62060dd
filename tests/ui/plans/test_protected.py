"""EXPLAIN ANALYZE of a write on protected connections."""

from __future__ import annotations

from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.dialogs.preflight import RunWarning
from dsql_tui.ui.plans.plan_screen import PlanScreen
from dsql_tui.ui.start import Start
from tests.ui.driving import read_screen, wait_for_screen, wait_until
from tests.ui.workbench.test_guard import CHANGE, connected


async def test_in_prod_the_review_asks_before_a_write_is_measured(start: Start, aws: Ready) -> None:
    async with connected(start, aws, "prod") as (pilot, screen, runs):
        console = screen.console
        for key, sent in (("n", 0), ("y", 3)):
            console.editor.text = CHANGE
            await pilot.press("ctrl+o", "x", "a")
            question = read_screen(await wait_for_screen(pilot, RunWarning))
            assert "BEGIN and ROLLBACK" in question
            assert "is a production profile" in question
            await pilot.press(key)
            await wait_until(pilot, lambda: not isinstance(pilot.app.screen, RunWarning))
            await wait_until(pilot, lambda: not console.busy)
            assert len(runs) == sent
        await wait_for_screen(pilot, PlanScreen)
        assert not console.state.open
        assert [run.statement.split()[0] for run in runs] == ["begin", "EXPLAIN", "rollback"]


async def test_a_read_only_profile_plans_a_write_and_does_not_run_it(
    start: Start, aws: Ready
) -> None:
    async with connected(start, aws, "dev", read_only=True) as (pilot, screen, runs):
        screen.console.editor.text = CHANGE
        await pilot.press("ctrl+o", "x", "e")
        await wait_for_screen(pilot, PlanScreen)
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("ctrl+o", "x", "a")
        await wait_until(
            pilot, lambda: any("read-only" in each.message for each in pilot.app._notifications)
        )
        await wait_until(pilot, lambda: not screen.console.busy)
        assert len(runs) == 1
