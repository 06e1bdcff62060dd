"""The end of a long run is announced if the user looks at something else."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from dsql_tui.store.settings import Settings
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, run_sql, wait_until


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bells that the terminal got."""
    bells: list[str] = []

    def write(self: HeadlessDriver, data: str) -> None:
        if data == "\a":
            bells.append(data)

    monkeypatch.setattr(HeadlessDriver, "write", write)
    return bells


def list_toasts(pilot: Pilot[None]) -> list[str]:
    """Return the messages of runs on the screen."""
    return [note.message for note in pilot.app._notifications if note.title == "Run"]


async def run_in_first_console(pilot: Pilot[None], screen: Workbench, statement: str) -> None:
    """Run a statement in the first of two consoles, and show the second one before it ends."""
    first = screen.consoles.all[0]
    first.editor.text = statement
    screen.consoles.show(first)
    first.editor.action_run()
    await wait_until(pilot, lambda: first.busy)
    screen.consoles.show(screen.consoles.all[1])
    await wait_until(pilot, lambda: not first.busy)


async def test_a_run_in_another_console_is_announced(start: Start, bells: list[str]) -> None:
    always = replace(start, settings=Settings(notify_after=0))
    async with DsqlTui(always).run_test(size=(100, 30)) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select 1")
        await pilot.press("ctrl+o", "t")
        await wait_until(pilot, lambda: len(screen.consoles.all) == 2)
        assert (bells, list_toasts(pilot)) == ([], [])
        await run_in_first_console(pilot, screen, "select pg_sleep(0.4)")
        await wait_until(pilot, lambda: len(list_toasts(pilot)) == 1)
        assert list_toasts(pilot)[0].startswith("Console 1: done after ")
        await run_in_first_console(pilot, screen, "select pg_sleep(0.4), 1 / (select 0)")
        await wait_until(pilot, lambda: any("failed after" in each for each in list_toasts(pilot)))
        assert bells == ["\a", "\a"]


async def test_a_run_is_announced_while_the_terminal_is_not_focused(
    start: Start, bells: list[str]
) -> None:
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        screen = await open_workbench(pilot)
        for settings, count in (
            (Settings(notify_after=0), 1),
            (Settings(notify_after=60), 1),
            (Settings(notify="off", notify_after=0), 1),
            (Settings(notify_after=0), 2),
        ):
            screen.use_settings(settings)
            screen.console.editor.text = "select pg_sleep(0.1)"
            pilot.app.app_focus = False  # a key would set it again
            screen.console.editor.action_run()
            await wait_until(pilot, lambda: screen.console.busy)
            await wait_until(pilot, lambda: not screen.console.busy)
            await wait_until(pilot, partial(has_length, bells, count))
        assert list_toasts(pilot) == []


def has_length(items: list[str], length: int) -> bool:
    """Return whether a list has so many items."""
    return len(items) == length
