"""The history on the screen: what was run, wherever, found and run again."""

from __future__ import annotations

from textual.pilot import Pilot

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.history import HistoryDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, run_sql, wait_until

SIZE = (120, 40)


async def history(pilot: Pilot[None], count: int) -> HistoryDialog:
    """Open the history and wait until it shows so many runs."""
    await pilot.press("ctrl+r")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, HistoryDialog))
    screen = pilot.app.screen
    assert isinstance(screen, HistoryDialog)
    await wait_until(pilot, lambda: len(screen.items) == count)
    return screen


async def back(pilot: Pilot[None], screen: Workbench) -> None:
    await wait_until(pilot, lambda: pilot.app.screen is screen)


async def test_what_was_run_is_found_inserted_starred_forgotten_and_run_again(
    start: Start,
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await run_sql(pilot, screen, "select 1 as one")
        await run_sql(pilot, screen, "select nme")
        await run_sql(pilot, screen, "select 3 as three")
        for unkept in (" select 4", "select 'AKIAIOSFODNN7EXAMPLE'"):
            await run_sql(pilot, screen, unkept)
        past = await history(pilot, 3)
        assert [run.text for run in past.items] == [
            "select 3 as three",
            "select nme",
            "select 1 as one",
        ]
        newest, refused, _ = past.items
        assert (newest.rows, newest.outcome, newest.role) == (1, "done", "admin")
        assert refused.outcome == "failed"
        assert refused.message.startswith("42703 ")

        await pilot.press(*"one")
        await wait_until(pilot, lambda: len(past.items) == 1)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: past.items[0].starred)
        await pilot.press(*["backspace"] * 3)
        await wait_until(pilot, lambda: len(past.items) == 3)
        await pilot.press("down", "ctrl+d")
        await wait_until(pilot, lambda: [run.text[7:8] for run in past.items] == ["3", "1"])
        await pilot.press("ctrl+f")
        await wait_until(pilot, lambda: [run.text[7:8] for run in past.items] == ["1"])
        console.editor.text = ""
        await pilot.press("enter")
        await back(pilot, screen)
        await wait_until(pilot, lambda: console.editor.text == "select 1 as one")
        console.editor.text = "select 7\n  from t;\nselect 8"
        console.editor.move_cursor((0, 3))
        await history(pilot, 2)
        await pilot.press("down", "enter")
        await back(pilot, screen)
        inserted = "select 7\n  from t;\nselect 1 as one;\nselect 8"
        await wait_until(pilot, lambda: console.editor.text == inserted)
        await pilot.press("ctrl+z")
        assert console.editor.text == "select 7\n  from t;\nselect 8"
        console.editor.text = ""
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: "no statement" in str(list(pilot.app._notifications)))
        console.editor.text = "select 1 as one"

        await history(pilot, 2)
        await pilot.press("ctrl+j")
        await back(pilot, screen)
        await wait_until(
            pilot, lambda: console.editor.text == "select 1 as one;\n\nselect 3 as three"
        )
        await wait_until(pilot, lambda: not console.busy)
        assert console.result.table is not None
        await history(pilot, 3)
        await pilot.press("escape")
        await back(pilot, screen)
