"""The vim mode in the workbench: the menu, the status bar, runs, files and the journal."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from dsql_tui.store.settings import read_settings
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, wait_until, wait_until_equal


async def turn_on(pilot: Pilot[None], screen: Workbench) -> None:
    """Turn the vim mode on in the menu."""
    screen.console.editor.focus()
    await pilot.press("ctrl+o", "V")
    await wait_until(pilot, lambda: screen.console.editor.vim is not None)


def read_mode(screen: Workbench) -> str:
    """Return the mode on the status bar."""
    return str(screen.status_bar.parts["vim"].content)


async def test_the_menu_turns_it_on_everywhere_and_saves_it(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        assert not screen.status_bar.parts["vim"].display
        await turn_on(pilot, screen)
        await wait_until_equal(pilot, lambda: read_mode(screen), "NORMAL")
        await wait_until(pilot, lambda: read_settings()[0].vim)
        await pilot.press("2", "d")
        await wait_until_equal(pilot, lambda: read_mode(screen), "NORMAL 2d")
        await pilot.press("escape", "i")
        await wait_until_equal(pilot, lambda: read_mode(screen), "INSERT")
        await pilot.press("ctrl+o", "t")
        await wait_until(pilot, lambda: len(screen.consoles.all) == 2)
        await wait_until_equal(pilot, lambda: read_mode(screen), "NORMAL")
        await pilot.press("ctrl+o", "V")
        await wait_until(pilot, lambda: not read_settings()[0].vim)
        assert all(console.editor.vim is None for console in screen.consoles.all)
        await wait_until(pilot, lambda: not screen.status_bar.parts["vim"].display)


async def test_a_statement_runs_in_normal_mode_and_the_journal_keeps_the_text(
    start: Start,
) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await turn_on(pilot, screen)
        console = screen.console
        await pilot.press(*"iselect 41", "escape", *"ciw", *"42", "escape", "ctrl+j")
        await wait_until(pilot, lambda: console.runner.outcome.error is None and not console.busy)
        await wait_until(pilot, lambda: "1 row" in console.results.current.summary)
        assert console.editor.text == "select 42"
        await console.line.autosave.save()
        journal = console.line.autosave.journal
        assert journal is not None
        assert journal.draft is not None
        assert journal.draft.text == "select 42"
        await pilot.press(*"dd")
        await console.line.autosave.save()
        assert journal.draft.text == ""


async def test_files_are_written_and_opened_and_the_console_is_closed(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.sql").write_text("select 2")
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await turn_on(pilot, screen)
        line = screen.console.line
        screen.console.editor.text = "select 1"
        await pilot.press(*":w a.sql", "enter")
        await wait_until(pilot, lambda: (tmp_path / "a.sql").exists())
        assert (tmp_path / "a.sql").read_text() == "select 1"
        await wait_until(pilot, lambda: line.file is not None)
        await pilot.press("x", *":e other.sql", "enter")
        await wait_until(pilot, lambda: bool(pilot.app._notifications))
        assert screen.console.editor.text == "elect 1"
        await pilot.press(*":e! other.sql", "enter")
        await wait_until_equal(pilot, lambda: screen.console.editor.text, "select 2")
        await pilot.press("ctrl+o", "t")
        await wait_until(pilot, lambda: len(screen.consoles.all) == 2)
        await pilot.press(*":q", "enter")
        await wait_until(pilot, lambda: len(screen.consoles.all) == 1)
