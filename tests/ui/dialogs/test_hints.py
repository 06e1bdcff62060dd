"""Titles and hints in the frames of dialogs are whole, and every dialog says how to leave."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, run_sql, wait_until

DIALOGS: dict[str, tuple[str, ...]] = {
    "menu": ("ctrl+o",),
    "help": ("f1",),
    "history": ("ctrl+r",),
    "saved queries": ("ctrl+o", "j"),
    "earlier versions": ("ctrl+o", "H"),
    "recipes": ("ctrl+o", "R"),
    "export": ("ctrl+e",),
    "import": ("ctrl+o", "I"),
    "profile": ("ctrl+o", "N"),
    "cell": ("f3", "enter"),
    "json": ("f3", "end", "enter"),
    "row": ("f3", "o"),
    "copy": ("f3", "y"),
    "filter": ("f3", "slash"),
    "value": ("f3", "right", "e"),
}
"""The keys in a workbench with rows that open each dialog."""
SIZES = [(120, 40), (100, 30), (80, 24)]


def read_screen(screen: Screen[Any]) -> str:
    """Return the characters on screen."""
    strips = screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def find_labels(screen: Screen[Any]) -> list[str]:
    """Return the titles and hints in the borders of a dialog."""
    return [
        Content.from_markup(label).plain
        for widget in screen.walk_children(Widget)
        if widget.region.area
        for label in (widget.border_title, widget.border_subtitle)
        if label
    ]


def has_whole_labels(screen: Screen[Any], size: tuple[int, int]) -> bool:
    """Return True if a dialog of this size shows all its titles and hints in full."""
    text, labels = read_screen(screen), find_labels(screen)
    return screen.size == size and bool(labels) and all(label in text for label in labels)


async def open_dialog(pilot: Pilot[None], screen: Workbench, keys: tuple[str, ...]) -> Screen[Any]:
    """Press keys until a dialog is on top, and return it."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause(0)
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, Dialog))
    return pilot.app.screen


@pytest.mark.parametrize("name", DIALOGS)
async def test_the_hints_of_a_dialog_are_whole(start: Start, name: str) -> None:
    async with DsqlTui(start).run_test(size=SIZES[0]) as pilot:
        screen = await open_workbench(pilot)
        statement = "select id, name, preferences from shop.customers limit 3"
        await run_sql(pilot, screen, statement)
        dialog = await open_dialog(pilot, screen, DIALOGS[name])
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await wait_until(pilot, partial(has_whole_labels, dialog, size))
        leaving = ("Esc ", "n cancels", "n no", "Esc\n")
        assert any(each in label + "\n" for label in find_labels(dialog) for each in leaving)
