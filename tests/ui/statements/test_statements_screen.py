"""The page of statements: all clients of the cluster, this computer, and what the keys do."""

from __future__ import annotations

import pytest

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.plans.plan_screen import PlanScreen
from dsql_tui.ui.start import Start
from dsql_tui.ui.statements.statements_screen import Statements
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, read_screen, run_sql, wait_for_screen, wait_until

SIZE = (110, 36)


async def test_statements_are_sorted_read_in_full_and_explained(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        for number in (1, 2):
            await run_sql(pilot, bench, f"select count(*) from shop.orders where 0.{number} > 0;")
        await run_sql(pilot, bench, "explain analyze verbose select sku from shop.products;")
        await pilot.press("ctrl+o", "#", "t")
        screen = await wait_for_screen(pilot, Statements)

        def shows(*texts: str) -> bool:
            shown = read_screen(screen)
            return all(text in shown for text in texts)

        normalized = "select count(*) from shop.orders where $1 > $2"
        await wait_until(pilot, lambda: shows("all clients, last 1h · by time · read", normalized))
        await pilot.press("-")
        await wait_until(pilot, lambda: shows("last 3h · by time · read"))
        await pilot.press("s", "s")
        await wait_until(pilot, lambda: shows("by reads · read"))
        await pilot.press("h")
        await wait_until(pilot, lambda: shows("this computer · by time · read", "Conflicts"))
        await pilot.press("s")
        await wait_until(pilot, lambda: shows("by DPU · read"))
        assert screen.rows[0].statement == "select sku from shop.products"
        assert len(screen.rows) == 2
        assert str(screen.rows[1].cells[1]) == "2"
        screen.table.move_cursor(row=0)
        await wait_until(pilot, lambda: shows("1 run (1 measured)"))
        screen.table.move_cursor(row=1)
        await wait_until(pilot, lambda: shows("2 runs", "(none measured)"))
        await pilot.press("enter")
        await wait_until(pilot, lambda: not screen.table.display)
        assert shows("newest run", "where 0.2 > 0")
        await pilot.press("escape")
        await wait_until(pilot, lambda: screen.table.display)
        await pilot.press("e")
        await wait_for_screen(pilot, PlanScreen)
        await pilot.press("escape")
        await wait_for_screen(pilot, Workbench)
        assert bench.console.editor.text.endswith("where 0.2 > 0")
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH", "http://127.0.0.1:9")
        bench.access.identity.reload_credentials()
        await pilot.press("ctrl+o", "#", "t")
        screen = await wait_for_screen(pilot, Statements)
        await wait_until(pilot, lambda: shows("not read", "cloudwatch:ListMetrics"))
