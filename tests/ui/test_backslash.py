"""psql's backslash commands in the console."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from dsql_tui.results.text import cell
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.cell import Cell
from dsql_tui.ui.screens.history import Past
from dsql_tui.ui.screens.import_file import ImportFile
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.expanded import Expanded
from tests.ui.driving import ran, until, workbench

SIZE = (120, 40)
FIELDS = ("path", "table", "columns")


def cells(screen: Workbench) -> list[list[str | None]]:
    """The rows in sight."""
    table = screen.console.result.table
    assert table is not None
    columns = range(len(table.columns))
    return [[cell(table.value(row, column)) for column in columns] for row in range(len(table))]


def has_said(pilot: Pilot[None], words: str) -> bool:
    return any(words in notice.message for notice in pilot.app._notifications)


async def test_they_are_statements_among_others(start: Start, tmp_path: Path) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await ran(pilot, screen, "select 1")
        await ran(pilot, screen, "select 2;\n\\d shop.customers")
        parts = [row[1] for row in cells(screen)]
        assert {"column", "index", "constraint", "referenced by"} <= set(parts)

        await ran(pilot, screen, "\\conninfo")
        assert ["database role", "admin"] in cells(screen)

        (tmp_path / "two.sql").write_text("select 1 as a;\nselect nothing")
        await ran(pilot, screen, f"-- above\n\\i {tmp_path}/two.sql")
        refusal = screen.console.crank.outcome.refusal
        assert refusal is not None
        assert refusal.sqlstate == "42703"
        assert screen.console.editor.error is None, "what is refused is not in the editor"

        for text, words in (
            ("\\dx", "no extensions"),
            ("\\i nowhere.sql", "No such file"),
            ("\\timing", "state line"),
        ):
            await ran(pilot, screen, text)
            await until(pilot, partial(has_said, pilot, words))

        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(pilot.app.screen, Past))
        past = pilot.app.screen
        assert isinstance(past, Past)
        await until(pilot, lambda: len(past.items) > 0)
        kept = ["select nothing", "select 1 as a", "select 1"]
        assert [run.text for run in past.items] == kept, "not what commands look up"
        await pilot.press("escape")


def drawn(widget: Expanded) -> list[str]:
    """The lines on screen."""
    lines = ("".join(s.text for s in widget.render_line(y)) for y in range(widget.size.height))
    return [line.rstrip() for line in lines]


async def test_rows_are_shown_as_lists_until_that_is_turned_off(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await ran(
            pilot, screen, "select i, 'v' || i as value, null as n from generate_series(1, 30) i"
        )
        view = screen.console.result.rows
        await ran(pilot, screen, "\\x")
        await until(pilot, lambda: view.expanded.display and view.expanded.size.height > 0)
        assert not view.grid.display
        await until(pilot, lambda: "expanded" in str(screen.state_line.parts["rows"].content))
        assert drawn(view.expanded)[0].startswith("─[ 1 ]─")
        assert drawn(view.expanded)[1:4] == ["i     │ 1", "value │ v1", "n     │ NULL"]

        screen.console.results.shown.focus()
        await pilot.press("down", "right", "right")
        assert (view.grid.cursor.row, view.grid.cursor.column) == (2, 1)
        await pilot.press("up", "up")
        assert (view.grid.cursor.row, view.grid.cursor.column) == (1, 2), "the row above"
        await pilot.press("G")
        await until(pilot, lambda: "value │ v30" in drawn(view.expanded))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Cell))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("g", "pagedown")
        assert view.grid.cursor.row > 0

        await pilot.press("x")
        await until(pilot, lambda: view.grid.has_focus)
        await ran(pilot, screen, "\\x auto")
        assert view.grid.display, "as it is not too wide"
        await ran(pilot, screen, "select repeat('x', 100), repeat('y', 100), repeat('z', 100) as z")
        await until(pilot, lambda: view.expanded.display)
        await ran(pilot, screen, "\\x off")
        await until(pilot, lambda: view.grid.display)


async def test_copy_writes_a_file_and_reads_one(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await ran(pilot, screen, "create table copied (id int primary key, t text)")
        await ran(pilot, screen, "insert into copied values (1, null), (2, 'a;b')")
        result = screen.console.results

        await ran(pilot, screen, "\\copy copied to 'out.csv' csv header delimiter ';'")
        assert (tmp_path / "out.csv").read_text() == 'id;t\n1;\n2;"a;b"\n'
        await until(pilot, lambda: result.current.tag == "COPY 2")
        assert result.current.counted == "2 rows"
        assert "16 B written to" in result.current.notices[0]
        assert screen.console.result.table is None, "its rows went into the file"

        await ran(
            pilot,
            screen,
            "\\copy (select 1 / (2000 - i) from generate_series(1, 3000) i) to out.csv",
        )
        assert screen.console.crank.outcome.refusal
        await ran(pilot, screen, "\\copy copied to nowhere/')'")
        assert (tmp_path / "out.csv").stat().st_size == 16, "as it was before the refusal"

        (tmp_path / "in.csv").write_text("3,x\n4,\n")
        await ran(pilot, screen, "\\copy copied (id, t) from in.csv csv")
        await until(pilot, lambda: result.current.tag == "COPY 2")
        await ran(pilot, screen, "select id, t from copied where id > 2 order by id")
        assert cells(screen) == [["3", "x"], ["4", None]]

        past = await in_thread(screen.shared.memory.history.find)
        assert past[0].text.startswith("select id, t")
        assert [run.text.split()[0] for run in past[1:6]] == ["\\copy"] * 4 + ["insert"]
        assert (past[1].rows, past[1].outcome) == (2, "done")

        (tmp_path / "large.csv").write_text("".join(f"{n},\n" for n in range(10, 3100)))
        await ran(pilot, screen, "\\copy copied (id, t) from large.csv csv")
        await until(pilot, lambda: isinstance(pilot.app.screen, ImportFile))
        filled = [pilot.app.screen.query_one(f"#{each}", Input).value for each in FIELDS]
        assert filled == ["large.csv", "copied", "id, t"]
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        for text, words in (("nowhere.csv", "No such file"), ("stdin", "name a file")):
            await ran(pilot, screen, f"\\copy copied from {text}")
            await until(pilot, partial(has_said, pilot, words))


async def test_watch_repeats_the_last_statement_until_it_is_stopped(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        sent: list[object] = []
        console.crank.after.append(sent.append)
        console.editor.text = "select now();\n\\watch 0.1"
        await pilot.press("ctrl+o", "a")
        await until(pilot, lambda: len(sent) >= 3)
        await until(pilot, lambda: "again every" in console.crank.doing)
        assert console.busy
        await pilot.press("ctrl+c")
        await until(pilot, lambda: not console.busy)
        await ran(pilot, screen, "select pg_sleep(0.01) as slept")
        console.editor.text = "\\watch 60"
        await pilot.press("ctrl+j")
        await until(pilot, lambda: "again every" in console.crank.doing)
        await pilot.press("ctrl+c")
        await until(pilot, lambda: not console.busy)
