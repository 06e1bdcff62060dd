"""The page of metrics: figures of CloudWatch, the time, a chart, and a denial."""

from __future__ import annotations

import pytest

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.metrics.metrics_screen import Metrics
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, read_screen, run_sql, wait_for_screen, wait_until

SIZE = (100, 36)


async def test_figures_of_a_chosen_time_are_shown_and_a_denial_keeps_them(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        await run_sql(pilot, bench, "select count(*) from shop.orders;")
        await pilot.press("ctrl+o", "#", "m")
        screen = await wait_for_screen(pilot, Metrics)

        def shows(*texts: str) -> bool:
            shown = read_screen(screen)
            return all(text in shown for text in texts)

        await wait_until(
            pilot, lambda: shows("last 1h · read", "transactions", "UTC", "█", "- Longer time")
        )
        assert (screen.series[0].total or 0) > 0
        await pilot.press("-")
        await wait_until(pilot, lambda: shows("last 3h · read"))
        await pilot.press("plus", "plus")
        await wait_until(pilot, lambda: shows("last 15m · read"))
        assert len(screen.series[0].values) == 15
        await pilot.press(*["down"] * 9)
        await wait_until(pilot, lambda: shows("● DPU", "▲ DPU for reading"))
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH", "http://127.0.0.1:9")
        bench.access.identity.reload_credentials()
        await pilot.press("r")
        await wait_until(pilot, lambda: shows("last 15m · not read", "cloudwatch:GetMetricData"))
        assert shows("transactions")
        await pilot.press("escape")
        await wait_for_screen(pilot, Workbench)
