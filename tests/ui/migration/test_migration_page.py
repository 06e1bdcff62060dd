"""A migration on screen: planned, confirmed, paused and resumed, with its outcomes and report."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

from textual.widgets import Input

from dsql_tui.db.queries import fetch_value
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.choice import ChoiceDialog
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.path_input import PathDialog
from dsql_tui.ui.migration.migration_page import MigrationPage
from dsql_tui.ui.migration.statement_dialog import StatementDialog
from dsql_tui.ui.migration.text_page import TextPage
from dsql_tui.ui.start import Start
from tests.ui.driving import open_workbench, read_screen, wait_for_screen, wait_until

PAGILA = Path(__file__).parent.parent.parent / "migrating" / "pagila.sql"


async def test_a_script_is_planned_run_after_a_question_paused_and_resumed(
    start: Start, tmp_path: Path
) -> None:
    source = tmp_path / "pagila.sql"
    shutil.copy(PAGILA, source)
    state = tmp_path / "pagila.sql.migration" / "state.json"
    async with DsqlTui(start).run_test(size=(80, 24)) as pilot:
        bench = await open_workbench(pilot)
        await pilot.press("ctrl+o", "#", "g")
        dialog = await wait_for_screen(pilot, PathDialog)
        dialog.query_one(Input).value = f"{source}x"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "does not exist" in read_screen(dialog))
        dialog.query_one(Input).value = "postgresql://me@host/shop"
        assert dialog.query_one(Input).value == "postgresql://me@host/shop"
        dialog.query_one(Input).value = str(source)
        await pilot.press("enter")
        await wait_for_screen(pilot, ChoiceDialog)
        await pilot.press("enter")
        page = await wait_for_screen(pilot, MigrationPage)
        await wait_until(pilot, lambda: page.loaded)
        screen = read_screen(page)
        assert "5 lost" in screen
        assert str(page.list.table.get_row_at(0)[0]) == "lost"
        await pilot.press("slash", *"film.rat", "enter", "enter")
        details = await wait_for_screen(pilot, TextPage)
        assert all(word in details.text for word in ("Before", "mpaa_rating", "After", "CHECK"))
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is page)
        await pilot.press("escape")
        await pilot.press("o")
        report = await wait_for_screen(pilot, TextPage)
        assert report.text.startswith("# Migration of pagila.sql")
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is page)

        await pilot.press("v", "slash", *"idx_title", "enter", "d")
        await wait_until(pilot, lambda: page.list.outcomes == [("removed", "dim")])
        await pilot.press("d")
        await wait_until(pilot, lambda: page.list.outcomes == [("", "")])
        await pilot.press("e")
        edit = await wait_for_screen(pilot, StatementDialog)
        sql = edit.area.text
        edit.area.text = f"{sql}; select 1"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "has become 2 statements" in read_screen(edit))
        edit.area.text = sql.replace("idx_title", "by_title")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: pilot.app.screen is page)
        assert page.list.outcomes == [("edited", "cyan")]
        assert "1 changed by you" in read_screen(page)
        await pilot.press("escape")

        await pilot.press("r")
        await wait_for_screen(pilot, ConfirmDialog)
        await pilot.press("n")
        await wait_until(pilot, lambda: pilot.app.screen is page)
        assert not state.exists()

        tell = page.tell

        def pause(words: str) -> None:
            """Pause as soon as rows are loaded."""
            if words.startswith("Loading"):
                page.request_stop()
            tell(words)

        page.tell = pause  # type: ignore[method-assign]
        await pilot.press("r")
        await wait_for_screen(pilot, ConfirmDialog)
        await pilot.press("y")
        await wait_until(pilot, lambda: "Paused" in read_screen(page))
        assert not page.running
        assert not json.loads(state.read_bytes())["finished"]
        page.tell = tell  # type: ignore[method-assign]
        await pilot.press("r")
        await wait_for_screen(pilot, ConfirmDialog)
        await pilot.press("y")
        await wait_until(pilot, lambda: page.finished and not page.working, 60)
        assert "8 of 8 rows" in read_screen(page)
        outcomes = [outcome.word for outcome in page.list.outcomes]
        assert set(outcomes) == {"done", "verified"}, outcomes
        with closing(bench.access.open()) as session:
            assert fetch_value(session.run("select count(*) from film")) == "2"
            assert fetch_value(session.run("select 'by_title'::regclass")) == "by_title"
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is bench)
