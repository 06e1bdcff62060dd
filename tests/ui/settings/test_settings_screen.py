"""The settings screen: every setting with its meaning; changes are saved and used at once."""

from __future__ import annotations

from textual.command import CommandList
from textual.pilot import Pilot
from textual.widgets import Input

from dsql_tui.store.setting_values import list_settings
from dsql_tui.store.settings import settings_file
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.command_palette import Palette
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.choice import ChoiceDialog
from dsql_tui.ui.settings.settings_screen import SettingsPage
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import (
    open_workbench,
    read_screen,
    wait_for_picker,
    wait_for_screen,
    wait_until,
    wait_until_equal,
)


async def open_settings(pilot: Pilot[None]) -> SettingsPage:
    """Open the screen by its keys."""
    await pilot.press("ctrl+o", "comma")
    return await wait_for_screen(pilot, SettingsPage)


def go_to(screen: SettingsPage, name: str) -> None:
    """Move the cursor to a setting."""
    names = [info.name for info in list_settings()]
    screen.table.move_cursor(row=names.index(name), animate=False)


async def wait_for_line(pilot: Pilot[None], line: str) -> None:
    """Wait until the file has a line."""
    await wait_until(pilot, lambda: line in read_file().split("\n"))


def read_file() -> str:
    path = settings_file()
    return path.read_text() if path.exists() else ""


async def answer(pilot: Pilot[None], text: str) -> AskDialog:
    """Type an answer into the dialog that asks for a value."""
    dialog = await wait_for_screen(pilot, AskDialog)
    dialog.query_one(Input).value = text
    await pilot.press("enter")
    return dialog


async def test_changes_in_a_workbench_are_used_at_once_and_keep_the_rest(start: Start) -> None:
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# mine\nrow_cap = 7 # few\nunknown = 1\n")
    async with DsqlTui(start).run_test(size=(80, 24)) as pilot:
        bench = await open_workbench(pilot)
        screen = await open_settings(pilot)
        await wait_until(
            pilot, lambda: "line 3: “unknown” is not a valid key" in read_screen(screen)
        )
        go_to(screen, "row_cap")
        await wait_until(
            pilot, lambda: "A whole number. A change takes effect at once" in read_screen(screen)
        )
        await pilot.press("enter")
        dialog = await answer(pilot, "many")
        await wait_until(pilot, lambda: "“row_cap” must be a whole number." in read_screen(dialog))
        await answer(pilot, "50")
        await wait_for_line(pilot, "row_cap = 50 # few")
        go_to(screen, "vim")
        await pilot.press("space")
        await wait_for_line(pilot, "vim = true")
        go_to(screen, "memory")
        await pilot.press("enter")
        await answer(pilot, "32")
        await wait_until_equal(pilot, lambda: bench.workspace.budget.limit, 32 * 2**20)
        go_to(screen, "left_pane")
        await pilot.press("enter")
        await wait_for_line(pilot, "left_pane = false")
        go_to(screen, "row_cap")
        await pilot.press("d")
        await wait_until(pilot, lambda: "row_cap" not in read_file())
        await pilot.press("escape")
        await wait_for_screen(pilot, Workbench)
        assert bench.console.editor.vim
        assert bench.console.results.cap == 100_000
        assert bench.has_class("-hide-left")
        assert read_file() == "# mine\nunknown = 1\nvim = true\nmemory = 32\nleft_pane = false\n"


async def test_theme_and_choices_are_lists_and_the_default_theme_returns(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        picker = await wait_for_picker(pilot)
        screen = await open_settings(pilot)
        go_to(screen, "transactions")
        await pilot.press("enter")
        await wait_for_screen(pilot, ChoiceDialog)
        await pilot.press("down", "enter")
        await wait_for_line(pilot, 'transactions = "explicit"')
        assert picker.start.settings.transactions == "explicit"
        await wait_until(pilot, lambda: "takes effect in new consoles" in read_screen(screen))
        first = pilot.app.theme
        go_to(screen, "theme")
        await pilot.press("enter")
        palette = await wait_for_screen(pilot, Palette)
        await pilot.press(*"nord")
        await wait_until(pilot, lambda: palette.query_one(CommandList).option_count == 1)
        await pilot.press("down", "enter")
        await wait_for_line(pilot, 'theme = "nord"')
        await wait_for_screen(pilot, SettingsPage)
        await wait_until(pilot, lambda: screen.settings.theme == "nord")
        await pilot.press("d")
        await wait_until_equal(pilot, lambda: pilot.app.theme, first)
        await wait_until(pilot, lambda: "theme" not in read_file())


async def test_a_broken_file_is_explained_and_never_overwritten(start: Start) -> None:
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("vim = true\nrow_cap = \n")
    async with DsqlTui(start).run_test(size=(80, 24)) as pilot:
        await wait_for_picker(pilot)
        screen = await open_settings(pilot)
        await wait_until(
            pilot, lambda: "settings.toml, line 2: this is not TOML" in read_screen(screen)
        )
        go_to(screen, "wrap")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Correct it first" in read_screen(screen))
        assert not screen.settings.wrap
        assert path.read_text() == "vim = true\nrow_cap = \n"
