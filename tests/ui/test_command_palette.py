"""The command palette."""

from __future__ import annotations

from collections import Counter

from textual.command import CommandList
from textual.events import Click

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.command_palette import Palette
from dsql_tui.ui.start import Start
from tests.ui.driving import open_workbench, wait_for_picker, wait_for_screen, wait_until


async def test_a_click_outside_the_screen_is_ignored(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(80, 24)) as pilot:
        await wait_for_picker(pilot)
        await pilot.press("ctrl+p")
        palette = await wait_for_screen(pilot, Palette)
        palette.post_message(
            Click(palette, 300, 300, 0, 0, 1, False, False, False, screen_x=300, screen_y=300)
        )
        await pilot.pause()
        assert pilot.app.screen is palette
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is not palette)


async def test_each_command_is_offered_once_and_undo_is_found(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 60)) as pilot:
        screen = await open_workbench(pilot)
        await pilot.press("x", "ctrl+p")
        palette = await wait_for_screen(pilot, Palette)
        found = palette.query_one(CommandList)
        await wait_until(pilot, lambda: found.option_count > 30)
        names = [str(option.prompt).splitlines()[0].lower() for option in found.options]
        assert "palette" not in names
        assert [name for name, times in Counter(names).items() if times > 1] == []
        await pilot.press(*"undo")
        await wait_until(pilot, lambda: 0 < found.option_count < 9)
        assert str(found.get_option_at_index(0).prompt).startswith("Undo")
        await pilot.press("enter")
        await wait_until(pilot, lambda: screen.console.editor.text == "")
