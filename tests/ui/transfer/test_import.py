"""Imports from the workbench, over real sessions with the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, RadioButton

from dsql_tui.importing.batch_loader import MAX_LOSSES
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.toggles import Checkbox
from dsql_tui.ui.transfer.import_dialog import ImportDialog
from tests.faults import inject_faults
from tests.ui.driving import open_workbench, run_sql, wait_until

SIZE = (80, 24)


async def open_dialog(pilot: Pilot[None], name: str, table: str) -> ImportDialog:
    """Open the import dialog and fill it in."""
    await pilot.press("ctrl+o", "I")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ImportDialog))
    screen = pilot.app.screen
    assert isinstance(screen, ImportDialog)
    screen.query_one("#path", Input).value = name
    screen.query_one("#table", Input).value = table
    return screen


def read_message(screen: ImportDialog) -> str:
    return str(screen.message.render())


async def test_an_import_resumes_after_a_lost_connection(
    start: Start, aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "id\n" + "".join(f"{number}\n" for number in range(400))
    (tmp_path / "rows.csv").write_text(text + "x\n")
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        await run_sql(pilot, bench, "create table brought (id int primary key)")
        screen = await open_dialog(pilot, "rows.csv", "brought")
        screen.query_one("#jobs", Input).value = "33"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "sessions from 1 to 32" in read_message(screen))
        screen.query_one("#jobs", Input).value = "2"
        with inject_faults(aws, commit=["before"] * (MAX_LOSSES + 1)):
            await pilot.press("ctrl+s")
            await wait_until(pilot, lambda: "looks for its rows" in read_message(screen))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "again to resume" in read_message(screen))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: pilot.app.screen is bench)
        await run_sql(pilot, bench, "select count(*) from brought")
        assert bench.console.result.table is not None
        assert bench.console.result.table.value(0, 0) == b"400"
        assert '"text": "x"' in (tmp_path / "rows.csv.rejected.jsonl").read_text()


async def test_rows_that_could_be_loaded_twice_ask_first(
    start: Start, aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_text("n\n" + "".join(f"{n}\n" for n in range(3100)))
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        await run_sql(pilot, bench, "create table twice (n int)")
        screen = await open_dialog(pilot, "rows.csv", "twice")
        with inject_faults(aws, commit=["after"]):
            await pilot.press("ctrl+s")
            await wait_until(pilot, lambda: "lines 2 to 3,001" in read_message(screen))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "Choose whether" in read_message(screen))
        screen.resume.query("RadioButton").first(RadioButton).value = True
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: pilot.app.screen is bench)
        await run_sql(pilot, bench, "select count(*), count(distinct n) from twice")
        table = bench.console.result.table
        assert table is not None
        assert [table.value(0, 0), table.value(0, 1)] == [b"3100", b"3100"]


async def test_missing_or_invalid_fields_are_reported(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_text("id\n1\n")
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        screen = await open_dialog(pilot, "rows.xml", "t")
        assert not screen.query_one("#sheet").display
        (tmp_path / "rows.xlsx").write_bytes(b"no workbook")
        for name, table, words in (
            ("rows.xlsx", "t", "This is not an Excel workbook"),
            ("rows.xml", "t", "must end in one of"),
            ("rows.csv", "", "Name the table."),
            ("missing.csv", "t", "No such file"),
            ("rows.csv", "no_such_table", "42P01"),
        ):
            screen.query_one("#path", Input).value = name
            screen.query_one("#table", Input).value = table
            await pilot.press("ctrl+s")
            await wait_until(pilot, lambda words=words: words in read_message(screen))  # type: ignore[misc]
            assert screen.query_one("#sheet").display is (name == "rows.xlsx")
        screen.query_one("#path", Input).value = "rows.csv"
        screen.query_one("#encoding", Input).value = "klingon"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "is not an encoding" in read_message(screen))
        await pilot.press("escape")
        assert pilot.app.screen is bench


async def test_rows_are_checked_and_then_update_the_table(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_bytes("id,t\n1,Größe\n2,NA\nx,y\n3,bad\n".encode("latin-1"))
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        columns = "id int primary key, t text check (t <> 'bad')"
        await run_sql(pilot, bench, f"create table changed ({columns})")
        await run_sql(pilot, bench, "insert into changed values (1, 'old')")
        screen = await open_dialog(pilot, "rows.csv", "changed")
        screen.query_one("#null", Input).value = "NA"
        screen.query_one("#encoding", Input).value = "latin1"
        assert not screen.query_one("#key").display
        screen.query("#conflict RadioButton").last(RadioButton).value = True
        screen.query_one("#check", Checkbox).value = True
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "Checked" in read_message(screen))
        assert screen.query_one("#key").display
        account = "1 row would be imported, 1 updated, 2 rejected.\nLine 4: invalid input syntax"
        assert account in read_message(screen)
        assert "Line 5: The row violates CHECK constraint “changed_t_check”" in read_message(screen)
        screen.query_one("#check", Checkbox).value = False
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: pilot.app.screen is bench)
        await run_sql(pilot, bench, "select t from changed order by id")
        table = bench.console.result.table
        assert table is not None
        assert [table.value(0, 0), table.value(1, 0)] == ["Größe".encode(), None]
