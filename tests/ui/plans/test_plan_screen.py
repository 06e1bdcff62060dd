"""Plans on screen: from a result, a file, a pasted text; explained and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.text import Text
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from dsql_tui.sql.plans.recent import NamedPlan
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.choice import ChoiceDialog
from dsql_tui.ui.dialogs.path_input import PathDialog
from dsql_tui.ui.dialogs.preflight import RunWarning
from dsql_tui.ui.plans.compare_screen import PlanComparison
from dsql_tui.ui.plans.plan_screen import PlanScreen
from dsql_tui.ui.plans.plan_sources import PasteDialog
from dsql_tui.ui.results.text_pager import TextPager
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.sql.plans.recorded import RECORDED
from tests.ui.driving import (
    open_workbench,
    read_screen,
    run_sql,
    wait_for_screen,
    wait_until,
)

CROSS_JOIN = next(path for path in RECORDED if "crossjoin" in path.stem)
REGEX = next(path for path in RECORDED if "regex" in path.stem)


def text_of(screen: PlanScreen | PlanComparison, selector: str) -> str:
    """Return the text of a widget."""
    return str(screen.query_one(selector, Static).render())


def rows_of(screen: PlanScreen | PlanComparison) -> list[list[str]]:
    """Return the texts of the table."""
    table: Any = screen.table
    cells = [table.get_row_at(row) for row in range(table.row_count)]
    return [[cell.plain if isinstance(cell, Text) else str(cell) for cell in row] for row in cells]


def put_statement(screen: Workbench, statement: str) -> None:
    screen.console.editor.text = statement
    screen.console.editor.move_cursor(screen.console.editor.document.end)


async def open_plan_of(pilot: Pilot[None], path: Path) -> PlanScreen:
    """Open a plan from a file with the menu."""
    await pilot.press("ctrl+o", "x", "o")
    dialog = await wait_for_screen(pilot, PathDialog)
    await wait_until(pilot, lambda: bool(dialog.query(Input)))
    dialog.query_one(Input).value = str(path)
    await pilot.press("enter")
    return await wait_for_screen(pilot, PlanScreen)


async def test_a_result_is_shown_as_a_tree_with_cost_and_advice(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "explain analyze verbose select * from shop.orders")
        await pilot.press("f3")
        await wait_until(pilot, lambda: screen.console.results.has_focus_within)
        await pilot.press("p")
        plan = await wait_for_screen(pilot, PlanScreen)
        await wait_until(pilot, lambda: plan.table.row_count == 3)
        names = [row[-1] for row in rows_of(plan)]
        assert "Index Only Scan using orders_pkey on shop.orders" in names[0]
        assert "Storage Scan on orders_pkey" in names[1]
        assert "DPU" in text_of(plan, "#summary")
        assert "read" in text_of(plan, "#summary")
        await wait_until(pilot, lambda: "was read" in text_of(plan, "#details"))
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)


async def test_a_result_without_a_plan_opens_nothing(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select 1")
        await pilot.press("ctrl+o", "x", "p")
        await wait_until(
            pilot, lambda: any("not a plan" in each.message for each in pilot.app._notifications)
        )
        assert pilot.app.screen is screen


async def test_a_plan_from_a_file_has_a_hot_path_raw_text_and_a_remedy(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(80, 24)) as pilot:
        screen = await open_workbench(pilot)
        plan = await open_plan_of(pilot, CROSS_JOIN)
        await wait_until(pilot, lambda: plan.table.row_count == 19)
        rows = rows_of(plan)
        assert [row[-1][0] for row in rows[:3]] == ["▌", "▌", " "]
        assert rows[0][:2] == ["1,460 ms", "26%"]
        assert rows[1][2:4] == ["↓6.25M", "1e+24"]
        assert "1.51922 DPU" in text_of(plan, "#summary")
        await wait_until(pilot, lambda: "every other one" in text_of(plan, "#details"))
        await pilot.press("r")
        pager = plan.query_one(TextPager)
        await wait_until(pilot, lambda: pager.display and bool(pager.lines))
        assert "Total: 1.51922 DPU" in "\n".join(pager.lines)
        await pilot.press("r")
        await wait_until(pilot, lambda: plan.table.has_focus)
        await pilot.press("n")
        await wait_until(pilot, lambda: "no statistics" in text_of(plan, "#details"))
        await pilot.press("i")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert screen.console.editor.text == "ANALYZE dpu_test.compute_test;"


async def test_a_pasted_plan_is_shown_and_another_text_is_not(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await open_workbench(pilot)
        await pilot.press("ctrl+o", "x", "v")
        dialog = await wait_for_screen(pilot, PasteDialog)
        await wait_until(pilot, lambda: bool(dialog.query(TextArea)))
        await wait_until(pilot, lambda: "Paste the output of EXPLAIN" in read_screen(dialog))
        assert dialog.query_one(TextArea).gutter == (0, 0, 0, 0)  # one frame is enough
        dialog.query_one(TextArea).text = "select 1"
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: "no plan" in str(dialog.query_one("#problem").render()))
        dialog.query_one(TextArea).text = f"QUERY PLAN\n---\n{REGEX.read_text()}"
        await pilot.press("ctrl+j")
        plan = await wait_for_screen(pilot, PlanScreen)
        await wait_until(pilot, lambda: plan.table.row_count == 3)


async def test_two_plans_are_compared_by_meaning(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await open_plan_of(pilot, REGEX)
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await open_plan_of(pilot, CROSS_JOIN)
        await pilot.press("c")
        choice = await wait_for_screen(pilot, ChoiceDialog)
        await wait_until(pilot, lambda: "Open a file  with the output" in read_screen(choice))
        await pilot.press("enter")
        comparison = await wait_for_screen(pilot, PlanComparison)
        await wait_until(pilot, lambda: comparison.table.row_count == 11)
        assert "Before: 03-regex" in text_of(comparison, "#title")
        totals = text_of(comparison, "#totals")
        assert "0.02573 DPU" in totals
        assert "1.51922 DPU" in totals
        assert "×59.0" in totals
        names = [row[-1] for row in rows_of(comparison)]
        assert "Aggregate" in names[0]
        assert names[0].endswith("added")
        await pilot.press("s")
        await wait_until(pilot, lambda: "Before: 01-cross" in text_of(comparison, "#title"))
        await wait_until(
            pilot, lambda: any(row[-1].endswith("removed") for row in rows_of(comparison))
        )


async def test_explain_shows_the_plan_of_the_statement_at_the_cursor(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        put_statement(screen, "select 1; delete from shop.orders where id = md5('x')::uuid")
        await pilot.press("ctrl+o", "x", "e")
        plan = await wait_for_screen(pilot, PlanScreen)
        await wait_until(pilot, lambda: plan.table.row_count > 1)
        assert "Delete on shop.orders" in rows_of(plan)[0][-1]
        assert "planned only" in text_of(plan, "#summary")
        assert plan.named.title.startswith("EXPLAIN VERBOSE delete")
        assert not screen.console.state.open


@pytest.mark.parametrize(
    ("options", "nodes"), [("(costs off)", 3), ("(format json)", 0)], ids=["costs", "json"]
)
async def test_other_options_of_explain_are_shown(start: Start, options: str, nodes: int) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        put_statement(screen, f"explain {options} select * from shop.orders")
        await pilot.press("ctrl+o", "x", "e")
        plan = await wait_for_screen(pilot, PlanScreen)
        await wait_until(pilot, lambda: plan.table.row_count == nodes)
        await wait_until(pilot, lambda: plan.has_class("-raw") == (nodes == 0))


async def test_parameters_are_asked_for_and_backslash_commands_are_not_explained(
    start: Start,
) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, r"\set least 5")
        put_statement(screen, "select * from shop.order_lines where quantity > :least")
        await pilot.press("ctrl+o", "x", "a")
        plan = await wait_for_screen(pilot, PlanScreen)
        await wait_until(pilot, lambda: "> 5" in plan.named.text)
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        put_statement(screen, r"\d")
        await pilot.press("ctrl+o", "x", "e")
        await wait_until(
            pilot, lambda: any("backslash" in each.message for each in pilot.app._notifications)
        )


async def test_names_in_a_plan_cannot_harm_the_screen(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(
        REGEX.read_text(encoding="utf-8").replace("compute_test", "[/b]\x1b[2J\u202ex"),
        encoding="utf-8",
    )
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        await open_workbench(pilot)
        plan = await open_plan_of(pilot, file)
        await wait_until(pilot, lambda: "[/b]" in text_of(plan, "#details"))
        await pilot.press("r", "c")
        await wait_for_screen(pilot, ChoiceDialog)
        shown = "\n".join(text_of(plan, place) for place in ("#title", "#summary", "#details"))
        names = "".join(row[-1] for row in rows_of(plan)) + "".join(plan.query_one(TextPager).lines)
        for harmful in ("\x1b", "\u202e"):
            assert harmful not in shown + names


async def test_explain_analyze_of_a_query_asks_nothing(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        put_statement(screen, "select * from shop.customers")
        await pilot.press("ctrl+o", "x", "a")
        plan = await wait_for_screen(pilot, PlanScreen)
        assert plan.plan.is_executed
        assert plan.plan.total


async def test_explain_analyze_of_a_write_is_rolled_back(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "create table explained (id int primary key)")
        put_statement(screen, "insert into explained select generate_series(1, 3)")
        await pilot.press("ctrl+o", "x", "a")
        dialog = await wait_for_screen(pilot, RunWarning)
        await wait_until(pilot, lambda: bool(dialog.query(Static)))
        await pilot.press("y")
        plan = await wait_for_screen(pilot, PlanScreen)
        assert "Insert on public.explained" in rows_of(plan)[0][-1]
        assert not screen.console.state.open
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        ran = [result.statement.text.split()[0] for result in screen.console.results.all]
        assert ran == ["begin", "EXPLAIN", "rollback"]
        await run_sql(pilot, screen, "select count(*) from explained")
        table = screen.console.results.current.table
        assert table is not None
        assert table.value(0, 0) == b"0"


async def test_a_write_that_fails_is_rolled_back_too(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "create table explained_twice (id int primary key)")
        put_statement(screen, "insert into explained_twice values (1), (1)")
        await pilot.press("ctrl+o", "x", "a")
        await wait_for_screen(pilot, RunWarning)
        await pilot.press("y")
        await wait_until(
            pilot, lambda: any("rolled back" in each.message for each in pilot.app._notifications)
        )
        await wait_until(pilot, lambda: not screen.console.busy)
        assert not screen.console.state.open
        assert screen.console.results.current.error is not None


async def test_a_write_is_not_run_without_consent_nor_in_an_open_transaction(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        put_statement(screen, "delete from shop.orders")
        await pilot.press("ctrl+o", "x", "a")
        await wait_for_screen(pilot, RunWarning)
        await pilot.press("n")
        await wait_until(pilot, lambda: not screen.console.busy)
        assert screen.console.results.all == []
        await run_sql(pilot, screen, "begin")
        put_statement(screen, "delete from shop.orders")
        await pilot.press("ctrl+o", "x", "a")
        await wait_until(
            pilot, lambda: any("is open" in each.message for each in pilot.app._notifications)
        )
        assert pilot.app.screen is screen


async def test_a_read_only_console_does_not_analyze_a_write(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        screen.console.action_switch("read_only")
        put_statement(screen, "delete from shop.orders where id is null")
        await pilot.press("ctrl+o", "x", "a")
        await wait_until(
            pilot, lambda: any("read-only" in each.message for each in pilot.app._notifications)
        )
        await wait_until(pilot, lambda: not screen.console.busy)
        assert screen.console.results.all == []


async def test_a_text_without_nodes_takes_every_key(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        screen = await open_workbench(pilot)
        nothing = PlanScreen(NamedPlan("nothing", "no plan"), screen.workspace.plans)
        pilot.app.push_screen(nothing)
        await wait_until(pilot, lambda: pilot.app.screen is nothing and nothing.has_class("-raw"))
        await pilot.press("r", "end", "up", "home", "down", "pagedown", "enter", "n", "i", "r")
        await wait_until(pilot, lambda: nothing.has_class("-raw"))
        comparison = PlanComparison(nothing.named, nothing.named)
        pilot.app.push_screen(comparison)
        await wait_until(pilot, lambda: pilot.app.screen is comparison)
        await pilot.press("end", "up", "home", "down", "s", "end", "escape")
        await wait_until(pilot, lambda: pilot.app.screen is nothing)


@pytest.mark.parametrize("size", [(200, 60), (60, 18), (40, 12)])
async def test_any_size_shows_a_plan(start: Start, size: tuple[int, int]) -> None:
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await open_workbench(pilot)
        plan = await open_plan_of(pilot, CROSS_JOIN)
        await pilot.resize_terminal(*size)
        await pilot.press("n", "c")
        await wait_for_screen(pilot, ChoiceDialog)
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is plan)
