"""The checks before a run and the reports after it."""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.events import Run
from dsql_tui.sql.statements import Statement
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from tests.ui.driving import open_workbench, run_sql

SIZE = (120, 40)


async def test_a_check_before_a_run_can_change_or_stop_it(start: Start) -> None:
    async def double(statements: Sequence[Statement]) -> Sequence[Statement]:
        return [*statements, *statements]

    async def none(statements: Sequence[Statement]) -> Sequence[Statement]:
        return []

    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        runs: list[Run] = []
        runner = screen.console.runner
        runner.statements.after.append(runs.append)
        runner.before.append(double)
        await run_sql(pilot, screen, "select 1")
        assert [run.statement for run in runs] == ["select 1", "select 1"]
        runner.before.append(none)
        await run_sql(pilot, screen, "select 2")
        assert len(runs) == 2


async def test_every_run_is_reported_with_its_outcome(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        runs: list[Run] = []
        screen.console.runner.statements.after.append(runs.append)
        for script in ("select 1 union select 2", "begin", "select nothing", "rollback"):
            await run_sql(pilot, screen, script)
        rows, begun, refused, ended = runs
        assert (rows.rows, rows.tag, rows.error, rows.role) == (2, "SELECT 2", None, "admin")
        assert rows.target == screen.workspace.title
        assert (begun.rows, begun.tag) == (None, "BEGIN")
        assert refused.error is not None
        assert (refused.error.sqlstate, refused.tag, refused.unknown) == ("42703", "", False)
        assert ended.tag == "ROLLBACK"
        assert all(run.elapsed > 0 for run in runs)
        assert [run.sent for run in runs] == sorted(run.sent for run in runs)
