"""The sizes of panes: by mouse and keys, hidden, maximized, and remembered."""

from __future__ import annotations

from dataclasses import replace

from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget

from dsql_tui.store.settings import Settings, read_settings
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.menu import EntryLine
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.pane_menu import PaneMenu
from dsql_tui.ui.workbench.panes.problems import Problems
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import (
    open_workbench,
    run_sql,
    wait_for_screen,
    wait_until,
    wait_until_equal,
)

SIZES = [(200, 60), (80, 24), (60, 10)]
ROWS = "select pg_sleep(0.002), i from generate_series(1, 100000) i"


def panes(screen: Workbench) -> dict[str, Widget]:
    console = screen.console
    return {"side": screen.side, "editor": console.editor, "results": console.results}


def find_regions(screen: Workbench) -> dict[str, Region]:
    """Return the regions of the panes that are on the screen."""
    return {
        name: pane.region
        for name, pane in panes(screen).items()
        if all(each.display for each in pane.ancestors_with_self if isinstance(each, Widget))
    }


async def wait_for_panes(pilot: Pilot[None], screen: Workbench, *names: str) -> None:
    await wait_until_equal(pilot, lambda: sorted(find_regions(screen)), sorted(names))
    await wait_until(pilot, lambda: all(region.area for region in find_regions(screen).values()))


def find_bad_panes(screen: Workbench) -> list[str]:
    """Return the panes that are too small, beyond the screen, or above another one."""
    regions = find_regions(screen)
    return [
        name
        for name, region in regions.items()
        if region.height < 2
        or region.width < 16
        or not screen.region.contains_region(region)
        or any(region.overlaps(other) for each, other in regions.items() if each != name)
    ]


async def drag(pilot: Pilot[None], border: Widget, x: int, y: int) -> None:
    """Drag a border from its middle by some cells."""
    middle = border.region.x + border.region.width // 2, border.region.y + border.region.height // 2
    await pilot.mouse_down(offset=middle)
    await pilot.hover(offset=(middle[0] + x, middle[1] + y))
    await pilot.mouse_up(offset=(middle[0] + x, middle[1] + y))


