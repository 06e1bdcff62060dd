"""Rows are edited in the grid and written with their checks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from dsql_tui.dsql.state import State
from dsql_tui.events import Run
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.results.edit_dialog import EditDialog
from dsql_tui.ui.results.edit_review import EditReview
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import read_state
from tests.faults import inject_faults
from tests.ui.driving import open_workbench, run_sql, wait_for_screen, wait_until
from tests.ui.results.edits.editing import (
    SIZE,
    get_edits,
    get_view,
    go,
    messages,
    other_session,
    press,
    query,
    read_rows,
    type_value,
    write,
)


@pytest.fixture
def fruit(aws: Ready) -> str:
    """A table with three rows."""
    with other_session(aws) as run:
        run("drop table if exists fruit cascade")
        run(
            "create table fruit (id int primary key, name text, ripe bool, price numeric(8,2) "
            "not null default 1.5, note json)"
        )
        run("insert into fruit values (1, 'apple', true, 2, null), (2, 'pear', null, 3.10, '[1]')")
        run("insert into fruit values (3, null, false, 0, '{}')")
    return "select * from fruit order by id"


async def test_a_cell_is_edited_reviewed_written_and_read_again(
    start: Start, aws: Ready, fruit: str
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        view = await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await type_value(pilot, screen, "Äpfel'\\", end="enter")
        assert get_edits(screen).mark(0, 1) == "changed"
        assert "1 changed · 1 of 3,000 rows" in str(view.pending_line.content)
        await go(pilot, screen, 1, 1)
        await pilot.press("x")  # the rows as lists
        rule, _, name, ripe = [[*view.expanded.render_line(y)] for y in range(4)]
        assert rule[0].text.startswith("─[ 1 * ]")
        changed = view.grid.get_component_rich_style("grid--changed").bgcolor
        assert [line[1].style.bgcolor == changed for line in (name, ripe) if line[1].style] == [
            True,
            False,
        ]
        await pilot.press("x")
        text = await write(pilot, screen)
        assert text == (
            "begin;\n\nupdate public.fruit\nset name = E'Äpfel''\\\\'\n"
            "where id = '1' and name = 'apple';\n\ncommit;"
        )
        assert not get_edits(screen).pending.changes
        assert read_rows(screen)[0] == ("1", "Äpfel'\\", "t", "2.00", None)
        assert "Saved: 1 row changed" in messages(pilot)
        assert screen.console.state is State.IDLE
        with other_session(aws) as run:
            assert run(fruit)[0] == ("1", "Äpfel'\\", "t", "2.00", None)


async def test_null_default_empty_and_toggled_values(start: Start, aws: Ready, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await press(pilot, screen, "ctrl+n")
        await go(pilot, screen, 2, 1)
        await pilot.press("e")
        await wait_for_screen(pilot, EditDialog)
        await pilot.press("ctrl+e")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await go(pilot, screen, 1, 2)
        await press(pilot, screen, "e")
        await go(pilot, screen, 1, 3)
        await press(pilot, screen, "ctrl+d")
        assert [row[1:4] for row in read_rows(screen)] == [
            (None, "t", "2.00"),
            ("pear", "t", None),
            ("", "f", "0.00"),
        ]
        await press(pilot, screen, "ctrl+n")
        assert "“price” is NOT NULL" in messages(pilot)
        await write(pilot, screen)
        with other_session(aws) as run:
            assert [row[1:4] for row in run(fruit)] == [
                (None, "t", "2.00"),
                ("pear", "t", "1.50"),
                ("", "f", "0.00"),
            ]


async def test_enter_without_typing_keeps_null(start: Start, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        await go(pilot, screen, 2, 1)
        await pilot.press("e")
        await wait_for_screen(pilot, EditDialog)
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert not get_edits(screen).pending.changes


async def test_rows_are_added_cloned_and_deleted(start: Start, aws: Ready, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        await press(pilot, screen, "i")
        assert len(read_rows(screen)) == 4
        await go(pilot, screen, 3, 0)
        await type_value(pilot, screen, "7", end="enter")
        await go(pilot, screen, 1, 0)
        await press(pilot, screen, "D")
        await go(pilot, screen, 4, 0)
        await type_value(pilot, screen, "8", end="enter")
        await go(pilot, screen, 0, 0)
        await press(pilot, screen, "d")
        assert get_view(screen).grid.state.edits is not None
        text = await write(pilot, screen)
        assert text.index("delete from") < text.index("insert into")
        expected = [
            ("2", "pear", None, "3.10", "[1]"),
            ("3", None, "f", "0.00", "{}"),
            ("7", None, None, "1.50", None),
            ("8", "pear", None, "3.10", "[1]"),
        ]
        assert read_rows(screen) == expected
        with other_session(aws) as run:
            assert run(fruit) == expected


async def test_changes_are_undone_one_by_one_and_all(start: Start, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        before = read_rows(screen)
        await go(pilot, screen, 0, 1)
        await press(pilot, screen, "ctrl+n")
        await press(pilot, screen, "i")
        await press(pilot, screen, "i")
        await go(pilot, screen, 1, 1)
        await press(pilot, screen, "d")
        pending = get_edits(screen).pending
        assert pending.totals[:3] == (1, 2, 1)
        await press(pilot, screen, "U")
        assert read_rows(screen) == before
        await press(pilot, screen, "u")
        assert pending.totals[:3] == (1, 2, 1)
        await press(pilot, screen, "u", "u")
        assert pending.totals[:3] == (1, 1, 0)
        await go(pilot, screen, 0, 1)
        await press(pilot, screen, "backspace")
        assert pending.totals[:3] == (0, 1, 0)
        await press(pilot, screen, "u", "u", "u", "u", "u")
        assert read_rows(screen) == before
        assert not get_view(screen).has_class("-pending")


async def test_a_change_by_another_session_is_never_overwritten(
    start: Start, aws: Ready, fruit: str
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        view = await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await type_value(pilot, screen, "mine", end="enter")
        await go(pilot, screen, 1, 1)
        await type_value(pilot, screen, "mine too", end="enter")
        with other_session(aws) as run:
            run("update fruit set name = 'theirs' where id = 1")
            await write(pilot, screen)
            assert run(fruit)[0][1] == "theirs"
            assert run(fruit)[1][1] == "pear"  # one transaction: nothing of it was kept
        assert "Nothing was saved. Another session has changed a row" in messages(pilot)
        await go(pilot, screen, 0, 1)
        assert get_edits(screen).mark(0, 1) == "refused"
        assert "name is now “theirs”, it was “apple”" in str(view.pending_line.content)
        await write(pilot, screen)
        with other_session(aws) as run:
            assert run(fruit)[0][1] == "theirs"
        await press(pilot, screen, "backspace")
        assert read_rows(screen)[0][1] == "theirs"
        await type_value(pilot, screen, "mine after all", end="enter")
        await write(pilot, screen)
        with other_session(aws) as run:
            assert [row[1] for row in run(fruit)[:2]] == ["mine after all", "mine too"]


async def test_a_row_that_another_session_deleted_is_reported(
    start: Start, aws: Ready, fruit: str
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        view = await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await press(pilot, screen, "d")
        with other_session(aws) as run:
            run("delete from fruit where id = 1")
        await write(pilot, screen)
        assert "has deleted this row" in str(view.pending_line.content)


async def test_a_deleted_row_must_be_as_it_was_read(start: Start, aws: Ready, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        await go(pilot, screen, 1, 1)
        await press(pilot, screen, "d")
        with other_session(aws) as run:
            run("update fruit set note = '[2]' where id = 2")
            await write(pilot, screen)
            assert len(run(fruit)) == 3


@pytest.mark.parametrize("times", [1, 2])
async def test_a_conflict_at_commit_is_retried_once(
    start: Start, aws: Ready, fruit: str, times: int
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await type_value(pilot, screen, "x", end="enter")
        with inject_faults(aws, conflict=["OC000"] * times), other_session(aws) as run:
            await write(pilot, screen)
            assert (run(fruit)[0][1] == "x") == (times == 1)
        assert bool(get_edits(screen).pending.changes) == (times == 2)
        assert screen.console.state is State.IDLE
        (conflict,) = screen.workspace.conflicts.conflicts
        assert (conflict.tables, conflict.retries) == (("public.fruit",), 1)
        assert conflict.outcome == ("done" if times == 1 else "conflict again")
        if times == 2:
            assert "Nothing was saved" in messages(pilot)
            assert not screen.console.runner.outcome.repeats
            await write(pilot, screen)
            assert not get_edits(screen).pending.changes


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_link_lost_at_commit_leaves_the_changes_pending(
    start: Start, aws: Ready, fruit: str, when: str
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await type_value(pilot, screen, "x", end="enter")
        with inject_faults(aws, commit=when):
            await write(pilot, screen)
        pending = get_edits(screen).pending
        assert "The outcome is unknown" in messages(pilot)
        assert pending.changes
        assert pending.uncertain
        await pilot.press("ctrl+o", "v")
        await wait_until(pilot, lambda: "from public.fruit" in screen.console.editor.text)
        get_view(screen).shown.focus()
        await pilot.press("w")
        review = await wait_for_screen(pilot, EditReview)
        assert review.uncertain
        await pilot.press("y")
        await wait_until(pilot, lambda: not screen.console.busy)
        await pilot.pause()
        with other_session(aws) as run:
            assert run(fruit)[0][1] == "x"
        assert bool(pending.changes) == (when == "after")  # then the row is no longer as read


async def test_a_link_lost_before_commit_saves_nothing(
    start: Start, aws: Ready, fruit: str
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await type_value(pilot, screen, "x", end="enter")
        screen.console.runner.statements.after.append(
            lambda run: screen.console.session.cut() if run.statement == "begin" else None
        )
        await write(pilot, screen)
        screen.console.runner.statements.after.pop()
        assert "Nothing was saved" in messages(pilot)
        assert get_edits(screen).pending.changes
        assert not get_edits(screen).pending.uncertain
        await write(pilot, screen)
        with other_session(aws) as run:
            assert run(fruit)[0][1] == "x"
        assert not get_edits(screen).pending.changes


async def test_an_error_is_shown_at_the_cell_and_nothing_is_lost(
    start: Start, aws: Ready, fruit: str
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        view = await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await type_value(pilot, screen, "x", end="enter")
        await go(pilot, screen, 0, 3)
        await type_value(pilot, screen, "many", end="enter")
        await write(pilot, screen)
        edits = get_edits(screen)
        assert [edits.mark(0, column) for column in range(5)] == ["", "changed", "", "refused", ""]
        assert "22P02" in str(view.pending_line.content)
        assert read_rows(screen)[0][1:4] == ("x", "t", "many")
        await type_value(pilot, screen, "12.345", end="enter")
        await write(pilot, screen)
        assert read_rows(screen)[0][1:4] == ("x", "t", "12.35")
        with other_session(aws) as run:
            assert run(fruit)[0][3] == "12.35"


@pytest.mark.parametrize("column", [1, 4], ids=["one line", "several lines"])
async def test_escape_keeps_the_value(start: Start, aws: Ready, fruit: str, column: int) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        before = read_rows(screen)
        await go(pilot, screen, 1, column)
        await pilot.press("e")
        await wait_for_screen(pilot, EditDialog)
        await pilot.press("x", "escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert read_rows(screen) == before


async def test_json_is_checked_before_it_is_set(start: Start, aws: Ready, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        await go(pilot, screen, 1, 4)
        await pilot.press("e")
        dialog = await wait_for_screen(pilot, EditDialog)
        assert dialog.several_lines
        dialog.area.text = '{"a": 1,'
        await pilot.press("ctrl+s")
        assert "This is not JSON" in str(dialog.query_one("#problem").render())
        dialog.area.text = '{"a": 1,\n "a": 2}'
        await pilot.pause()
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await write(pilot, screen)
        with other_session(aws) as run:
            assert run(fruit)[1][4] == '{"a": 1,\n "a": 2}'


@pytest.mark.parametrize(
    ("sql", "column", "words"),
    [
        ("select 1 as one", 0, "No column of this result"),
        ("select name from fruit", 0, "Add it to the select list"),
        ("select id, upper(name) from fruit", 1, "computes this column"),
        ("select a.id, b.name from fruit a join fruit b using (id)", 1, "more than once"),
    ],
)
async def test_what_cannot_be_edited_says_why(
    start: Start, fruit: str, sql: str, column: int, words: str
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, sql)
        await go(pilot, screen, 0, column)
        await press(pilot, screen, "e")
        assert pilot.app.screen is screen
        assert words in messages(pilot)


async def test_a_read_only_console_refuses(start: Start, aws: Ready, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await press(pilot, screen, "ctrl+n")
        screen.console.action_switch("read_only")
        await press(pilot, screen, "w")
        assert "read-only" in messages(pilot)
        assert pilot.app.screen is screen
        with other_session(aws) as run:
            assert run(fruit)[0][1] == "apple"


async def test_an_open_transaction_is_left_alone(start: Start, aws: Ready, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        screen.console.action_switch("manual_commit")
        await query(pilot, screen, fruit)
        assert read_state(screen.console) is State.IN_TRANSACTION
        await go(pilot, screen, 0, 1)
        await press(pilot, screen, "ctrl+n")
        assert "A transaction is open" in messages(pilot)
        assert get_view(screen).edits is None
        await run_sql(pilot, screen, "commit")
        view = await query(pilot, screen, fruit)
        await run_sql_keeping_rows(pilot, screen)
        view.shown.focus()
        await go(pilot, screen, 0, 1)
        await press(pilot, screen, "ctrl+n")
        text = await write(pilot, screen)
        assert text.startswith("begin;")
        assert text.endswith("commit;")
        assert screen.console.state is State.IDLE
        with other_session(aws) as run:
            assert run(fruit)[0][1] is None


async def run_sql_keeping_rows(pilot: Pilot[None], screen: Workbench) -> None:
    """Commit with the rows pinned, and show them again."""
    result = screen.console.results.current
    result.pinned = True
    await run_sql(pilot, screen, "commit")
    screen.console.results._choose(result)
    await pilot.pause()


async def test_prod_asks_before_anything_is_sent(start: Start, aws: Ready, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await press(pilot, screen, "ctrl+n")
        workspace = screen.console.workspace
        workspace.access = replace(workspace.access, environment="prod")
        await pilot.press("w")
        await wait_for_screen(pilot, EditReview)
        await pilot.press("y")
        dialog = await wait_for_screen(pilot, ConfirmDialog)
        assert "production profile" in dialog.question
        assert "update public.fruit" in dialog.question
        await pilot.press("n")
        await wait_until(pilot, lambda: not screen.console.busy)
        assert get_edits(screen).pending.changes
        with other_session(aws) as run:
            assert run(fruit)[0][1] == "apple"


async def test_another_run_keeps_rows_with_pending_changes(start: Start, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await press(pilot, screen, "ctrl+n")
        result = screen.console.results.current
        await run_sql(pilot, screen, "select 2")
        assert screen.console.results.current is not result
        assert result in screen.console.results.all
        screen.console.results._choose(result)
        await pilot.pause()
        assert get_edits(screen).pending.changes
        get_view(screen).shown.focus()
        await write(pilot, screen)
        await run_sql(pilot, screen, "select 3")
        assert result not in screen.console.results.all


async def test_leaving_with_pending_changes_asks(start: Start, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await press(pilot, screen, "ctrl+n")
        await pilot.press("ctrl+o", "k")
        dialog = await wait_for_screen(pilot, ConfirmDialog)
        assert "1 row changed" in dialog.question
        await pilot.press("n")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert get_edits(screen).pending.changes


async def test_sorting_and_filtering_keep_pending_changes(
    start: Start, aws: Ready, fruit: str
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        view = await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await type_value(pilot, screen, "zebra", end="enter")
        await press(pilot, screen, "i")
        await go(pilot, screen, 3, 0)
        await type_value(pilot, screen, "0", end="enter")
        await go(pilot, screen, 0, 0)
        await pilot.press("s")
        await wait_until(
            pilot, lambda: [row[0] for row in read_rows(screen)] == ["0", "1", "2", "3"]
        )
        await pilot.press("s")
        await wait_until(
            pilot, lambda: [row[0] for row in read_rows(screen)] == ["3", "2", "1", "0"]
        )
        await go(pilot, screen, 2, 1)
        assert read_rows(screen)[2][1] == "zebra"
        await press(pilot, screen, "u", "u")
        assert [row[0] for row in read_rows(screen)] == ["3", "2", "1"]
        await go(pilot, screen, 0, 0)
        await press(pilot, screen, "d")
        await write(pilot, screen)
        assert [row[:2] for row in read_rows(screen)] == [("2", "pear"), ("1", "zebra")]
        await pilot.press("r")
        assert [row[0] for row in read_rows(screen)] == ["1", "2"]
        assert view.grid.state.sheet.order is None


async def test_3001_changes_are_sent_in_two_transactions(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        with other_session(aws) as run:
            run("create table many (id int primary key, n int)")
            run("insert into many select i, i from generate_series(1, 3000) i")
            run("insert into many select i, i from generate_series(3001, 3001) i")
        view = await query(pilot, screen, "select * from many order by id")
        await go(pilot, screen, 0, 1)
        await press(pilot, screen, "ctrl+n")
        await press(pilot, screen, "u")
        view.grid.action_select("columns")
        await press(pilot, screen, "ctrl+n")
        assert get_edits(screen).pending.totals.updates == 3001
        assert "more than one transaction" in str(view.pending_line.content)
        text = await write(pilot, screen, 200)
        assert text.count("commit;") == 2
        assert text.count("update public.many") == 3001
        assert not get_edits(screen).pending.changes
        with other_session(aws) as run:
            assert run("select count(*) from many where n is null") == [("3001",)]


async def test_joins_views_and_odd_names(start: Start, aws: Ready, fruit: str) -> None:
    with other_session(aws) as run:
        run(
            'create table "Box ""1""" ("the id" int, "select" text, '
            'primary key ("the id", "select"))'
        )
        run("""insert into "Box ""1\"\"" values (1, 'a''b'), (1, 'c'), (2, 'd')""")
        run(
            "create view ripe as select f.id as number, f.name from fruit f where ripe is not false"
        )
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        sql = (
            'select b."select" as s, f.name, b."the id" as i, f.id + 0 '
            'from "Box ""1""" b join fruit f on f.id = b."the id" order by 3, 1'
        )
        await query(pilot, screen, sql)
        await go(pilot, screen, 0, 1)
        await press(pilot, screen, "e")
        assert "belongs to public.fruit" in messages(pilot)
        await go(pilot, screen, 0, 0)
        await type_value(pilot, screen, "z", end="enter")
        await write(pilot, screen)
        assert read_rows(screen)[0][:3] == ("z", "apple", "1")
        await query(pilot, screen, "select * from ripe order by 1")
        await go(pilot, screen, 1, 1)
        await type_value(pilot, screen, "plum", end="enter")
        text = await write(pilot, screen)
        assert "update public.fruit" in text
        with other_session(aws) as run:
            assert run(fruit)[1][1] == "plum"
            assert ("1", "z") in run('select * from "Box ""1"""')


