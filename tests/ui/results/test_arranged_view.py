"""Sorting by several columns, moving columns, and telling what is hidden."""

from __future__ import annotations

from textual.pilot import Pilot

from dsql_tui.ui.dialogs.choice import ChoiceDialog
from dsql_tui.ui.results.copy import list_extents
from dsql_tui.ui.results.grid import Grid
from tests.ui.driving import wait_for_screen, wait_until, wait_until_equal
from tests.ui.results.test_rows_view import Looking, answer


async def press(pilot: Pilot[None], app: Looking, key: str, expected: str) -> None:
    """Press a key, and wait until the line below the grid says something."""
    await pilot.press(*key.split())
    await wait_until(pilot, lambda: expected in str(app.rows.arrangement.content))


async def test_columns_are_sorted_moved_hidden_and_marked_in_the_header() -> None:
    app = Looking()
    async with app.run_test(size=(100, 12)) as pilot:
        grid = app.grid
        await press(pilot, app, "right A", "sorted by “name”, ascending")
        assert "name ▲" in grid.render_line(0).text
        await press(pilot, app, "left A A", "sorted by “name”, ascending, then “n”, descending")
        header = grid.render_line(0).text
        assert "name ▲1" in header
        assert "n ▼2" in header
        assert app.read_column(1) == ["Apple pie", "apple", "pear"]
        await answer(pilot, "colon", "1")  # the number that is shown beside the row
        assert grid.cursor == (1, 0)
        await press(pilot, app, "full_stop full_stop", "columns moved")
        assert [column.name for column in grid.state.sheet.columns] == ["name", "b", "n", "d"]
        assert grid.cursor == (1, 2)
        await pilot.press("comma")
        assert [column.name for column in grid.state.sheet.columns] == ["name", "n", "b", "d"]
        await press(pilot, app, "minus minus", "hidden: “n”, “b”")
        assert grid.state.left_out == "2 columns are hidden"
        await pilot.press("r")
        assert not app.rows.has_class("-arranged")
        assert "▲" not in grid.render_line(0).text
        assert [column.name for column in grid.state.sheet.columns] == ["n", "name", "b", "d"]


async def test_one_filter_is_removed_and_the_others_stay() -> None:
    app = Looking()
    async with app.run_test(size=(100, 14)) as pilot:
        grid = app.grid
        await pilot.press("F")
        await answer(pilot, "slash", "> 1")
        await press(pilot, app, "s", "“n” > 1 · sorted by “n”, ascending · 2 of 3 rows")
        await pilot.press("right")
        await answer(pilot, "slash", "Apple")
        await wait_until_equal(pilot, lambda: app.read_column(), ["2"])
        header = grid.render_line(0).text
        assert "n ▲/" in header
        assert "name /" in header
        assert grid.state.left_out == "1 of 3 rows: 2 filters are on"
        assert "(1 of 3 rows: 2 filters are on)" in list_extents(grid.state)["all"]
        await answer(pilot, "colon", "2")
        assert grid.cursor == (0, 1)  # the filter hides row 2
        await pilot.press("F")
        await wait_for_screen(pilot, ChoiceDialog)
        await pilot.press("down", "enter")
        await wait_until_equal(pilot, lambda: app.read_column(), ["2", "3"])
        assert "name /" not in grid.render_line(0).text
        await pilot.press("F")
        await wait_until_equal(pilot, lambda: app.read_column(), ["1", "2", "3"])


async def test_the_mouse_sorts_by_several_columns_and_drags_them() -> None:
    app = Looking()
    async with app.run_test(size=(100, 12)) as pilot:
        grid, left = app.grid, 3
        await pilot.click(Grid, offset=(left + 6, 0))
        await wait_until(pilot, lambda: grid.state.sorts == [(1, False)])
        await pilot.click(Grid, offset=(left + 1, 0), shift=True)
        await wait_until(pilot, lambda: grid.state.sorts == [(1, False), (0, False)])
        await pilot.mouse_down(Grid, offset=(left + 1, 0))
        await pilot.hover(Grid, offset=(left + grid.state.columns.lefts[2] + 2, 0))
        await pilot.mouse_up(Grid, offset=(left + grid.state.columns.lefts[2] + 2, 0))
        await pilot.pause()
        assert [column.name for column in grid.state.sheet.columns] == ["name", "b", "n", "d"]
        assert len(grid.state.sorts) == 2


async def test_lists_go_to_their_very_end_and_by_pages() -> None:
    app = Looking()
    async with app.run_test(size=(60, 8)) as pilot:
        grid = app.grid
        await pilot.press("x")
        for key, cursor in [
            ("end", (2, 3)),
            ("pagedown", (2, 3)),
            ("pageup", (1, 0)),
            ("home", (0, 0)),
            ("pagedown", (1, 3)),
            ("pagedown", (2, 3)),
        ]:
            await pilot.press(key)
            assert grid.cursor == cursor, key
        await pilot.pause()
        lines = [app.rows.expanded.render_line(y).text for y in range(8)]
        assert "d" in lines[-1].split()
