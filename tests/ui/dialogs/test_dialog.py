"""Dialogs: put away once, however many keys come at once."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import pytest
from textual import events
from textual.app import App
from textual.screen import ModalScreen, Screen

import dsql_tui.ui
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.dialogs.menu import Menu
from tests.ui.driving import wait_until


@pytest.mark.parametrize(
    ("dialog", "key", "character"),
    [
        (lambda: AskDialog("What?"), "enter", "\r"),
        (lambda: ChoiceDialog("Which?", [Option("a", "a", "a")], "a"), "enter", "\r"),
        (lambda: Menu([]), "x", "x"),
    ],
)
async def test_keys_in_one_packet_close_only_one_dialog(
    dialog: object, key: str, character: str
) -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        below = Screen[None]()
        await app.push_screen(below)
        await app.push_screen(dialog())  # type: ignore[operator]
        await pilot.pause()
        for _ in range(3):
            app.post_message(events.Key(key, character))
        await wait_until(pilot, lambda: app.screen is below)
        await pilot.pause()
        assert app.screen is below


def test_every_modal_screen_is_a_dialog() -> None:
    modules = [import_module(m.name) for m in walk_packages(dsql_tui.ui.__path__, "dsql_tui.ui.")]
    things = [thing for module in modules for thing in vars(module).values()]
    modal = {
        thing for thing in things if isinstance(thing, type) and issubclass(thing, ModalScreen)
    }
    ours = {thing for thing in modal if thing.__module__.startswith("dsql_tui")}
    assert len(ours) > 10
    assert [thing for thing in ours if not issubclass(thing, Dialog)] == []
