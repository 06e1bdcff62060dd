"""The bar of keys keeps nothing of what it showed before, and nothing covers it."""

from __future__ import annotations

import gc
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets._footer import FooterKey
from textual.widgets._toast import Toast

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.key_bar import KeyBar
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.status_bar import StatusBar
from tests.ui.driving import open_workbench, wait_until, wait_until_equal


class Toggled(App[None]):
    """A key that comes and goes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+k", "one", "One"),
        Binding("ctrl+j", "other", "Other"),
    ]
    there = True

    def compose(self) -> ComposeResult:
        yield KeyBar(lambda: self.there)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.there if action == "other" else True


def living() -> int:
    return sum(isinstance(each, FooterKey) for each in gc.get_objects())


async def test_removed_keys_are_not_kept_in_memory() -> None:
    app, before = Toggled(), living()  # other tests may have left some
    async with app.run_test() as pilot:
        for turn in range(20):
            app.there = not app.there
            app.refresh_bindings()
            shown = 2 + turn % 2  # and the palette's
            await wait_until_equal(pilot, lambda: len(app.query(FooterKey)), shown)
        gc.collect()
        assert living() - before < 10


async def test_the_key_bar_updates_to_changed_bindings() -> None:
    app = Toggled()
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: len(app.query(FooterKey)) == 3)
        app.there = False
        app.refresh_bindings()
        await wait_until(pilot, lambda: len(app.query(FooterKey)) == 2)
        app.there = True
        app.query_one(KeyBar).update()
        await wait_until(pilot, lambda: len(app.query(FooterKey)) == 3)


async def test_a_toast_covers_neither_the_key_bar_nor_the_status_bar(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_workbench(pilot)
        pilot.app.notify("a long sentence that needs several lines " * 5)
        await wait_until(pilot, lambda: bool(screen.query(Toast)))
        await wait_until(pilot, lambda: screen.query_one(Toast).region.height > 2)
        bars = [screen.query_one(kind).region for kind in (StatusBar, KeyBar)]
        toast = screen.query_one(Toast).region
        assert toast.bottom <= min(bar.y for bar in bars)
