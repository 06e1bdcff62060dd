"""The line of keys keeps nothing of what it showed before."""

from __future__ import annotations

import gc
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets._footer import FooterKey

from dsql_tui.ui.widgets.key_line import KeyLine
from tests.ui.driving import until


class Toggled(App[None]):
    """A key that comes and goes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+k", "one", "One"),
        Binding("ctrl+j", "other", "Other"),
    ]
    there = True

    def compose(self) -> ComposeResult:
        yield KeyLine(lambda: self.there)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.there if action == "other" else True


def living() -> int:
    return sum(isinstance(each, FooterKey) for each in gc.get_objects())


async def test_keys_that_come_and_go_are_not_kept() -> None:
    app, before = Toggled(), living()  # other tests may have left some
    async with app.run_test() as pilot:
        for turn in range(20):
            app.there = not app.there
            app.refresh_bindings()
            shown = 2 + turn % 2  # and the palette's
            await until(pilot, lambda shown=shown: len(app.query(FooterKey)) == shown)
        gc.collect()
        assert living() - before < 10


async def test_keys_that_something_else_has_shown_are_brought_up_to_date() -> None:
    app = Toggled()
    async with app.run_test() as pilot:
        await until(pilot, lambda: len(app.query(FooterKey)) == 3)
        app.there = False
        app.refresh_bindings()
        await until(pilot, lambda: len(app.query(FooterKey)) == 2)
        app.there = True
        app.query_one(KeyLine).tell()
        await until(pilot, lambda: len(app.query(FooterKey)) == 3)
