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
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, wait_for_screen, wait_until, wait_until_equal

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
        await drag(pilot, console.results_border, 0, -23)
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
