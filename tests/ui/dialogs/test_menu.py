"""The menu behind Ctrl+O: one letter for each entry, and all entries visible."""

from __future__ import annotations

import asyncio
from collections import Counter
from importlib import import_module
from pkgutil import walk_packages

import pytest
from textual.command import CommandList
from textual.containers import VerticalScroll
from textual.events import Key
from textual.widgets import Input, Static

import dsql_tui.ui
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.command_palette import Palette
from dsql_tui.ui.dialogs.help import HelpDialog
from dsql_tui.ui.dialogs.menu import GROUPS, Entry, Menu, fill_columns
from dsql_tui.ui.picker.picker import Picker
from dsql_tui.ui.start import Start
from dsql_tui.ui.terminal.input_queue import InputQueue
from tests.ui.driving import open_workbench, wait_for_picker, wait_for_screen, wait_until


def entries() -> dict[str, tuple[Entry, ...]]:
    """Return the menu entries of each class of the UI."""
    modules = [import_module(m.name) for m in walk_packages(dsql_tui.ui.__path__, "dsql_tui.ui.")]
    things = [thing for module in modules for thing in vars(module).values()]
    return {
        thing.__qualname__: vars(thing)["MENU"]
        for thing in things
        if isinstance(thing, type) and "MENU" in vars(thing)
    }


PICKER = ("Picker", "IdentityLine", "RoleField", "ClusterList")
"""The classes that have menu entries in the picker."""


@pytest.mark.parametrize("of_picker", [True, False])
def test_no_letter_has_two_menu_entries(of_picker: bool) -> None:
    menus = [menu for name, menu in entries().items() if (name in PICKER) == of_picker]
    letters = Counter(entry.keys for menu in menus for entry in menu)
    assert letters
    assert [letter for letter, times in letters.items() if times > 1] == []


def test_every_entry_is_in_a_group_and_short_enough_to_be_read() -> None:
    for name, menu in entries().items():
        for entry in menu:
            assert entry.group in GROUPS, (name, entry)
            assert len(entry.label) <= 22, (name, entry)


async def test_a_key_while_the_palette_closes_does_not_end_the_program(start: Start) -> None:
    async with DsqlTui(start).run_test() as pilot:
        await wait_for_picker(pilot)
        await pilot.press("ctrl+p")
        palette = await wait_for_screen(pilot, Palette)
        await wait_until(pilot, lambda: bool(palette.query(CommandList)))
        await palette.query("#--results").remove()  # as when it is being taken from the screen
        palette.query_one(Input).value = "x"
        await palette.query("#--container > *").remove()
        palette._list_visible = not palette._list_visible
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Picker))


async def test_a_letter_typed_with_the_menu_key_goes_to_the_menu(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        keys = InputQueue(pilot.app, asyncio.get_running_loop())
        for key, character in (("ctrl+o", None), ("question_mark", "?")):
            keys.put(Key(key, character))
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, HelpDialog))
        await pilot.press("escape")
        screen = await open_workbench(pilot)
        screen.console.editor.focus()
        for key, character in (("ctrl+o", None), ("t", "t"), ("f4", None), ("x", "x")):
            keys.put(Key(key, character))
        first = screen.console
        await wait_until(pilot, lambda: screen.console is not first)
        await pilot.pause()
        assert [console.editor.text for console in screen.consoles.all] == ["", ""]


async def test_help_has_the_keys_that_hold_now_and_is_scrolled_by_key(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(80, 24)) as pilot:
        screen = await open_workbench(pilot)
        await pilot.press("ctrl+o", "question_mark")
        dialog = await wait_for_screen(pilot, HelpDialog)
        page = dialog.query_one(VerticalScroll)
        shown = [str(cell) for column in dialog.page.columns for cell in column.cells]
        assert "Find and replace in the script" in shown
        assert "program: quit" in shown
        await wait_until(pilot, lambda: page.max_scroll_y > 0 and page.has_focus)
        await pilot.press("end")
        await wait_until(pilot, lambda: page.scroll_y == page.max_scroll_y)
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_all_of_it_fits(start: Start, size: tuple[int, int]) -> None:
    async with DsqlTui(start).run_test(size=size) as pilot:
        await open_workbench(pilot)
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.pause()
        lines = pilot.app.screen.query(".column Static")
        assert len(lines) > 15
        seen = pilot.app.screen.region
        assert all(seen.contains_region(line.region) and line.region for line in lines)


async def test_a_click_does_what_the_letter_does(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        line = next(
            line
            for line in pilot.app.screen.query(".column EntryLine").results(Static)
            if str(line.content).startswith("s ")
        )
        await pilot.click(line)
        await wait_until(pilot, lambda: pilot.app.focused is screen.side.shown.query("*").first())


def test_columns_are_about_equally_long_and_keep_groups_whole() -> None:
    blocks = [[Static(str(n)) for n in range(length)] for length in (5, 4, 3, 5, 2)]
    made = fill_columns(blocks, 3)
    assert [len(column) for column in made] == [5, 7, 7]
    assert [len(column) for column in fill_columns(blocks, 1)] == [19]


async def test_the_palette_does_what_the_menu_does(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await pilot.press("ctrl+p")
        await pilot.press(*"close this console")
        found = pilot.app.screen.query_one(CommandList)
        await wait_until(pilot, lambda: found.option_count == 1)
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: screen.console.session.lost)
