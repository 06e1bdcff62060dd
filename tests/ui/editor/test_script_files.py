"""Script files on the screen, and the user's own editor."""

from __future__ import annotations

import sys
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input, Static, Tab

from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.path_input import PathDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.terminal import Terminal
from tests.ui.driving import open_workbench, wait_for_screen, wait_until

SIZE = (120, 40)


async def answer(pilot: Pilot[None], screen: Workbench, path: Path) -> None:
    """Name a file where one is asked for."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
    pilot.app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")
    await wait_until(pilot, lambda: not isinstance(pilot.app.screen, AskDialog))


async def complete_path(pilot: Pilot[None], folder: Path) -> None:
    """Complete a path to a.sql, the only one of the two files that Tab leaves after a letter."""
    (folder / "with space").mkdir()
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
    field = pilot.app.screen.query_one(Input)
    await wait_until(pilot, lambda: field.has_focus)
    field.value = f"{folder}/wi"
    await pilot.press("tab")
    await wait_until(pilot, lambda: field.value == f"{folder}/with space/")
    field.value = f"{folder}/"
    await pilot.press("tab")
    problem = pilot.app.screen.query_one("#problem", Static)
    await wait_until(pilot, lambda: str(problem.content) == "a.sql  home/  with space/")
    await pilot.press("a", "tab")
    await wait_until(pilot, lambda: field.value == f"{folder}/a.sql")


async def type_path(pilot: Pilot[None], path: Path) -> None:
    """Type an absolute path behind the folder that the dialog suggests."""
    dialog = await wait_for_screen(pilot, PathDialog)
    field = dialog.query_one(Input)
    await wait_until(pilot, lambda: field.has_focus)
    assert field.value.endswith("/")
    await pilot.press(*(character for character in str(path)))
    assert field.value == str(path)
    await pilot.press("enter")


async def test_a_file_is_opened_changed_saved_and_watched(start: Start, tmp_path: Path) -> None:
    path, other = tmp_path / "a.sql", tmp_path / "b.sql"
    path.write_bytes("select 'Größe'\r\nfrom t\r\n".encode("cp1252"))
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        line, editor = console.line, console.editor
        editor.text = "select 'before'"
        await pilot.press("ctrl+o", "o")
        await answer(pilot, screen, path)
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("n")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert editor.text == "select 'before'"
        await pilot.press("ctrl+o", "o")
        await complete_path(pilot, tmp_path)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("y")
        await wait_until(pilot, lambda: line.file is not None)
        assert editor.text == "select 'Größe'\r\nfrom t\r\n"
        await pilot.press("ctrl+z")
        assert editor.text == "select 'before'"
        await wait_until(pilot, lambda: line.file is None)
        assert line.unsaved
        editor.text = ""
        await pilot.press("ctrl+o", "o")
        await type_path(pilot, path)
        await wait_until(pilot, lambda: line.file is not None)
        assert editor.text == "select 'Größe'\r\nfrom t\r\n"
        await wait_until(pilot, lambda: str(screen.query(Tab).first().label) == "a.sql")
        assert str(line.content) == str(path)

        editor.insert("-- new\n", (0, 0))
        await wait_until(pilot, lambda: "not saved" in str(line.content))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "not saved" not in str(line.content))
        assert path.read_bytes().decode("cp1252") == "-- new\r\nselect 'Größe'\r\nfrom t\r\n"

        path.write_text("changed elsewhere")
        await wait_until(pilot, lambda: "changed on disk" in str(line.content))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("n")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert path.read_text() == "changed elsewhere"

        await pilot.press("ctrl+o", "S")
        await answer(pilot, screen, other)
        await wait_until(pilot, lambda: line.file is not None and line.file.path == other)
        assert other.read_bytes().startswith(b"-- new\r\n")
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        line = (await open_workbench(pilot)).console.line
        await wait_until(pilot, lambda: line.file is not None)
        assert line.file is not None
        assert (line.file.path, line.file.changed) == (other, False)


def test_the_users_editor_changes_the_script(ready: Ready, aws: Ready, tmp_path: Path) -> None:
    program = tmp_path / "editor"
    program.write_text("#!/bin/sh\nsed -i s/before/afterwards/ $1\n")
    program.chmod(0o700)
    cluster = ready.clusters[1]
    command = [sys.executable, "-m", "dsql_tui", cluster.identifier, "--region", cluster.region]
    command += ["--hostaddr", ready.hostaddr, "--port", str(ready.port)]
    command += ["--sslrootcert", ready.sslrootcert]
    with Terminal(command, environment={"VISUAL": str(program)}) as terminal:
        terminal.wait("autocommit")
        terminal.press("select 'before'")
        terminal.wait("'before'")
        terminal.press("\x0f")
        terminal.wait("Press a key")
        terminal.press("E")
        terminal.wait("'afterwards'")
        terminal.press("\x11")
        assert terminal.finish() == 0
