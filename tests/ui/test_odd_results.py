"""Results without columns or rows: every key of the results does something, or nothing."""

from __future__ import annotations

import pytest
from textual.binding import Binding
from textual.pilot import Pilot

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.results.edit_view import EditView
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.results import Results
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, run_sql, wait_until

STATEMENTS = (
    "select",
    "select from generate_series(1, 3)",
    "select where false",
    "select 1 as a where false",
    "select null",
    "set timezone = 'UTC'",
    "select nothing",
)


def keys() -> list[str]:
    """Return the keys of the results, each of which is bound to something."""
    found = [
        binding.key
        for node in (Results, EditView, Grid)
        for kind in node.__mro__
        if "BINDINGS" in vars(kind)
        for binding in Binding.make_bindings(vars(kind)["BINDINGS"])
    ]
    return list(dict.fromkeys(found))


async def go_back(pilot: Pilot[None], screen: Workbench) -> None:
    """Close the dialogs that a key has opened."""
    while pilot.app.screen is not screen:
        await pilot.press("escape")
        await pilot.pause()


@pytest.mark.parametrize("expanded", [False, True])
@pytest.mark.parametrize("statement", STATEMENTS)
async def test_no_key_fails_on_a_result_of_an_odd_shape(
    start: Start, statement: str, expanded: bool
) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, statement)
        if expanded:
            screen.console.result.rows.action_expand("on")
        screen.console.results.shown.focus()
        for key in keys():
            await pilot.press(key)
            await go_back(pilot, screen)
        assert screen.is_current


@pytest.mark.parametrize("command", ["\\x", "\\x on", "\\x auto", "\\gx"])
async def test_rows_without_columns_are_shown_as_lists(start: Start, command: str) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        for statement, words in (
            ("select from generate_series(1, 3)", "3 rows, no columns"),
            ("select where false", "0 rows, no columns"),
        ):
            if command == "\\gx":
                statement += command
            else:
                await run_sql(pilot, screen, command)
            await run_sql(pilot, screen, statement)
            tag = screen.console.result.tag
            await wait_until(pilot, lambda: tag.display and str(tag.content) == words)  # noqa: B023
        assert screen.is_current
