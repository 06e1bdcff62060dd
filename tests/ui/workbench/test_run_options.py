"""The run options of a console: manual commit, continue on error, auto-retry conflicts."""

from __future__ import annotations

from textual.pilot import Pilot

from dsql_tui.db.session import Session
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import MAX_RETRIES
from dsql_tui.events import Run
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import build_access, read_state
from tests.faults import inject_faults
from tests.ui.driving import open_workbench, run_sql, wait_until

SIZE = (120, 40)
WRITE = "delete from shop.orders where pg_sleep(60) is null"


async def run_whole_script(pilot: Pilot[None], screen: Workbench, script: str) -> list[Run]:
    """Run a whole script, and return the run of each statement."""
    runs: list[Run] = []
    screen.console.runner.statements.after.append(runs.append)
    screen.console.editor.text = script
    await pilot.press("ctrl+o", "a")
    await pilot.pause()
    await wait_until(pilot, lambda: not screen.console.busy)
    screen.console.runner.statements.after.remove(runs.append)
    return runs


def codes(runs: list[Run]) -> list[str | None]:
    return [run.error.sqlstate if run.error else None for run in runs]


def read_notifications(pilot: Pilot[None]) -> list[str]:
    return [notification.message for notification in pilot.app._notifications]


def elsewhere(ready: Ready, *statements: str) -> None:
    """Run statements in another session."""
    session: Session = build_access(ready).open()
    for statement in statements:
        list(session.run(statement))
    session.close()


async def test_manual_commit_begins_transactions_automatically(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await pilot.press("ctrl+o", "G")
        await wait_until(pilot, lambda: console.runner.options.manual_commit)
        assert "manual commit" in str(screen.status_bar.parts["transaction"].content)
        await run_sql(pilot, screen, "set timezone to 'Asia/Tokyo'")
        assert read_state(console) is State.IDLE
        await run_sql(pilot, screen, "create table by_itself (id int primary key)")
        assert read_state(console) is State.IDLE
        await run_sql(pilot, screen, "insert into by_itself values (1)")
        assert read_state(console) is State.IN_TRANSACTION
        await run_sql(pilot, screen, "insert into by_itself values (2)")
        assert console.runner.sender.transcript.sent[0].text == "begin"
        await run_sql(pilot, screen, "copy by_itself to stdout")
        assert console.runner.sender.meter.rows == 2, "rows that are read do not count"
        await run_sql(pilot, screen, "rollback")
        await run_sql(pilot, screen, "select count(*) from by_itself")
        assert console.result.table is not None
        assert console.result.table.value(0, 0) == b"0"
        await run_sql(pilot, screen, "commit")
        await pilot.press("ctrl+o", "G")
        await wait_until(pilot, lambda: not console.runner.options.manual_commit)
        await run_sql(pilot, screen, "drop table by_itself")
        assert read_state(console) is State.IDLE


async def test_a_script_stops_at_the_first_error_unless_it_continues_on_error(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        script = "select 1; select nothing; create table went_on (id int primary key); select 4"
        assert codes(await run_whole_script(pilot, screen, script)) == [None, "42703"]
        await pilot.press("ctrl+o", "A")
        await wait_until(pilot, lambda: screen.console.runner.options.continue_on_error)
        runs = await run_whole_script(pilot, screen, f"{script}; drop table went_on")
        assert codes(runs) == [None, "42703", None, None, None]
        assert "1 of 5 statements failed; the others succeeded." in read_notifications(pilot)
        assert len(screen.console.results.all) == 5


async def test_a_cancelled_script_does_not_go_on(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        console.runner.options.continue_on_error = True
        console.editor.text = "select pg_sleep(60); select 2"
        await pilot.press("ctrl+o", "a")
        await wait_until(
            pilot, lambda: console.runner.activity.words == "running, statement 1 of 2"
        )
        await pilot.press("ctrl+c")
        await wait_until(pilot, lambda: not console.busy)
        assert len(console.results.all) == 1
        assert console.runner.outcome.error is not None
        assert console.runner.outcome.error.sqlstate == "57014"


async def test_conflicts_are_retried_automatically_only_if_switched_on(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        script = "begin; select 1; commit; select 2"
        with inject_faults(aws, conflict=["OC000"]):
            assert codes(await run_whole_script(pilot, screen, script)) == [None, None, "40001"]
        assert screen.console.runner.outcome.conflicted
        await pilot.press("ctrl+o", "Y")
        await wait_until(pilot, lambda: screen.console.runner.options.retry_conflicts)
        with inject_faults(aws, conflict=["OC000", "OC001", "OC000"]):
            runs = await run_whole_script(pilot, screen, script)
        assert codes(runs) == [None, None, "40001"] * 3 + [None] * 4
        assert [run.statement for run in runs[-4:]] == ["begin", "select 1", "commit", "select 2"]
        with inject_faults(aws, conflict=["OC000"] * (MAX_RETRIES + 1)):
            runs = await run_whole_script(pilot, screen, script)
        assert codes(runs).count("40001") == MAX_RETRIES + 1
        assert [sent.text for sent in screen.console.runner.outcome.repeats] == [
            "begin",
            "select 1",
            "commit",
        ]


async def test_a_retry_with_another_answer_is_reported(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await run_sql(pilot, screen, "create table seen (id int primary key, n int)")
        await run_sql(pilot, screen, "insert into seen values (1, 0)")
        for statement in ("begin", "select n from seen", "select 1"):
            await run_sql(pilot, screen, statement)
        elsewhere(aws, "update seen set n = 5")
        with inject_faults(aws, conflict="OC000"):
            await run_sql(pilot, screen, "commit")
        await pilot.press("ctrl+o", "y")
        await wait_until(pilot, lambda: not (console.busy or console.runner.outcome.conflicted))
        words = "Statement 2 of the transaction returned a different answer than on the first try."
        assert words in read_notifications(pilot)
        assert f"NOTE: {words}" in console.runner.statements.latest.notices
        await run_sql(pilot, screen, "drop table seen")


async def test_only_a_lost_read_can_be_run_again(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        runs: list[Run] = []
        console.runner.statements.after.append(runs.append)
        for statement, repeated in [("select pg_sleep(60)", 1), (WRITE, 0)]:
            console.editor.text = statement
            await pilot.press("ctrl+j")
            await wait_until(pilot, lambda: console.runner.sender.sending)
            console.session.cut()
            await wait_until(pilot, lambda: not console.busy)
            assert len(console.runner.outcome.repeats) == repeated
            if repeated:
                await pilot.press("ctrl+o", "y")
                await wait_until(pilot, lambda: console.runner.sender.sending)
                await pilot.press("ctrl+c")
                await wait_until(pilot, lambda: not console.busy)
        assert len(runs) == 3


async def test_what_is_run_again_has_the_values_that_it_had(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        runner = screen.console.runner
        runner.before.clear()
        await run_sql(pilot, screen, "create table valued (id int primary key)")
        await run_sql(pilot, screen, "begin")
        for value in ("1", "2"):
            runner.sender.values = {"id": value}
            await run_sql(pilot, screen, "insert into valued values (:id)")
        runner.sender.values = {"id": "3"}
        with inject_faults(aws, conflict="OC000"):
            await run_sql(pilot, screen, "commit")
        await pilot.press("ctrl+o", "y")
        await wait_until(pilot, lambda: not (screen.console.busy or runner.outcome.conflicted))
        await run_sql(pilot, screen, "select string_agg(id::text, ' ' order by id) from valued")
        assert screen.console.result.table is not None
        assert screen.console.result.table.value(0, 0) == b"1 2"
        await run_sql(pilot, screen, "drop table valued")
