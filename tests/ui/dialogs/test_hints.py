"""Titles and hints in the frames of dialogs are whole, and every dialog says how to leave."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from dsql_tui.dsql.profile import Profile
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.dialogs.profile_form import ProfileForm
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.leave_dialog import LeaveDialog
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import (
    open_workbench,
    read_screen,
    run_sql,
    wait_for_picker,
    wait_for_screen,
    wait_until,
)

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
    "open a file": ("ctrl+o", "o"),
    "row cap": ("ctrl+o", "L"),
    "paste a plan": ("ctrl+o", "x", "v"),
    "cell": ("f3", "enter"),
    "json": ("f3", "end", "enter"),
    "row": ("f3", "o"),
    "copy": ("f3", "y"),
    "filter": ("f3", "slash"),
    "value": ("f3", "right", "e"),
}
"""The keys that open each dialog, from the editor of a workbench with rows."""
SIZES = [(120, 40), (100, 30), (80, 24)]


def find_labels(screen: Screen[Any]) -> list[str]:
    """Return the titles and hints in the borders of a dialog."""
    return [
        Content.from_markup(label).plain
        for widget in screen.walk_children(Widget)
        if widget.region.area
        for label in (widget.border_title, widget.border_subtitle)
        if label
    ]


def list_touching_lines(screen: Screen[Any]) -> list[str]:
    """Return the lines in the frame of a dialog whose text begins right at the border."""
    frame = screen.query_one(".frame").region
    lines = [line[frame.x : frame.right] for line in read_screen(screen).split("\n")]
    inside = lines[frame.y + 1 : frame.bottom - 1]
    return [line for line in inside if line[1:2].isalnum()]


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


@pytest.mark.timeout(300)
async def test_the_hints_of_every_dialog_are_whole(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZES[0]) as pilot:
        screen = await open_workbench(pilot)
        statement = "select id, name, preferences from shop.customers limit 3"
        await run_sql(pilot, screen, statement)
        for name, keys in DIALOGS.items():
            screen.console.editor.focus()
            dialog = await open_dialog(pilot, screen, keys)
            for size in SIZES:
                await pilot.resize_terminal(*size)
                await wait_until(pilot, partial(has_whole_labels, dialog, size))
                assert list_touching_lines(dialog) == [], name
            leaving = ("Esc ", "n cancels", "n no", "Esc\n")
            labels = [label + "\n" for label in find_labels(dialog)]
            assert any(each in label for label in labels for each in leaving), name
            await pilot.resize_terminal(*SIZES[0])
            while pilot.app.screen is not screen:
                await pilot.press("escape")


async def test_the_hints_in_the_fields_of_a_profile_are_whole(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZES[-1]) as pilot:
        await wait_for_picker(pilot)
        form = ProfileForm("New profile", Profile("", "", role=""), print)
        await pilot.app.push_screen(form)
        hints = [str(field.placeholder) for field in form.query(Input) if not field.value]
        assert len(hints) > 10
        await wait_until(pilot, lambda: all(hint in read_screen(form) for hint in hints))


async def test_an_open_transaction_leaves_room_for_the_session_clock(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZES[-1]) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "begin")
        await run_sql(pilot, screen, "update shop.customers set country = country where false")
        clock = re.compile(r"of 5:00\s+session \d\d:\d\d ")
        await wait_until(pilot, lambda: bool(clock.search(read_screen(screen))))
        await pilot.press("ctrl+q")
        leaving = await wait_for_screen(pilot, LeaveDialog)
        await wait_until(pilot, lambda: has_whole_labels(leaving, SIZES[-1]))
        assert find_labels(leaving) == ["Open transaction", "c commits · b rolls back · n stays"]
        await pilot.press("b")
