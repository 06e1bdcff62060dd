"""Exports from the workbench, over real sessions with the sandbox."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, RadioButton, RadioSet

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.start import Start
from dsql_tui.ui.transfer.export_dialog import FILE_FORMATS, ExportDialog
from dsql_tui.ui.workbench.panes.schema_tree import SchemaTree
from tests.ui.driving import open_workbench, run_sql, wait_for_screen, wait_until

SIZE = (80, 24)


async def open_dialog(pilot: Pilot[None]) -> ExportDialog:
    """Open the export dialog."""
    pilot.app.screen.query_one("Grid").focus()
    await pilot.press("ctrl+e")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ExportDialog))
    screen = pilot.app.screen
    assert isinstance(screen, ExportDialog)
    return screen


async def test_rows_are_exported_from_memory_or_a_new_run(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await pilot.press("ctrl+o", "d")
        assert pilot.app.screen is screen
        screen.console.results.cap = 1000
        await run_sql(pilot, screen, "select i, null as n from generate_series(1, 5000) i")

        export = await open_dialog(pilot)
        assert export.sources[0].label.startswith("all rows")
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        lines = (tmp_path / "result.csv").read_bytes().split(b"\r\n")
        assert (len(lines), lines[5000]) == (5002, b"5000,")

        export = await open_dialog(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "already exists" in str(export.message.render()))
        export.query_one("#sources", RadioSet).action_next_button()
        export.query_one("#sources", RadioSet).action_toggle_button()
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        here = len(screen.console.result.table or ())
        assert len((tmp_path / "result.csv").read_bytes().split(b"\r\n")) == here + 2


async def test_a_statement_is_exported_that_was_never_run(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select 1 as one")
        screen.console.editor.text = 'select i as "[b]" from generate_series(1, 3) i'
        export = await open_dialog(pilot)
        labels = [source.label for source in export.sources]
        assert labels[-1].endswith('at the cursor: select i as "[b]" from generate_series(1…')
        shown = export.query_one("#sources", RadioSet).query(RadioButton).last(RadioButton)
        assert "[b]" in str(shown.label)
        shown.value = True
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert (tmp_path / "result.csv").read_bytes() == b"[b]\r\n1\r\n2\r\n3\r\n"


async def test_a_format_gives_the_file_its_ending(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select 1 as a")
        export = await open_dialog(pilot)
        kinds = export.query_one("#formats", RadioSet)
        for kind in FILE_FORMATS[1:]:
            kinds.action_next_button()
            kinds.action_toggle_button()
            await wait_until(pilot, lambda kind=kind: export.path.value == f"result{kind.suffix}")  # type: ignore[misc]
        assert export.query_one("#table", Input).display == (export.format.name == "insert")


@pytest.mark.parametrize(
    ("name", "start_of_file"),
    [
        ("exp.parquet", b"PAR1"),
        ("s.xlsx", b"PK"),
        ("S.XLSX", b"PK"),
        ("rows.jsonl", b'{"a": 1}'),
        ("rows.json", b"["),
        ("rows.SQL", b"INSERT INTO"),
        ("rows.tsv.gz", b"\x1f\x8b"),
        ("rows.csv", b"a\r\n1"),
        ("rows.out", b"a\r\n1"),
    ],
)
async def test_the_ending_of_the_name_chooses_the_format(
    start: Start,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    start_of_file: bytes,
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select 1 as a")
        export = await open_dialog(pilot)
        export.path.value = name
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert (tmp_path / name).read_bytes().startswith(start_of_file)


async def test_a_cancelled_export_leaves_no_file(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        screen.console.results.cap = 250
        await run_sql(pilot, screen, "select generate_series(1, 100000000) as i")
        export = await open_dialog(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "rows" in str(export.message.render()))
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Cancelled" in str(export.message.render()))
        assert not list(tmp_path.glob("*result*"))
        await pilot.press("escape")
        assert pilot.app.screen is screen


async def test_in_a_transaction_only_the_rows_here_are_offered(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "begin")
        await run_sql(pilot, screen, "select 1 as a")
        export = await open_dialog(pilot)
        assert [source.label for source in export.sources] == ["1 row received"]


async def test_rows_are_exported_as_they_are_seen(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select i, i % 2 as odd from generate_series(1, 3) i")
        grid = screen.console.result.grid
        grid.focus()
        said: list[str] = []
        monkeypatch.setattr(pilot.app, "notify", lambda message, **_: said.append(message))
        await pilot.press("s")
        await wait_until(pilot, lambda: bool(grid.state.sorts))
        await pilot.press("s")
        await wait_until(pilot, lambda: grid.state.sorts == [(0, True)])
        await wait_until(pilot, lambda: grid.state.sheet.value(0, 0) == b"3")
        grid.action_column(-1)
        grid.action_hide()
        export = await open_dialog(pilot)
        assert export.source.label == "3 rows as shown (1 column is hidden)"
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert (tmp_path / "result.csv").read_bytes() == b"i\r\n3\r\n2\r\n1\r\n"
        assert said[-1].endswith("result.csv (1 column is hidden).")

        await pilot.press("V", "down")
        export = await open_dialog(pilot)
        assert export.source.label == "the 2 selected cells"
        export.path.value = "some.csv"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert (tmp_path / "some.csv").read_bytes() == b"i\r\n3\r\n2\r\n"


async def test_a_replaced_file_keeps_its_mode_and_a_missing_folder_is_asked_about(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    old = tmp_path / "old.parquet"
    old.write_text("old")
    old.chmod(0o640)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(
            pilot, screen, "select repeat(random()::text, 300) from generate_series(1, 100)"
        )
        for widget in (screen.console.editor, screen.query_one(SchemaTree), screen.query_one(Grid)):
            widget.focus()
            await pilot.press("ctrl+e")
            export = await wait_for_screen(pilot, ExportDialog)
            assert export.source.label == "100 rows received"
            await pilot.press("escape")
            await wait_until(pilot, lambda: pilot.app.screen is screen)

        export = await open_dialog(pilot)
        export.path.value = "old.parquet"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "already exists" in str(export.message.render()))
        with limit_file_size(1000):
            await pilot.press("ctrl+s")
            await wait_until(pilot, lambda: "could not be written" in str(export.message.render()))
        assert "File too large" in str(export.message.render())
        assert old.read_text() == "old"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert old.read_bytes().startswith(b"PAR1")
        assert old.stat().st_mode & 0o777 == 0o640

        export = await open_dialog(pilot)
        export.path.value = "a/b/rows.csv"
        for answer, exists in (("n", False), ("y", True)):
            await pilot.press("ctrl+s")
            question = await wait_for_screen(pilot, ConfirmDialog)
            assert f"{tmp_path}/a/b does not exist. Create it?" in question.question
            await pilot.press(answer)
            await wait_until(pilot, lambda: not isinstance(pilot.app.screen, ConfirmDialog))
            await wait_until(
                pilot,
                lambda exists=exists: (tmp_path / "a/b/rows.csv").exists() is exists,  # type: ignore[misc]
            )


@contextmanager
def limit_file_size(size: int) -> Iterator[None]:
    """Let writes fail behind a size, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
