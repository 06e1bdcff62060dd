"""The page of conflicts: a real conflict, its retry, and the figures of the cluster."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from textual.widgets import Input

from dsql_tui.applying.applier import Applier
from dsql_tui.db.queries import fetch_rows
from dsql_tui.execution.threads import in_thread
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.migration_files.conventions import read_script
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.conflicts.conflicts_screen import Conflicts
from dsql_tui.ui.start import Start
from dsql_tui.ui.transfer.import_dialog import ImportDialog
from dsql_tui.ui.workbench.workbench import Workbench
from tests.faults import inject_faults
from tests.ui.driving import open_workbench, read_screen, run_sql, wait_for_screen, wait_until

SIZE = (120, 36)


async def test_a_conflict_and_its_retry_are_shown_with_advice(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)

        async def open_page(*texts: str) -> Conflicts:
            await pilot.press("ctrl+o", "#", "o")
            screen = await wait_for_screen(pilot, Conflicts)
            await wait_until(pilot, lambda: all(text in read_screen(screen) for text in texts))
            return screen

        async def close_page() -> None:
            await pilot.press("escape")
            await wait_for_screen(pilot, Workbench)

        await open_page("has lost a conflict", "Cluster, last 1h")
        await close_page()
        await run_sql(pilot, bench, "begin")
        await run_sql(pilot, bench, "select title from shop.products limit 1")
        with closing(bench.access.open()) as other:
            fetch_rows(other.run("update shop.products set title = title where price > 0"))
        await run_sql(pilot, bench, "update shop.products set title = 'x' where price > 0")
        if not bench.console.runner.outcome.conflicted:
            await run_sql(pilot, bench, "commit")
        await open_page("OC000", "not retried", "shop.products", "Ctrl+O Y", "1  begin")
        await close_page()
        await pilot.press("ctrl+o", "y")
        await wait_until(pilot, lambda: not bench.console.busy)
        screen = await open_page("OC000", "done")
        assert [(each.retries, each.done) for each in screen.conflicts] == [(1, True)]


async def test_conflicts_of_an_import_and_a_script_are_listed(
    start: Start, aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_text("id\n1\n2\n")
    (tmp_path / "1.sql").write_text("insert into contested values (3);")
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        await run_sql(pilot, bench, "create table contested (id int primary key)")
        await pilot.press("ctrl+o", "I")
        dialog = await wait_for_screen(pilot, ImportDialog)
        dialog.query_one("#path", Input).value = "rows.csv"
        dialog.query_one("#table", Input).value = "contested"
        with inject_faults(aws, conflict=["OC000", "OC001"]):
            await pilot.press("ctrl+s")
            await wait_for_screen(pilot, Workbench)
        with closing(Applier(bench.access)) as applier:
            script = read_script("1.sql", (tmp_path / "1.sql").read_text())
            with inject_faults(aws, conflict=["OC001"]):
                await in_thread(lambda: applier.apply([script]))
        await pilot.press("ctrl+o", "#", "o")
        screen = await wait_for_screen(pilot, Conflicts)
        await wait_until(pilot, lambda: "import of rows 1 to 2" in read_screen(screen))
        found = {each.source: (each.code, each.retries, each.outcome) for each in screen.conflicts}
        assert found["import"] == ("OC000", 2, "done")
        assert found["apply"][1:] == (1, "done")
        assert "Ctrl+O Y" not in read_screen(screen)
