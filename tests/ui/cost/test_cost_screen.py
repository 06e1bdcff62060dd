"""The page of cost: reported DPU only, estimates of money, and the month in CloudWatch."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.metrics import MonthUsage
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.cost import cost_screen
from dsql_tui.ui.cost.cost_screen import Cost
from dsql_tui.ui.dialogs.history import HistoryDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, read_screen, run_sql, wait_for_screen, wait_until

SIZE = (100, 30)
PLAN = "explain analyze verbose select * from shop."


@pytest.fixture
def month(monkeypatch: pytest.MonkeyPatch) -> None:
    """Return the same figures for every month."""

    def read(*arguments: object) -> MonthUsage:
        return MonthUsage(25_000.0, 3e8)

    monkeypatch.setattr(cost_screen, "read_month_usage", read)


async def wait_for_texts(pilot: Pilot[None], screen: Cost, *texts: str) -> None:
    """Wait until the screen shows all texts."""
    await wait_until(pilot, lambda: all(text in read_screen(screen) for text in texts))


async def open_cost(pilot: Pilot[None]) -> Cost:
    """Open the page by its keys, and wait for the figures of the month."""
    await pilot.press("ctrl+o", "#", "c")
    screen = await wait_for_screen(pilot, Cost)
    await wait_until(pilot, lambda: "reading" not in str(screen.totals.content))
    return screen


@pytest.mark.parametrize("width", [80, 100, 120])
async def test_a_page_without_figures_says_where_they_come_from(
    start: Start, month: None, width: int
) -> None:
    async with DsqlTui(start).run_test(size=(width, 24)) as pilot:
        await open_workbench(pilot)
        screen = await open_cost(pilot)
        await wait_for_texts(
            pilot,
            screen,
            "Ctrl+O x a",
            "0 of 0 statements measured",
            "25,000 DPU ≈ $0.20, by CloudWatch",
            "25% of 100,000 DPU",
            "30% 300 MB of 1.0 GB free",
            "Estimated with $8.00",
            "s Sort by DPU or time",
        )
        await pilot.press("escape")
        await wait_for_screen(pilot, Workbench)


async def test_measured_statements_are_listed_by_dpu_and_summed(start: Start, month: None) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        for table in ("order_lines", "products"):
            await run_sql(pilot, bench, f"{PLAN}{table};")
        measured = bench.workspace.usage.measured
        dpu = f"{measured[1].usage.total:.5f} DPU · Σ "
        await wait_until(pilot, lambda: dpu in read_screen(bench))
        await run_sql(pilot, bench, "select 1;")
        await wait_until(pilot, lambda: dpu not in (shown := read_screen(bench)) and "Σ" in shown)
        await run_sql(pilot, bench, "select nothing;")
        await pilot.press("ctrl+r")
        past = await wait_for_screen(pilot, HistoryDialog)
        await pilot.press("ctrl+g")
        known = sorted((each.usage.total for each in measured), reverse=True)
        await wait_until(pilot, lambda: [run.dpu for run in past.items] == [*known, None, None])
        assert f"{known[0]:.5f} DPU  explain analyze" in read_screen(past)
        await pilot.press("escape")
        await wait_for_screen(pilot, Workbench)
        screen = await open_cost(pilot)
        texts = ["select * from shop.order_lines", "select * from shop.products"]
        assert [each.text for each in measured] == texts
        total = sum(each.usage.total for each in measured)
        last = f"last measured  {measured[1].usage.total:.5f} DPU"
        await wait_for_texts(pilot, screen, f"{total:.5f} DPU", "2 of 3 statements measured", last)

        def first() -> str:
            return str(screen.table.get_row_at(0)[-1])

        assert "order_lines" in first()
        await pilot.press("s")
        await wait_until(pilot, lambda: "products" in first())


async def test_each_console_has_its_own_sum(start: Start, month: None) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        await run_sql(pilot, bench, f"{PLAN}orders;")
        await pilot.press("ctrl+o", "t")
        await wait_until(pilot, lambda: bench.console.line.number == "2")
        await run_sql(pilot, bench, "select 1;")
        screen = await open_cost(pilot)
        await wait_for_texts(
            pilot, screen, "console 2      0 of 1 statements measured", "1 of 2 statements measured"
        )


async def test_a_region_without_a_price_has_dpu_only(start: Start, month: None) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        await run_sql(pilot, bench, f"{PLAN}orders;")
        screen = Cost(bench.workspace, "1")
        screen.aws_region, screen.price = "eu-west-1", None
        await pilot.app.push_screen(screen)
        await wait_until(pilot, lambda: "No price is known for eu-west-1" in read_screen(screen))
        assert "≈" not in read_screen(screen)


async def test_a_denial_of_cloudwatch_is_shown(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(*arguments: object) -> MonthUsage:
        raise AwsError("User: x is not authorized.")

    monkeypatch.setattr(cost_screen, "read_month_usage", deny)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        await open_workbench(pilot)
        screen = await open_cost(pilot)
        await wait_until(pilot, lambda: "cloudwatch:GetMetricData" in read_screen(screen))
        await pilot.press("r")
        await wait_until(pilot, lambda: "is not authorized" in read_screen(screen))


async def test_the_figures_of_cloudwatch_are_those_of_the_sandbox(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        await run_sql(pilot, bench, "select count(*) from shop.order_lines;")
        screen = await open_cost(pilot)
        month = screen.month
        assert month is not None
        assert "CloudWatch" in str(screen.totals.content)
