"""Nothing typed is lost, whatever ends the program."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from dsql_tui.sandbox.ready import Ready
from dsql_tui.store.journal import Draft, Shelf
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.recorder import Recorder
from dsql_tui.ui.screens.texts import Texts
from dsql_tui.ui.start import Start
from tests.terminal import Terminal
from tests.ui.driving import until, workbench
from tests.ui.test_consoles import called, opened, tabs
from tests.ui.typists import key

SIZE = (120, 40)

KILLED = 50


def test_killed_at_any_moment_it_has_lost_the_last_second_at_most(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.typists", str(tmp_path), str(KILLED)],
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
        logs = Shelf(Path(folder)).lost()
        texts = [log.draft.text for log in logs if log.draft]
        assert len(texts) == 1 or (not texts and not due)
        for text in texts:
            assert "".join(map(key, range(len(keys) + 1))).startswith(text)
            assert len(text) >= due


async def test_consoles_come_back_after_leaving_and_closed_ones_do_not(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        screen.console.editor.text = "select 'first'"
        await opened(pilot, screen)
        screen.console.editor.text = "select 'closed'"
        await pilot.press("ctrl+o", "w")
        await until(pilot, lambda: len(screen.consoles.all) == 1)
        await opened(pilot, screen)
        screen.console.editor.text = "select\n'second'"
        screen.console.editor.move_cursor((1, 3))
        await pilot.press("ctrl+o", "B")
        await called(pilot, "number two")
        await opened(pilot, screen)
        await pilot.press("ctrl+o", "B")
        await called(pilot, "still empty")
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await until(pilot, lambda: len(screen.consoles.all) == 3)
        names = ["1", "number two", "still empty"]
        await until(pilot, lambda: tabs(screen) == names)
        assert screen.consoles.all[1].editor.cursor_location == (1, 3)
        texts = [console.editor.text for console in screen.consoles.all]
        assert texts == ["select 'first'", "select\n'second'", ""]
        assert screen.console is screen.consoles.all[0]
        await pilot.press("ctrl+o", "H")
        await until(pilot, lambda: isinstance(pilot.app.screen, Texts))
        texts_screen = pilot.app.screen
        assert isinstance(texts_screen, Texts)
        await until(pilot, lambda: len(texts_screen.items) > 0)
        found = [moment.draft.text for moment in texts_screen.items]
        assert found == ["select 'first'", "select 'closed'"]
        await pilot.press("down", "enter")
        await until(pilot, lambda: screen.console.editor.text == "select 'closed'")
        await pilot.press("ctrl+z")
        assert screen.console.editor.text == "select 'first'"
        await screen.console.line.end(closed=True)


async def test_a_journal_that_cannot_be_written_is_said_once_and_tried_again(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    place = tmp_path / "journal"
    place.write_text("a file where the folder should be")
    recorder = Recorder(Shelf(place), lambda: Draft(("select 1",)), said.append)
    await recorder.look()
    await recorder.look()
    assert len(said) == 1
    place.unlink()
    await recorder.look()
    assert len(said) == 2
    await recorder.end()
    assert [log.draft for log in Shelf(place).lost()] == [Draft(("select 1",))]


def test_killed_in_a_terminal_it_goes_on_where_it_was(
    ready: Ready, aws: Ready, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "dsql_tui", ready.clusters[1].identifier]
    command += ["--region", ready.clusters[1].region, "--hostaddr", ready.hostaddr]
    command += ["--port", str(ready.port), "--sslrootcert", ready.sslrootcert]
    with Terminal(command) as terminal:
        terminal.wait("auto")
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
