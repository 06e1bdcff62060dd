"""The menu behind Ctrl+O: a letter for each thing, all of them in sight."""

from __future__ import annotations

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
from dsql_tui.ui.commands import Palette
from dsql_tui.ui.screens.help import Help
from dsql_tui.ui.screens.menu import GROUPS, Entry, Menu, columns
from dsql_tui.ui.screens.picker import Picker
from dsql_tui.ui.start import Start
from tests.ui.driving import picker_listed, until, workbench


def entries() -> dict[str, tuple[Entry, ...]]:
    """What each class of the interface offers."""
    modules = [import_module(m.name) for m in walk_packages(dsql_tui.ui.__path__, "dsql_tui.ui.")]
    things = [thing for module in modules for thing in vars(module).values()]
    return {
        thing.__qualname__: vars(thing)["MENU"]
        for thing in things
        if isinstance(thing, type) and "MENU" in vars(thing)
    }


PICKER = ("Picker", "IdentityLine", "RoleField", "ClusterList")
"""What offers entries where there is no workbench."""


@pytest.mark.parametrize("of_picker", [True, False])
def test_no_letter_stands_for_two_things(of_picker: bool) -> None:
    menus = [menu for name, menu in entries().items() if (name in PICKER) == of_picker]
    letters = Counter(entry.letter for menu in menus for entry in menu)
    assert letters
    assert [letter for letter, times in letters.items() if times > 1] == []


def test_every_entry_is_in_a_group_and_short_enough_to_be_read() -> None:
    for name, menu in entries().items():
        for entry in menu:
            assert entry.group in GROUPS, (name, entry)
            assert len(entry.label) <= 22, (name, entry)


async def test_a_key_that_comes_when_the_palette_is_left_ends_nothing(start: Start) -> None:
    async with DsqlTui(start).run_test() as pilot:
        await picker_listed(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
        palette = pilot.app.screen
        await until(pilot, lambda: bool(palette.query(CommandList)))
        await palette.query("#--results").remove()  # as when it is being taken from the screen
        palette.query_one(Input).value = "x"
        await palette.query("#--container > *").remove()
        palette._list_visible = not palette._list_visible
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Picker))


async def test_a_letter_that_comes_together_with_the_menus_key_is_the_menus(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        for key in ("ctrl+o", "question_mark"):
            pilot.app.post_message(Key(key, "?"))
        await until(pilot, lambda: isinstance(pilot.app.screen, Help))
        await pilot.press("escape")
        screen = await workbench(pilot)
        screen.console.editor.focus()
        for key, character in (("ctrl+o", None), ("t", "t"), ("f4", None), ("x", "x")):
            pilot.app.post_message(Key(key, character))
        first = screen.console
        await until(pilot, lambda: screen.console is not first)
        assert [console.editor.text for console in screen.consoles.all] == ["", ""]


async def test_help_has_the_keys_that_hold_now_and_is_scrolled_by_key(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(80, 24)) as pilot:
        screen = await workbench(pilot)
        await pilot.press("ctrl+o", "question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, Help))
        page = pilot.app.screen.query_one(VerticalScroll)
        shown = [str(cell) for column in pilot.app.screen.page.columns for cell in column.cells]
        assert "Find and replace in the script" in shown
        assert "program: quit" in shown
        await until(pilot, lambda: page.max_scroll_y > 0 and page.has_focus)
        await pilot.press("end")
        await until(pilot, lambda: page.scroll_y == page.max_scroll_y)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_all_of_it_fits(start: Start, size: tuple[int, int]) -> None:
    async with DsqlTui(start).run_test(size=size) as pilot:
        await workbench(pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.pause()
        lines = pilot.app.screen.query(".column Static")
        assert len(lines) > 15
        seen = pilot.app.screen.region
        assert all(seen.contains_region(line.region) and line.region for line in lines)


async def test_a_click_does_what_the_letter_does(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await workbench(pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        line = next(
            line
            for line in pilot.app.screen.query(".column _Line").results(Static)
            if str(line.content).startswith("s ")
        )
        await pilot.click(line)
        await until(pilot, lambda: pilot.app.focused is screen.side.shown.query("*").first())


def test_columns_are_about_equally_long_and_keep_groups_whole() -> None:
    blocks = [[Static(str(n)) for n in range(length)] for length in (5, 4, 3, 5, 2)]
    made = columns(blocks, 3)
    assert [len(column) for column in made] == [5, 7, 7]
    assert [len(column) for column in columns(blocks, 1)] == [19]


async def test_the_palette_does_what_the_menu_does(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await workbench(pilot)
        await pilot.press("ctrl+p")
        await pilot.press(*"close this console")
        found = pilot.app.screen.query_one(CommandList)
        await until(pilot, lambda: found.option_count == 1)
        await pilot.press("down", "enter")
        await until(pilot, lambda: screen.console.session.lost)