async def test_a_cancelled_write_saves_nothing(start: Start, aws: Ready, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        view = await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        view.grid.action_select("columns")
        await press(pilot, screen, "ctrl+n")
        with inject_faults(aws, delay=0.5):
            await pilot.press("w")
            await wait_for_screen(pilot, EditReview)
            await pilot.press("y")
            await wait_until(pilot, lambda: "change 1" in screen.console.runner.activity.words)
            await pilot.press("ctrl+c")
            await wait_until(pilot, lambda: not screen.console.busy)
        assert "Nothing was saved. Cancelled" in messages(pilot)
        assert screen.console.state is State.IDLE
        assert get_edits(screen).pending.totals.updates == 2
        with other_session(aws) as run:
            assert [row[1] for row in run(fruit)] == ["apple", "pear", None]


async def test_bytes_are_read_from_a_file(start: Start, aws: Ready, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"\0\xff'\\")
    with other_session(aws) as run:
        run("create table if not exists blobs (id int primary key, data bytea)")
        run("insert into blobs values (1, null)")
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, "select * from blobs")
        await go(pilot, screen, 0, 1)
        await pilot.press("e")
        dialog = await wait_for_screen(pilot, EditDialog)
        await pilot.press("ctrl+o")
        ask = await wait_for_screen(pilot, AskDialog)
        ask.query_one(Input).value = str(tmp_path / "data")
        await pilot.press("enter")
        await wait_until(pilot, lambda: dialog.area.text == "\\x00ff275c")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await write(pilot, screen)
        with other_session(aws) as run:
            assert run("select data from blobs") == [("\\x00ff275c",)]


