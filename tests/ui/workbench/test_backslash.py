"""psql's backslash commands in the console."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import format_cell
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.history import HistoryDialog
from dsql_tui.ui.results.cell_dialog import CellDialog
from dsql_tui.ui.results.expanded_view import ExpandedView
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, run_sql, wait_for_screen, wait_until

SIZE = (120, 40)


def cells(screen: Workbench) -> list[list[str | None]]:
    """Return the rows of the result shown."""
    table = screen.console.result.table
    assert table is not None
    columns = range(len(table.columns))
    return [
        [format_cell(table.value(row, column)) for column in columns] for row in range(len(table))
    ]


def has_said(pilot: Pilot[None], words: str) -> bool:
    return any(words in notice.message for notice in pilot.app._notifications)


async def test_they_are_statements_among_others(start: Start, tmp_path: Path) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select 1")
        await run_sql(pilot, screen, "select 2;\n\\d shop.customers")
        parts = [row[1] for row in cells(screen)]
        assert {"column", "index", "constraint", "referenced by"} <= set(parts)

        await run_sql(pilot, screen, "\\conninfo")
        assert ["database role", "admin"] in cells(screen)

        (tmp_path / "two.sql").write_text("select 1 as a;\nselect nothing")
        await run_sql(pilot, screen, f"-- above\n\\i {tmp_path}/two.sql")
        error = screen.console.runner.outcome.error
        assert error is not None
        assert error.sqlstate == "42703"
        assert screen.console.editor.error is None, "what is refused is not in the editor"

        for text, words in (
            ("\\dx", "no extensions"),
            ("\\i nowhere.sql", "No such file"),
            ("\\nonsense", "is not a command"),
        ):
            await run_sql(pilot, screen, text)
            assert words in str(screen.console.result.words.content)
        await run_sql(pilot, screen, "\\timing")
        await wait_until(pilot, partial(has_said, pilot, "status bar"))

        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, HistoryDialog))
        past = pilot.app.screen
        assert isinstance(past, HistoryDialog)
        await wait_until(pilot, lambda: len(past.items) > 0)
        kept = ["select nothing", "select 1 as a", "select 1"]
        assert [run.text for run in past.items] == kept, "not what commands look up"
        await pilot.press("escape")


def read_lines(widget: ExpandedView) -> list[str]:
    """Return the lines on the screen."""
    lines = ("".join(s.text for s in widget.render_line(y)) for y in range(widget.size.height))
    return [line.rstrip() for line in lines]


async def test_rows_are_shown_as_lists_until_that_is_turned_off(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(
            pilot, screen, "select i, 'v' || i as value, null as n from generate_series(1, 30) i"
        )
        view = screen.console.result.rows
        await run_sql(pilot, screen, "\\x")
        await wait_until(pilot, lambda: view.expanded.display and view.expanded.size.height > 0)
        assert not view.grid.display
        await wait_until(pilot, lambda: "expanded" in str(screen.status_bar.parts["rows"].content))
        assert read_lines(view.expanded)[0].startswith("─[ 1 ]─")
        assert read_lines(view.expanded)[1:4] == ["i     │ 1", "value │ v1", "n     │ NULL"]

        screen.console.results.shown.focus()
        await pilot.press("down", "right", "right")
        assert (view.grid.cursor.row, view.grid.cursor.column) == (2, 1)
        await pilot.press("up", "up")
        assert (view.grid.cursor.row, view.grid.cursor.column) == (1, 2), "the row above"
        await pilot.press("G")
        await wait_until(pilot, lambda: "value │ v30" in read_lines(view.expanded))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, CellDialog))
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("g", "pagedown")
        assert view.grid.cursor.row > 0

        await pilot.press("x")
        await wait_until(pilot, lambda: view.grid.has_focus)
        await run_sql(pilot, screen, "\\x auto")
        assert view.grid.display, "as it is not too wide"
        await run_sql(
            pilot, screen, "select repeat('x', 100), repeat('y', 100), repeat('z', 100) as z"
        )
        await wait_until(pilot, lambda: view.expanded.display)
        await run_sql(pilot, screen, "\\x off")
        await wait_until(pilot, lambda: view.grid.display)


async def test_copy_writes_a_file_and_reads_one(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "create table copied (id int primary key, t text)")
        await run_sql(pilot, screen, "insert into copied values (1, null), (2, 'a;b')")
        result = screen.console.results

        await run_sql(pilot, screen, "\\copy copied to 'out.csv' csv header delimiter ';'")
        assert (tmp_path / "out.csv").read_text() == 'id;t\n1;\n2;"a;b"\n'
        await wait_until(pilot, lambda: result.current.tag == "COPY 2")
        assert result.current.summary == "2 rows"
        assert "16 B written to" in result.current.notices[0]
        assert screen.console.result.table is None, "its rows went into the file"

        await run_sql(
            pilot,
            screen,
            "\\copy (select 1 / (2000 - i) from generate_series(1, 3000) i) to out.csv",
        )
        assert screen.console.runner.outcome.error
        await run_sql(pilot, screen, "\\copy copied to nowhere/')'")
        assert (tmp_path / "out.csv").stat().st_size == 16, "as it was before the refusal"

        (tmp_path / "in.csv").write_text("3,x\n4,\n")
        await run_sql(pilot, screen, "\\copy copied (id, t) from in.csv csv")
        await wait_until(pilot, lambda: result.current.tag == "COPY 2")
        await run_sql(pilot, screen, "select id, t from copied where id > 2 order by id")
        assert cells(screen) == [["3", "x"], ["4", None]]

        past = await in_thread(screen.workspace.files.history.find)
        assert past[0].text.startswith("select id, t")
        assert [run.text.split()[0] for run in past[1:6]] == ["\\copy"] * 4 + ["insert"]
        assert (past[1].rows, past[1].outcome) == (2, "done")

        (tmp_path / "large.csv").write_text("".join(f"{n},\n" for n in range(10, 3100)))
        await run_sql(pilot, screen, "\\copy copied (id, t) from large.csv csv")
        await wait_until(pilot, lambda: result.current.tag == "COPY 3090")
        assert "3,090 rows were loaded in 2 transactions." in result.current.notices[0]
        for text, words in (("nowhere.csv", "No such file"), ("stdin", "name a file")):
            await run_sql(pilot, screen, f"\\copy copied from {text}")
            assert words in str(screen.console.result.words.content)


async def test_watch_repeats_the_last_statement_until_it_is_stopped(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        sent: list[object] = []
        console.runner.statements.after.append(sent.append)
        console.editor.text = "select now();\n\\watch 0.1"
        await pilot.press("ctrl+o", "a")
        await wait_until(pilot, lambda: len(sent) >= 3)
        await wait_until(pilot, lambda: "again in" in console.runner.activity.words)
        assert console.busy
        await pilot.press("ctrl+c")
        await wait_until(pilot, lambda: not console.busy)
        await run_sql(pilot, screen, "select pg_sleep(0.01) as slept")
        console.editor.text = "\\watch 60"
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: "again in" in console.runner.activity.words)
        await pilot.press("ctrl+c")
        await wait_until(pilot, lambda: not console.busy)


async def test_settings_show_in_the_console(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out.txt").write_text("old")
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        view = screen.console.result.rows
        await run_sql(pilot, screen, "select 1 as a, null as b \\gx")
        await wait_until(pilot, lambda: view.expanded.display)
        await run_sql(pilot, screen, "select 2 as a, null as b")
        await wait_until(pilot, lambda: view.grid.display)
        assert view.mode == "off"

        await run_sql(pilot, screen, "\\pset null '(none)'")
        await run_sql(pilot, screen, "select 3 as a, null as b")
        await wait_until(pilot, lambda: view.grid.state.columns.null == "(none)")
        await run_sql(pilot, screen, "select 4 as a, null as b \\g (null=- expanded=on)")
        await wait_until(pilot, lambda: "b │ -" in read_lines(view.expanded))

        for command in ("\\a", "\\t", "\\f ,", "\\pset format csv"):
            await run_sql(pilot, screen, command)
            assert "files of \\o and \\g" in str(screen.console.result.tag.content), command
        await run_sql(pilot, screen, "\\o out.txt")
        assert (tmp_path / "out.txt").read_text() == "old"
        await run_sql(pilot, screen, "select 5 as a, null as b")
        assert (tmp_path / "out.txt").read_bytes() == b"5,(none)\r\n"
        await run_sql(pilot, screen, "\\o nowhere/x")
        assert "The folder does not exist" in str(screen.console.result.words.content)
        assert (tmp_path / "out.txt").read_bytes() == b"5,(none)\r\n"

        await run_sql(pilot, screen, "\\set AUTOCOMMIT off")
        assert screen.console.runner.options.manual_commit
        await run_sql(pilot, screen, "\\set ON_ERROR_STOP 0")
        assert screen.console.runner.options.continue_on_error


async def test_prompt_asks_in_a_dialog(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        for key, shown in (("enter", "7"), ("escape", "")):
            console.editor.text = "\\prompt 'Which [b]? ' n\nselect :n as a"
            await pilot.press("ctrl+o", "a")
            await wait_for_screen(pilot, AskDialog)
            await pilot.press("7", key)
            await wait_until(pilot, lambda: not console.busy)
            if shown:
                assert cells(screen) == [[shown]]
            else:
                assert "not answered" in str(console.result.words.content)


async def test_a_statement_at_the_cursor_is_what_psql_takes(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        sent: list[object] = []
        console.runner.statements.after.append(sent.append)
        console.editor.text = "delete from shop.orders\n\\echo x\nwhere false;"
        for row in (0, 2):
            console.editor.move_cursor((row, 3))
            await pilot.press("ctrl+j")
            await wait_until(pilot, lambda: not console.busy)
            assert "no semicolon before \\echo" in str(console.result.words.content)
        assert not sent
        console.editor.text = "select 8 as a \\gset\nselect :a as b;"
        console.editor.move_cursor((0, 3))
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: not console.busy)
        console.editor.move_cursor((1, 3))
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: not console.busy)
        assert cells(screen) == [["8"]]
