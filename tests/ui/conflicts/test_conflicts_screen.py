"""The page of conflicts: a real conflict, its retry, and the figures of the cluster."""

from __future__ import annotations

from contextlib import closing

from dsql_tui.db.queries import fetch_rows
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.conflicts.conflicts_screen import Conflicts
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, read_screen, run_sql, wait_for_screen, wait_until

SIZE = (120, 36)


async def test_a_conflict_and_its_retry_are_shown_with_advice(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)

        async def open_page(*texts: str) -> Conflicts:
            await pilot.press("ctrl+o", "#", "o")
            screen = await wait_for_screen(pilot, Conflicts)
            await wait_until(pilot, lambda: all(text in read_screen(screen) for text in texts))
            return screen

        async def close_page() -> None:
            await pilot.press("escape")
            await wait_for_screen(pilot, Workbench)

        await open_page("has lost a conflict", "Cluster, last 1h")
        await close_page()
        await run_sql(pilot, bench, "begin")
        await run_sql(pilot, bench, "select title from shop.products limit 1")
        with closing(bench.access.open()) as other:
            fetch_rows(other.run("update shop.products set title = title where price > 0"))
        await run_sql(pilot, bench, "update shop.products set title = 'x' where price > 0")
        if not bench.console.runner.outcome.conflicted:
            await run_sql(pilot, bench, "commit")
        await open_page("OC000", "not retried", "shop.products", "Ctrl+O Y", "1  begin")
        await close_page()
        await pilot.press("ctrl+o", "y")
        await wait_until(pilot, lambda: not bench.console.busy)
        screen = await open_page("OC000", "done")
        assert [(each.retries, each.done) for each in screen.conflicts] == [(1, True)]
