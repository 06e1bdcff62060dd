"""The history on the screen: what was run, wherever, found and run again."""

from __future__ import annotations

from textual.pilot import Pilot

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.history import Past
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from tests.ui.driving import ran, until, workbench

SIZE = (120, 40)


async def history(pilot: Pilot[None], count: int) -> Past:
    """Open the history and wait until it shows so many runs."""
    await pilot.press("ctrl+r")
    await until(pilot, lambda: isinstance(pilot.app.screen, Past))
    screen = pilot.app.screen
    assert isinstance(screen, Past)
    await until(pilot, lambda: len(screen.items) == count)
    return screen


async def back(pilot: Pilot[None], screen: Workbench) -> None:
    await until(pilot, lambda: pilot.app.screen is screen)


async def test_what_was_run_is_found_inserted_starred_forgotten_and_run_again(
    start: Start,
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        await ran(pilot, screen, "select 1 as one")
        await ran(pilot, screen, "select nme")
        await ran(pilot, screen, "select 3 as three")
        for unkept in (" select 4", "select 'AKIAIOSFODNN7EXAMPLE'"):
            await ran(pilot, screen, unkept)
        past = await history(pilot, 3)
        assert [run.text for run in past.items] == [
            "select 3 as three",
            "select nme",
            "select 1 as one",
        ]
        newest, refused, _ = past.items
        assert (newest.rows, newest.outcome, newest.role) == (1, "done", "admin")
        assert refused.outcome == "refused"
        assert refused.said.startswith("42703 ")

        await pilot.press(*"one")
        await until(pilot, lambda: len(past.items) == 1)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: past.items[0].starred)
        await pilot.press(*["backspace"] * 3)
        await until(pilot, lambda: len(past.items) == 3)
        await pilot.press("down", "ctrl+d")
        await until(pilot, lambda: [run.text[7:8] for run in past.items] == ["3", "1"])
        await pilot.press("ctrl+f")
        await until(pilot, lambda: [run.text[7:8] for run in past.items] == ["1"])
        console.editor.text = ""
        await pilot.press("enter")
        await back(pilot, screen)
        await until(pilot, lambda: console.editor.text == "select 1 as one")

        await history(pilot, 2)
        await pilot.press("ctrl+j")
        await back(pilot, screen)
        await until(pilot, lambda: console.editor.text == "select 1 as one;\n\nselect 3 as three")
        await until(pilot, lambda: not console.busy)
        assert console.result.table is not None
        await history(pilot, 3)
        await pilot.press("escape")
        await back(pilot, screen)
