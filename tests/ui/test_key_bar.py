"""The bar of keys keeps nothing of what it showed before, and nothing covers it."""

from __future__ import annotations

import gc
from functools import partial
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets._toast import Toast

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.charts.chart_screen import Chart
from dsql_tui.ui.clusters.clusters import Clusters
from dsql_tui.ui.key_bar import KeyBar, ShownKey
from dsql_tui.ui.picker.picker import Picker
from dsql_tui.ui.picker.profiles import SavedProfiles
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.status_bar import StatusBar
from tests.ui.driving import (
    open_workbench,
    run_sql,
    wait_for_picker,
    wait_for_screen,
    wait_until,
    wait_until_equal,
)


class Toggled(App[None]):
    """A key that comes and goes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+k", "one", "One", tooltip="Do the first thing."),
        Binding("ctrl+j", "other", "Other"),
    ]
    there: bool | None = True
    done = 0

    def action_other(self) -> None:
        self.done += 1

    def compose(self) -> ComposeResult:
        yield KeyBar(lambda: self.there)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.there if action == "other" else True


def living() -> int:
    return sum(isinstance(each, ShownKey) for each in gc.get_objects())


async def test_removed_keys_are_not_kept_in_memory() -> None:
    app, before = Toggled(), living()  # other tests may have left some
    async with app.run_test() as pilot:
        for turn in range(20):
            app.there = not app.there
            app.refresh_bindings()
            shown = 2 + turn % 2  # and the palette's
            await wait_until_equal(pilot, lambda: len(app.query_one(KeyBar).keys), shown)
        gc.collect()
        assert living() - before < 10


async def test_the_key_bar_updates_to_changed_bindings() -> None:
    app = Toggled()
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: len(app.query_one(KeyBar).keys) == 3)
        app.there = False
        app.refresh_bindings()
        await wait_until(pilot, lambda: len(app.query_one(KeyBar).keys) == 2)
        app.there = True
        app.query_one(KeyBar).update()
        await wait_until(pilot, lambda: len(app.query_one(KeyBar).keys) == 3)


async def test_the_mouse_explains_and_presses_keys() -> None:
    app = Toggled()
    async with app.run_test(size=(60, 10)) as pilot:
        bar = app.query_one(KeyBar)
        await wait_until_equal(pilot, lambda: len(bar.keys), 3)
        one, other, palette = bar.keys
        await pilot.hover(bar, offset=(one.start + 1, 0))
        await wait_until(pilot, lambda: bar.tooltip == "Do the first thing.")
        lit = bar.render_line(0)
        await pilot.hover(bar, offset=(palette.start - 2, 0))
        await wait_until(pilot, lambda: bar.tooltip is None)
        assert bar.render_line(0) != lit
        await pilot.hover(bar, offset=(palette.start + 1, 0))
        await wait_until(pilot, lambda: bool(bar.tooltip))
        await pilot.click(bar, offset=(other.start + 1, 0))
        await wait_until_equal(pilot, lambda: app.done, 1)
        await pilot.click(bar, offset=(palette.start - 2, 0))
        app.there = None  # the key is shown, but has no effect now
        app.refresh_bindings()
        await wait_until(pilot, lambda: not bar.keys[1].enabled)
        await pilot.click(bar, offset=(other.start + 1, 0))
        assert app.done == 1


async def test_keys_are_bold_and_their_descriptions_are_not() -> None:
    app = Toggled()
    async with app.run_test(size=(60, 10)) as pilot:
        bar = app.query_one(KeyBar)
        await wait_until_equal(pilot, lambda: len(bar.keys), 3)
        for hovered in (False, True):
            if hovered:
                await pilot.hover(bar, offset=(1, 0))
            line = list(bar.render_line(0))
            bold = [part.text for part in line if part.style and part.style.bold]
            assert bold == [f" {key.display} " for key in bar.keys]


def has_whole_keys(screen: Screen[Any], width: int) -> bool:
    """Return True if the bar has the width of the terminal, and none of its keys is cut."""
    bar = screen.query_one(KeyBar)
    line = bar.render_line(0).text
    places = [line.find(f" {key.display} {key.description}", key.start) for key in bar.keys]
    ends = [key.start + key.width for key in bar.keys]
    return (
        bar.region.width == width >= len(line)
        and len(bar.keys) > 3
        and places == [key.start + key.docked for key in bar.keys]
        and all(end - 1 <= place for end, place in zip(ends, places[1:], strict=False))
        and ends[-1] - 1 <= width
    )


async def check_keys(pilot: Pilot[None]) -> None:
    """Check that no key is cut at 120, 100 and 80 columns."""
    for width in (120, 100, 80):
        await pilot.resize_terminal(width, 24)
        await wait_until(pilot, partial(has_whole_keys, pilot.app.screen, width))


async def test_no_key_is_cut_on_any_screen(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 24)) as pilot:
        await wait_for_picker(pilot)
        await check_keys(pilot)
        for letter, kind in (("M", Clusters), ("P", SavedProfiles)):
            await pilot.press("ctrl+o", letter)
            await wait_for_screen(pilot, kind)
            await check_keys(pilot)
            await pilot.press("escape")
            await wait_for_screen(pilot, Picker)
        await pilot.resize_terminal(120, 24)
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select n, n * n as square from generate_series(1, 9) n")
        for part in ("editor", "results", "schema", "sessions", "problems"):
            await screen.action_go_to(part)
            await pilot.pause(0)
            await check_keys(pilot)
        await screen.action_go_to("results")
        await pilot.press("ctrl+o", "C")
        await wait_for_screen(pilot, Chart)
        await check_keys(pilot)


async def test_a_toast_covers_neither_the_key_bar_nor_the_status_bar(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_workbench(pilot)
        pilot.app.notify("a long sentence that needs several lines " * 5)
        await wait_until(pilot, lambda: bool(screen.query(Toast)))
        await wait_until(pilot, lambda: screen.query_one(Toast).region.height > 2)
        bars = [screen.query_one(kind).region for kind in (StatusBar, KeyBar)]
        toast = screen.query_one(Toast).region
        assert toast.bottom <= min(bar.y for bar in bars)
