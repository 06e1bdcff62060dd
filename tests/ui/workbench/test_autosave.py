"""Nothing typed is lost, whatever ends the program."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from dsql_tui.execution.autosave import Autosave
from dsql_tui.sandbox.ready import Ready
from dsql_tui.store import paths
from dsql_tui.store.draft import Draft
from dsql_tui.store.journal import JournalFolder
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.earlier_versions import EarlierVersionsDialog
from dsql_tui.ui.start import Start
from tests.terminal import Terminal
from tests.ui.driving import open_workbench, wait_until
from tests.ui.workbench.journal_writer import key
from tests.ui.workbench.test_console_tabs import enter_name, open_console, tabs

SIZE = (120, 40)

KILLED = 50


def test_killed_at_any_moment_it_has_lost_the_last_second_at_most(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.workbench.journal_writer", str(tmp_path), str(KILLED)],
        capture_output=True,
        text=True,
        check=True,
    )
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(runs) == KILLED
    for folder, keys, killed in runs:
        # A machine that stood still has typed nothing meanwhile, nor written.
        stall = max(after - before for before, after in pairwise([*keys, killed]))
        due = sum(at < killed - 1 - stall for at in keys)
        logs = JournalFolder(Path(folder)).find_lost()
        texts = [log.draft.text for log in logs if log.draft]
        assert len(texts) == 1 or (not texts and not due)
        for text in texts:
            assert "".join(map(key, range(len(keys) + 1))).startswith(text)
            assert len(text) >= due


async def test_consoles_come_back_after_leaving_and_closed_ones_do_not(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        screen.console.editor.text = "select 'first'"
        await open_console(pilot, screen)
        screen.console.editor.text = "select 'closed'"
        await pilot.press("ctrl+o", "w")
        await wait_until(pilot, lambda: len(screen.consoles.all) == 1)
        await open_console(pilot, screen)
        screen.console.editor.text = "select\n'second'"
        screen.console.editor.move_cursor((1, 3))
        await pilot.press("ctrl+o", "B")
        await enter_name(pilot, "number two")
        await open_console(pilot, screen)
        await pilot.press("ctrl+o", "B")
        await enter_name(pilot, "still empty")
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await wait_until(pilot, lambda: len(screen.consoles.all) == 3)
        names = ["1", "number two", "still empty"]
        await wait_until(pilot, lambda: tabs(screen) == names)
        assert screen.consoles.all[1].editor.cursor_location == (1, 3)
        texts = [console.editor.text for console in screen.consoles.all]
        assert texts == ["select 'first'", "select\n'second'", ""]
        assert screen.console is screen.consoles.all[0]
        await pilot.press("ctrl+o", "H")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, EarlierVersionsDialog))
        texts_screen = pilot.app.screen
        assert isinstance(texts_screen, EarlierVersionsDialog)
        await wait_until(pilot, lambda: len(texts_screen.items) > 0)
        found = [moment.draft.text for moment in texts_screen.items]
        assert found == ["select 'first'", "select 'closed'"]
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: screen.console.editor.text == "select 'closed'")
        await pilot.press("ctrl+z")
        assert screen.console.editor.text == "select 'first'"
        await screen.console.line.end(closed=True)


async def test_what_the_history_leaves_out_does_not_stay_in_the_journal(
    start: Start, tmp_path: Path
) -> None:
    private = "select 'private'"
    secret = "select 'x' as \"password 'hunter2'\""
    folder = paths.data_folder() / "journal"

    def journals() -> str:
        return "".join(path.read_text() for path in folder.rglob("*.jsonl"))

    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        for script in (f"  {private}", f"select 1;\n  {private};\n{secret};\n  select 'not run'"):
            screen.console.editor.text = script
            await wait_until(pilot, lambda: private in journals())
            screen.console.editor.move_cursor((0, 4) if script.startswith(" ") else (2, 4))
            await pilot.press("ctrl+j")
            await wait_until(pilot, lambda: not screen.console.busy)
        await wait_until(pilot, lambda: secret in screen.console.line.autosave.private)
    assert "private'" not in journals()
    assert "hunter2" not in journals()
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        note = "-- a statement that is not in the history"
        text = f"select 1;\n{note};\n{note};\n  select 'not run'"
        await wait_until(pilot, lambda: screen.console.editor.text == text)
        await screen.console.line.end(closed=True)


async def test_a_failed_autosave_warns_once_and_is_retried(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    place = tmp_path / "journal"
    place.write_text("a file where the folder should be")
    saver = Autosave(JournalFolder(place), lambda: Draft(("select 1",)), said.append)
    await saver.save()
    await saver.save()
    assert len(said) == 1
    place.unlink()
    await saver.save()
    assert len(said) == 2
    await saver.end()
    assert [log.draft for log in JournalFolder(place).find_lost()] == [Draft(("select 1",))]


def test_a_killed_console_restores_its_text(ready: Ready, aws: Ready, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dsql_tui", ready.clusters[1].identifier]
    command += ["--region", ready.clusters[1].region, "--hostaddr", ready.hostaddr]
    command += ["--port", str(ready.port), "--sslrootcert", ready.sslrootcert]
    with Terminal(command) as terminal:
        terminal.wait("autocommit")
        terminal.press("select 'kept'")
        terminal.wait("'kept'")
        journal = tmp_path / "home" / "data" / "dsql-tui" / "journal"
        terminal.wait(lambda _: any("'kept'" in path.read_text() for path in journal.glob("*/*")))
        terminal.signal(signal.SIGKILL)
        terminal.finish()
    with Terminal(command) as terminal:
        terminal.wait("'kept'")
        terminal.press("\x11")
        terminal.finish()
