"""Exports from the workbench, over real sessions with the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, RadioButton, RadioSet

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.export import KINDS, Export
from dsql_tui.ui.start import Start
from tests.ui.driving import ran, until, workbench

SIZE = (80, 24)


async def asked(pilot: Pilot[None]) -> Export:
    """The screen, once it is there."""
    pilot.app.screen.query_one("Grid").focus()
    await pilot.press("ctrl+e")
    await until(pilot, lambda: isinstance(pilot.app.screen, Export))
    screen = pilot.app.screen
    assert isinstance(screen, Export)
    return screen


async def test_rows_are_exported_from_here_or_from_running_again(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await pilot.press("ctrl+o", "d")
        assert pilot.app.screen is screen
        screen.console.results.cap = 1000
        await ran(pilot, screen, "select i, null as n from generate_series(1, 5000) i")

        export = await asked(pilot)
        assert export.sources[0].label.startswith("all rows")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        lines = (tmp_path / "result.csv").read_bytes().split(b"\r\n")
        assert (len(lines), lines[5000]) == (5002, b"5000,")

        export = await asked(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "already" in str(export.said.render()))
        export.query_one("#sources", RadioSet).action_next_button()
        export.query_one("#sources", RadioSet).action_toggle_button()
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        here = len(screen.console.result.table or ())
        assert len((tmp_path / "result.csv").read_bytes().split(b"\r\n")) == here + 2


async def test_a_statement_is_exported_that_was_never_run(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await ran(pilot, screen, "select 1 as one")
        screen.console.editor.text = 'select i as "[b]" from generate_series(1, 3) i'
        export = await asked(pilot)
        labels = [source.label for source in export.sources]
        assert labels[-1].endswith('at the cursor: select i as "[b]" from generate_series(1…')
        shown = export.query_one("#sources", RadioSet).query(RadioButton).last(RadioButton)
        assert "[b]" in str(shown.label)
        shown.value = True
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert (tmp_path / "result.csv").read_bytes() == b"[b]\r\n1\r\n2\r\n3\r\n"


async def test_a_format_gives_the_file_its_ending(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await ran(pilot, screen, "select 1 as a")
        export = await asked(pilot)
        kinds = export.query_one("#kinds", RadioSet)
        for kind in KINDS[1:]:
            kinds.action_next_button()
            kinds.action_toggle_button()
            await until(pilot, lambda kind=kind: export.path.value == f"result{kind.suffix}")  # type: ignore[misc]
        assert export.query_one("#table", Input).display == (export.kind.name == "insert")


async def test_an_export_can_be_cancelled_and_leaves_nothing(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        screen.console.results.cap = 250
        await ran(pilot, screen, "select generate_series(1, 100000000) as i")
        export = await asked(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "rows" in str(export.said.render()))
        await pilot.press("escape")
        await until(pilot, lambda: "Cancelled" in str(export.said.render()))
        assert not list(tmp_path.glob("*result*"))
        await pilot.press("escape")
        assert pilot.app.screen is screen


async def test_in_a_transaction_only_the_rows_here_are_offered(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await ran(pilot, screen, "begin")
        await ran(pilot, screen, "select 1 as a")
        export = await asked(pilot)
        assert [source.label for source in export.sources] == ["1 row that came"]


async def test_rows_are_exported_as_they_are_seen(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await ran(pilot, screen, "select i, i % 2 as odd from generate_series(1, 3) i")
        grid = screen.console.result.grid
        grid.focus()
        await pilot.press("s")
        await until(pilot, lambda: grid.look.sorted is not None)
        await pilot.press("s")
        await until(pilot, lambda: grid.look.sorted == (0, True))
        await until(pilot, lambda: grid.look.sheet.value(0, 0) == b"3")
        grid.action_column(-1)
        grid.action_hide()
        export = await asked(pilot)
        assert export.source.label == "3 rows as seen"
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert (tmp_path / "result.csv").read_bytes() == b"i\r\n3\r\n2\r\n1\r\n"

        await pilot.press("V", "down")
        export = await asked(pilot)
        assert export.source.label == "the 2 cells selected"
        export.path.value = "some.csv"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert (tmp_path / "some.csv").read_bytes() == b"i\r\n3\r\n2\r\n"