async def test_another_encoding_is_refused(start: Start, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "set client_encoding to latin1")
        await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await press(pilot, screen, "ctrl+n")
        assert "client_encoding is LATIN1" in messages(pilot)
        assert get_view(screen).edits is None


async def test_two_sessions_that_write_the_same_row_lose_nothing(
    start: Start, aws: Ready, fruit: str
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, fruit)
        await go(pilot, screen, 0, 1)
        await type_value(pilot, screen, "mine", end="enter")
        with other_session(aws) as run:

            def change_first(sent: Run) -> None:
                if sent.statement.startswith("update public.fruit"):
                    screen.console.runner.statements.after.remove(change_first)
                    run("commit")

            run("begin")
            run("update fruit set name = 'theirs' where id = 1")
            screen.console.runner.statements.after.append(change_first)
            await write(pilot, screen)
            assert run(fruit)[0][1] == "theirs"
        assert "Another session has changed a row" in messages(pilot)
        assert get_edits(screen).pending.changes


async def test_a_row_is_inserted_into_an_empty_table(start: Start, aws: Ready) -> None:
    with other_session(aws) as run:
        run("create table empty (id uuid primary key default gen_random_uuid(), n int)")
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(pilot, screen, "select n, id from empty")
        await press(pilot, screen, "i")
        await type_value(pilot, screen, "5", end="enter")
        await write(pilot, screen)
        ((number, key),) = read_rows(screen)
        assert number == "5"
        with other_session(aws) as run:
            assert run("select id from empty") == [(key,)]


async def test_the_empty_side_of_an_outer_join_has_no_row(start: Start, fruit: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await query(
            pilot,
            screen,
            "select f.id, f.name from generate_series(3, 4) n left join fruit f on f.id = n.n",
        )
        rows = [row[0] for row in read_rows(screen)]
        await go(pilot, screen, rows.index(None), 1)
        await press(pilot, screen, "ctrl+n")
        assert "There is no row of public.fruit here" in messages(pilot)
        await go(pilot, screen, rows.index("3"), 1)
        await type_value(pilot, screen, "fig", end="enter")
        assert get_edits(screen).pending.totals.updates == 1
