"""Saved queries on the screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot

from dsql_tui.store.settings import Settings
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.saved_queries import SavedQueriesDialog
from dsql_tui.ui.start import Start
from tests.ui.driving import open_workbench, wait_until

SIZE = (120, 40)


async def open_dialog(pilot: Pilot[None]) -> SavedQueriesDialog:
    await pilot.press("ctrl+o", "j")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, SavedQueriesDialog))
    assert isinstance(pilot.app.screen, SavedQueriesDialog)
    return pilot.app.screen


async def test_a_statement_is_saved_found_inserted_run_and_opened(
    start: Start, tmp_path: Path
) -> None:
    workspace = tmp_path / "team"
    workspace.mkdir()
    (workspace / "five.sql").write_text("select 5 as five\n")
    start = replace(start, settings=Settings(queries=(str(workspace),)))
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        editor, line = screen.console.editor, screen.console.line
        editor.text = "select 1;\nselect 2 as two;"
        editor.move_cursor((1, 3))
        editor.focus()
        await open_dialog(pilot)
        await pilot.press(*"mine/two", "ctrl+s")
        own = screen.workspace.files.queries.own / "mine" / "two.sql"
        await wait_until(pilot, own.exists)
        assert own.read_text() == "select 2 as two;\n"

        list_ = await open_dialog(pilot)
        await wait_until(pilot, lambda: len(list_.items) == 2)
        assert [query.name for query in list_.items] == ["mine/two", "team: five"]
        editor.text = ""
        await pilot.press("enter")
        await wait_until(pilot, lambda: editor.text == "select 2 as two;")

        list_ = await open_dialog(pilot)
        await pilot.press(*"five")
        await wait_until(pilot, lambda: len(list_.items) == 1)
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: screen.console.result.table is not None)
        assert editor.text == "select 2 as two;\n\nselect 5 as five"
        await wait_until(pilot, lambda: not screen.console.busy)

        list_ = await open_dialog(pilot)
        await wait_until(pilot, lambda: len(list_.items) == 2)
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("y")
        await wait_until(pilot, lambda: line.file is not None)
        assert line.file is not None
        assert (line.file.path, editor.text) == (own, "select 2 as two;\n")