async def test_borders_follow_mouse_and_keys_and_are_remembered(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        console, border = screen.console, screen.panes.left_border
        await drag(pilot, border, 70, 0)
        await wait_until_equal(pilot, lambda: screen.side.size.width, 66)
        await pilot.click(border, times=2)
        await wait_until_equal(pilot, lambda: screen.side.size.width, 30)
        await drag(pilot, console.results_border, 0, 24)
        await wait_until_equal(pilot, lambda: console.results.size.height, 4)
        await drag(pilot, console.results_border, 0, -22)
        await wait_until_equal(pilot, lambda: console.editor.size.height, 10)
        await pilot.press("f7", "left", "down")
        menu = await wait_for_screen(pilot, PaneMenu)
        line = next(each for each in menu.query(EntryLine) if each.bound.entry.letter == "<")
        await pilot.click(line)
        await wait_until_equal(pilot, lambda: screen.side.size.width, 26)
        await wait_until_equal(pilot, lambda: console.editor.size.height, 11)
        await pilot.press("escape", "f4", "ctrl+o", "equals_sign", "l", "r", "escape")
        await wait_for_panes(pilot, screen, "editor")
        await wait_until(pilot, lambda: pilot.app.focused is console.editor)
        await wait_until(pilot, lambda: not read_settings()[0].results_pane)
    settings = read_settings()[0]
    assert (settings.left_pane, settings.left_width) == (False, 26)
    async with DsqlTui(replace(start, settings=settings)).run_test(size=(100, 30)) as pilot:
        screen = await open_workbench(pilot)
        await wait_for_panes(pilot, screen, "editor")
        screen.console.editor.text = ROWS
        await pilot.press("ctrl+j")
        await wait_for_panes(pilot, screen, "editor", "results")
        await check_maximize_key(pilot, screen)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await wait_until(pilot, lambda size=size: screen.size == size)  # type: ignore[misc]
            await wait_until(pilot, lambda: not find_bad_panes(screen))
        await pilot.press("f7", "0", "escape", "ctrl+c")
        default = Settings().left_width
        await wait_until_equal(pilot, lambda: screen.workspace.settings.left_width, default)
        await wait_until(pilot, lambda: not screen.console.busy)


async def check_maximize_key(pilot: Pilot[None], screen: Workbench) -> None:
    """Check that one pane at a time fills the workbench until F9, while rows arrive."""
    await pilot.press("f9")
    await wait_for_panes(pilot, screen, "editor")
    await wait_until(pilot, lambda: screen.console.result.table is not None)
    await pilot.press("f3")
    await wait_for_panes(pilot, screen, "results")
    await wait_until_equal(pilot, lambda: screen.console.results.region.height, 28)
    await pilot.press("f4")
    await wait_for_panes(pilot, screen, "side")
    await wait_until_equal(pilot, lambda: screen.side.region.width, 100)
    await pilot.press("ctrl+o", "Z")
    await wait_for_panes(pilot, screen, "editor", "results", "side")


PROBLEMS = "create table t (id serial);\nselect 1;\nselect 2;"


async def open_problems(pilot: Pilot[None], screen: Workbench) -> Problems:
    """Run a statement beside a problem, and show the problems."""
    await run_sql(pilot, screen, PROBLEMS)
    await pilot.press("ctrl+o", "l")
    await wait_until(pilot, lambda: isinstance(screen.side.shown, Problems))
    pane = screen.side.shown
    assert isinstance(pane, Problems)
    await wait_until(pilot, lambda: len(pane.problems) == 1 and pane.list.has_focus)
    await wait_until(pilot, lambda: pane.advice_box.region.area > 0)
    return pane


async def test_problems_have_sizes_of_their_own(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        pane = await open_problems(pilot, screen)
        await wait_until_equal(pilot, lambda: screen.side.size.width, 40)
        await drag(pilot, screen.panes.left_border, 10, 0)
        await wait_until_equal(pilot, lambda: screen.side.size.width, 50)
        before = pane.list.size.height
        await drag(pilot, pane.border, 0, -5)
        await wait_until_equal(pilot, lambda: pane.list.size.height, before - 5)
        await pilot.press(
            "f7", "right_square_bracket", "right_square_bracket", "left_square_bracket"
        )
        await pilot.press("greater_than_sign", "escape")
        await wait_until_equal(pilot, lambda: pane.list.size.height, before - 4)
        await wait_until_equal(pilot, lambda: screen.side.size.width, 52)
        await pilot.press("f4")
        await wait_until_equal(pilot, lambda: screen.side.size.width, 30)
        height = screen.workspace.settings.problems_height
        await wait_until(pilot, lambda: read_settings()[0].problems_height == height)
        await wait_until(pilot, lambda: read_settings()[0].problems_width == 52)
    settings = read_settings()[0]
    assert settings.left_width == 30
    async with DsqlTui(replace(start, settings=settings)).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        pane = await open_problems(pilot, screen)
        await wait_until_equal(pilot, lambda: screen.side.size.width, 52)
        await wait_until_equal(pilot, lambda: pane.list.size.height, before - 4)
        await pilot.click(pane.border, times=2)
        await wait_until_equal(pilot, lambda: pane.list.size.height, before)


async def test_the_editor_can_be_hidden(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select 1;")
        await pilot.press("f7", "e", "escape")
        await wait_for_panes(pilot, screen, "results", "side")
        await wait_until(pilot, lambda: pilot.app.focused is screen.console.results.shown)
        await pilot.press("ctrl+j")  # runs the statement of the hidden editor
        await wait_until(pilot, lambda: not screen.console.busy)
        await wait_for_panes(pilot, screen, "results", "side")
        await pilot.press("f2")
        await wait_for_panes(pilot, screen, "editor", "results", "side")
        await pilot.press("f7", "r", "e", "escape")  # one of both is always there
        await wait_for_panes(pilot, screen, "results", "side")
        await pilot.press("f7", "r", "escape")
        await wait_for_panes(pilot, screen, "editor", "side")
        await wait_until(pilot, lambda: screen.console.editor.has_focus)
        await pilot.press("f7", "e", "0", "escape")
        await wait_for_panes(pilot, screen, "editor", "results", "side")


async def walk(pilot: Pilot[None], screen: Workbench, key: str, *way: Widget) -> None:
    """Check that a key leads from part to part, each of them on the screen."""
    for part in way:
        await pilot.press(key)
        await wait_until(pilot, lambda: screen.focused is part)  # noqa: B023
        await wait_until(pilot, lambda: part in screen.focus_chain)  # noqa: B023


async def check_both_ways(pilot: Pilot[None], screen: Workbench, *parts: Widget) -> None:
    """Check that Shift+Tab and Tab go through the same parts; in the editor, Tab indents."""
    console = screen.console
    screen.set_focus(console.editor)
    await wait_until(pilot, lambda: console.editor in screen.focus_chain)
    rows = console.results.shown
    await walk(pilot, screen, "shift+tab", *parts, rows, console.editor, *parts, rows)
    await walk(pilot, screen, "tab", *reversed(parts), console.editor)


async def test_tab_and_shift_tab_reach_the_same_parts(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        pane = await open_problems(pilot, screen)
        parts: tuple[Widget, ...] = (pane.advice_box, pane.list)
        await check_both_ways(pilot, screen, *parts)
        await pilot.press("f9")
        await wait_for_panes(pilot, screen, "editor")
        await check_both_ways(pilot, screen, *parts)
        await pilot.press("f9")
        await wait_for_panes(pilot, screen, "editor", "results", "side")
        for size, shown in [((80, 24), ["editor", "results"]), ((50, 20), ["editor"])]:
            await pilot.resize_terminal(*size)
            await wait_for_panes(pilot, screen, *shown)
            await check_both_ways(pilot, screen, *parts)
        await pilot.resize_terminal(80, 24)
        await wait_for_panes(pilot, screen, "editor", "results")
        await pilot.press("ctrl+o", "t")
        await wait_until(pilot, lambda: [screen.console] == screen.consoles.all[1:])
        await wait_until(pilot, lambda: screen.console.editor.has_focus)
        await run_sql(pilot, screen, PROBLEMS)
        await wait_until(pilot, lambda: screen.consoles.tabs.region.area > 0)
        await wait_until(pilot, lambda: pane.bar is screen.console.problems)
        await wait_until(pilot, lambda: len(pane.problems) == 1 and pane.advice_box.can_focus)
        await check_both_ways(pilot, screen, screen.consoles.tabs, *parts)
