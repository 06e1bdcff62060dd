"""What is asked before a run, and what is told after it."""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.events import Run
from dsql_tui.sql.scan import Statement
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from tests.ui.driving import ran, workbench

SIZE = (120, 40)


async def test_whoever_is_asked_before_a_run_may_change_it_or_stop_it(start: Start) -> None:
    async def doubled(statements: Sequence[Statement]) -> Sequence[Statement]:
        return [*statements, *statements]

    async def none(statements: Sequence[Statement]) -> Sequence[Statement]:
        return []

    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        runs: list[Run] = []
        crank = screen.console.crank
        crank.after.append(runs.append)
        crank.before.append(doubled)
        await ran(pilot, screen, "select 1")
        assert [run.statement for run in runs] == ["select 1", "select 1"]
        crank.before.append(none)
        await ran(pilot, screen, "select 2")
        assert len(runs) == 2


async def test_every_run_is_told_with_what_came_of_it(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        runs: list[Run] = []
        screen.console.crank.after.append(runs.append)
        for script in ("select 1 union select 2", "begin", "select nothing", "rollback"):
            await ran(pilot, screen, script)
        rows, begun, refused, ended = runs
        assert (rows.rows, rows.tag, rows.refusal, rows.role) == (2, "SELECT 2", None, "admin")
        assert rows.target == screen.shared.title
        assert (begun.rows, begun.tag) == (None, "BEGIN")
        assert refused.refusal is not None
        assert (refused.refusal.sqlstate, refused.tag, refused.unknown) == ("42703", "", False)
        assert ended.tag == "ROLLBACK"
        assert all(run.elapsed > 0 for run in runs)
        assert [run.sent for run in runs] == sorted(run.sent for run in runs)
