"""Suggestions for names that the server did not find."""

from __future__ import annotations

import pytest

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.editor.fix_dialog import FixDialog
from dsql_tui.ui.start import Start
from tests.ui.driving import open_workbench, run_sql, wait_for_screen, wait_until

SIZE = (120, 40)


@pytest.mark.parametrize(
    ("script", "sentence", "fixed"),
    [
        (
            "select 1;\nselect c.name from shop.costumers c where c.id is null",
            "Did you mean shop.customers? Press Ctrl+L to replace it.",
            "select 1;\nselect c.name from shop.customers c where c.id is null",
        ),
        (
            "select count(*) from customers",
            "Did you mean shop.customers?",
            "select count(*) from shop.customers",
        ),
        (
            "select c.namm from shop.customers c",
            "Did you mean c.name?",
            "select c.name from shop.customers c",
        ),
    ],
)
async def test_a_near_name_is_suggested_and_replaced_by_a_key(
    start: Start, script: str, sentence: str, fixed: str
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await wait_until(
            pilot, lambda: screen.workspace.completion.catalog.schema("shop") is not None
        )
        await run_sql(pilot, screen, script)
        view = screen.console.result
        await wait_until(pilot, lambda: sentence in str(view.meaning.content))
        await pilot.press("ctrl+l")
        await wait_for_screen(pilot, FixDialog)
        await pilot.press("y")
        await wait_until(pilot, lambda: screen.console.editor.text == fixed)
        await run_sql(pilot, screen, fixed)
        assert not view.result.failed


async def test_nothing_is_suggested_without_a_near_name(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select 1 from shop.zebra_crossings")
        assert screen.console.result.result.failed
        assert "Did you mean" not in str(screen.console.result.meaning.content)
