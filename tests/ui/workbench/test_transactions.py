"""Transactions, conflicts and lost links in the console, over real sessions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.dsql.state import State
from dsql_tui.events import Finished, Run
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.statements import split
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.leave_dialog import LeaveDialog
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import build_access, read_state
from tests.ui.driving import open_workbench, read_screen, run_sql, wait_until

SIZE = (120, 40)


def tag(session: Session, sql: str) -> str:
    """Run a statement in another session, and say its tag."""
    last = list(session.run(sql))[-1]
    assert isinstance(last, Finished), last
    return last.tag


@pytest.fixture
def other(aws: Ready) -> Iterator[Session]:
    """Another session, and a table that both change."""
    access: Access = build_access(aws)
    session = access.open()
    tag(session, "create table contested (id int primary key, n int)")
    tag(session, "insert into contested values (1, 0), (2, 0)")
    yield session
    tag(session, "drop table contested")
    session.close()


async def menu(pilot: Pilot[None], screen: Workbench, letter: str) -> None:
    """Choose from the menu, and wait for what runs then."""
    await pilot.press("ctrl+o", letter)
    await pilot.pause()
    await wait_until(pilot, lambda: not screen.console.busy)


def read_part(screen: Workbench, part: str) -> str:
    return str(screen.console.result.query_one(f"#{part}", Static).content)


async def test_begin_commit_and_rollback_have_letters(start: Start, other: Session) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        for first, then, left in [("g", "b", b"0"), ("g", "c", b"5")]:
            await menu(pilot, screen, first)
            await wait_until(pilot, lambda: console.state is State.IN_TRANSACTION)
            await run_sql(pilot, screen, "update contested set n = 5 where id = 1")
            await menu(pilot, screen, then)
            await wait_until(pilot, lambda: console.state is State.IDLE)
            await run_sql(pilot, screen, "select n from contested where id = 1")
            assert console.result.table is not None
            assert console.result.table.value(0, 0) == left


async def test_a_commit_answered_by_rollback_is_shown_as_the_failure_it_is(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "begin")
        await run_sql(pilot, screen, "select nothing")
        await menu(pilot, screen, "c")
        assert "nothing of the transaction was kept" in read_part(screen, "words")


async def test_a_conflict_is_explained_and_can_be_retried(start: Start, other: Session) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "begin")
        await run_sql(pilot, screen, "select n from contested where id = 2")
        tag(other, "update contested set n = 10 where id = 2")
        await run_sql(pilot, screen, "update contested set n = n + 1 where id = 2")
        if not screen.console.runner.outcome.conflicted:
            await run_sql(pilot, screen, "commit")
        assert screen.console.runner.outcome.conflicted
        assert "Ctrl+O y" in read_part(screen, "meaning")
        await menu(pilot, screen, "y")
        assert not screen.console.runner.outcome.conflicted
        if screen.console.state.open:
            await menu(pilot, screen, "c")
        await run_sql(pilot, screen, "select n from contested where id = 2")
        assert screen.console.result.table is not None
        assert screen.console.result.table.value(0, 0) == b"11"


LOSSES = [
    ("select pg_sleep(60)", "", State.LOST, "nothing can have changed"),
    (
        "update contested set n = 1 where id = 1 and pg_sleep(60) is null",
        "select * from contested where id = 1 and pg_sleep(60) is null",
        State.OUTCOME_UNKNOWN,
        "it may or may not have been executed",
    ),
]


@pytest.mark.parametrize(("statement", "check", "state", "meaning"), LOSSES)
async def test_a_lost_connection_is_explained_by_what_was_in_flight(
    start: Start, other: Session, statement: str, check: str, state: State, meaning: str
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        console.editor.text = statement
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: console.runner.activity.words == "running")
        console.session.cut()
        await wait_until(pilot, lambda: not console.busy)
        assert console.state is state
        assert meaning in read_part(screen, "meaning")
        assert (console.runner.outcome.check or "") == check
        if check:
            assert "Outcome unknown" in read_part(screen, "words")
            assert statement in read_part(screen, "where")
            await menu(pilot, screen, "v")
            assert console.editor.text.endswith(check)
        await run_sql(pilot, screen, "select 1")
        assert console.state is State.IDLE


async def test_a_transaction_that_is_lost_before_its_commit_is_not_unknown(
    start: Start, other: Session
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await run_sql(pilot, screen, "begin")
        await run_sql(pilot, screen, "update contested set n = 1 where id = 1")
        console.editor.text = "select pg_sleep(60)"
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: console.runner.activity.words == "running")
        console.session.cut()
        await wait_until(pilot, lambda: not console.busy)
        assert read_state(console) is State.TRANSACTION_LOST
        assert "rolled back" in read_part(screen, "meaning")
        console.editor.text = "insert into contested values (9, 9)"
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("n")
        await wait_until(pilot, lambda: pilot.app.screen is screen and not console.busy)
        assert read_state(console) is State.TRANSACTION_LOST
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("y")
        await wait_until(pilot, lambda: pilot.app.screen is screen and not console.busy)
        assert read_state(console) is State.LOST
        await run_sql(pilot, screen, "select count(*) from contested where id = 9")
        assert console.result.table is not None
        assert console.result.table.value(0, 0) == b"0", "half a transaction is never sent"


async def test_a_transaction_that_is_lost_just_before_a_run_is_asked_about(
    start: Start, other: Session
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await run_sql(pilot, screen, "begin")
        await run_sql(pilot, screen, "update contested set n = 1 where id = 1")
        console.session.close()  # between two checks of the session
        console.run_statements(split("insert into contested values (9, 9)"))
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("n")
        await wait_until(pilot, lambda: pilot.app.screen is screen and not console.busy)
        assert read_state(console) is State.TRANSACTION_LOST


async def test_the_rest_of_a_script_is_not_sent_outside_its_lost_transaction(
    start: Start, other: Session
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console

        def lose(run: Run) -> None:
            if run.statement == "begin":
                console.session.close()

        console.runner.statements.after.append(lose)
        console.editor.text = "begin; insert into contested values (7, 7); commit"
        console.action_run_script()
        await wait_until(pilot, lambda: not console.busy)
        assert "This statement was not sent" in read_part(screen, "words")
        assert read_state(console) is State.TRANSACTION_LOST
        await run_sql(pilot, screen, "rollback")
        await run_sql(pilot, screen, "select count(*) from contested where id = 7")
        assert console.result.table is not None
        assert console.result.table.value(0, 0) == b"0"


async def test_quitting_asks_where_a_transaction_is_open(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "begin")
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: isinstance(app.screen, LeaveDialog))
        await pilot.press("n")
        await wait_until(pilot, lambda: app.screen is screen)
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: isinstance(app.screen, LeaveDialog))
        await pilot.press("b")
    assert app.return_code == 0


async def test_quitting_commits_if_the_user_says_so(start: Start, other: Session) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "begin")
        await run_sql(pilot, screen, "insert into contested values (77, 0)")
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: isinstance(app.screen, LeaveDialog))
        await pilot.press("c")
    assert app.return_code == 0
    assert fetch_rows(other.run("delete from contested where id = 77 returning id")) == [("77",)]


async def test_quitting_asks_while_a_statement_runs(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        screen.console.action_send("select pg_sleep(60)")
        await wait_until(pilot, lambda: screen.console.state is State.RUNNING)
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("n")
        await wait_until(pilot, lambda: app.screen is screen)
        assert screen.console.busy
        await wait_until(pilot, lambda: "Running:" in str(screen.console.result.tag.content))
        await pilot.press("ctrl+c")
        await wait_until(pilot, lambda: not screen.console.busy)


async def test_the_question_says_what_happens_meanwhile(start: Start) -> None:
    app = DsqlTui(start)

    def shows(words: str) -> bool:
        return isinstance(app.screen, ConfirmDialog) and words in read_screen(app.screen)

    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "begin")
        screen.console.action_send("select pg_sleep(3)")
        await wait_until(pilot, lambda: screen.console.state is State.RUNNING)
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: shows("cancels it and rolls its transaction back"))
        await wait_until(pilot, lambda: shows("The statement has ended meanwhile"))
        await pilot.press("y")
        await wait_until(pilot, lambda: isinstance(app.screen, LeaveDialog))
        await pilot.press("n")
        await wait_until(pilot, lambda: app.screen is screen)
        assert screen.console.state is State.IN_TRANSACTION


async def test_the_whole_script_runs_up_to_the_first_refusal(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        screen.console.editor.text = "select 1; select nothing; select 3"
        await menu(pilot, screen, "a")
        assert "42703" in read_part(screen, "words")
