"""Imports from the workbench, over real sessions with the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, RadioButton

from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.import_file import ImportFile
from dsql_tui.ui.start import Start
from tests.arming import armed
from tests.ui.driving import ran, until, workbench

SIZE = (80, 24)


async def asked(pilot: Pilot[None], name: str, table: str) -> ImportFile:
    """The screen, filled in."""
    await pilot.press("ctrl+o", "I")
    await until(pilot, lambda: isinstance(pilot.app.screen, ImportFile))
    screen = pilot.app.screen
    assert isinstance(screen, ImportFile)
    screen.query_one("#path", Input).value = name
    screen.query_one("#table", Input).value = table
    return screen


def said(screen: ImportFile) -> str:
    return str(screen.said.render())


async def test_a_file_is_brought_in_and_gone_on_with_after_a_loss(
    start: Start, aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "id\n" + "".join(f"{number}\n" for number in range(400))
    (tmp_path / "rows.csv").write_text(text + "x\n")
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await workbench(pilot)
        await ran(pilot, bench, "create table brought (id int primary key)")
        screen = await asked(pilot, "rows.csv", "brought")
        with armed(aws, commit=["after"]):
            await pilot.press("ctrl+s")
            await until(pilot, lambda: "so none comes twice" in said(screen))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "goes on there" in said(screen))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is bench)
        await ran(pilot, bench, "select count(*) from brought")
        assert bench.console.result.table is not None
        assert bench.console.result.table.value(0, 0) == b"400"
        assert '"text": "x"' in (tmp_path / "rows.csv.rejected.jsonl").read_text()


async def test_rows_that_could_come_twice_are_asked_about(
    start: Start, aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_text("n\n" + "".join(f"{n}\n" for n in range(3100)))
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await workbench(pilot)
        await ran(pilot, bench, "create table twice (n int)")
        screen = await asked(pilot, "rows.csv", "twice")
        with armed(aws, commit=["after"]):
            await pilot.press("ctrl+s")
            await until(pilot, lambda: "lines 2 to 3,001" in said(screen))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "or not?" in said(screen))
        screen.words.query("RadioButton").first(RadioButton).value = True
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is bench)
        await ran(pilot, bench, "select count(*), count(distinct n) from twice")
        table = bench.console.result.table
        assert table is not None
        assert [table.value(0, 0), table.value(0, 1)] == [b"3100", b"3100"]


async def test_what_is_missing_or_wrong_is_said(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_text("id\n1\n")
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await workbench(pilot)
        screen = await asked(pilot, "rows.xml", "t")
        for name, table, words in (
            ("rows.xml", "t", "has to end in one of"),
            ("rows.csv", "", "Into which table?"),
            ("missing.csv", "t", "No such file"),
            ("rows.csv", "no_such_table", "42P01"),
        ):
            screen.query_one("#path", Input).value = name
            screen.query_one("#table", Input).value = table
            await pilot.press("ctrl+s")
            await until(pilot, lambda words=words: words in said(screen))  # type: ignore[misc]
        await pilot.press("escape")
        assert pilot.app.screen is bench
