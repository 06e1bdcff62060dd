"""Scripts on screen: listed by the ledger, confirmed, applied, corrected and continued."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from textual.widgets import Input

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.path_input import PathDialog
from dsql_tui.ui.migration.apply_page import ApplyPage
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.guard import confirm_run
from tests.ui.driving import open_workbench, read_screen, wait_for_screen, wait_until


async def test_scripts_are_listed_applied_after_a_question_and_continued(
    start: Start, tmp_path: Path
) -> None:
    first, second = tmp_path / "V1__stock.sql", tmp_path / "V2__more.sql"
    first.write_text("create table stock (id int primary key, left_over int);\n")
    second.write_text("insert into stock values (1, 2);\ninsert into stock values (1, 3);\n")
    async with DsqlTui(start).run_test(size=(80, 24)) as pilot:
        await open_workbench(pilot)
        await pilot.press("ctrl+o", "#", "p")
        dialog = await wait_for_screen(pilot, PathDialog)
        dialog.query_one(Input).value = str(tmp_path)
        await pilot.press("enter")
        page = await wait_for_screen(pilot, ApplyPage)

        def read_states() -> list[str]:
            return [each.word for each in page.list.outcomes]

        await wait_until(pilot, lambda: page.loaded)
        assert "3 transactions to run. Nothing was sent." in read_screen(page)
        assert read_states() == ["pending"] * 5
        access, confirm = page.access, page.confirm
        page.access = replace(access, read_only=True)
        page.confirm = partial(confirm_run, pilot.app, page.access, "shop")
        await pilot.press("r")
        await wait_until(pilot, lambda: "is read-only" in str(list(pilot.app._notifications)))
        page.access, page.confirm = access, confirm
        await pilot.press("r")
        await wait_for_screen(pilot, ConfirmDialog)
        await pilot.press("y")
        await wait_until(pilot, lambda: "23505" in read_screen(page))
        await wait_until(pilot, lambda: not page.running)
        done = ["applied", "applied", "partly applied", "applied", "failed"]
        await wait_until(pilot, lambda: read_states() == done)
        assert page.list.table.cursor_row == 4

        second.write_text("insert into stock values (1, 2);\ninsert into stock values (2, 3);\n")
        await pilot.press("f5")
        await wait_until(pilot, lambda: page.loaded and not page.working)
        await pilot.press("r")
        await wait_for_screen(pilot, ConfirmDialog)
        await pilot.press("y")
        await wait_until(pilot, lambda: "Done: 1 transaction applied." in read_screen(page))
        await wait_until(pilot, lambda: read_states() == ["applied"] * 5)
        assert not page.describe_run()
