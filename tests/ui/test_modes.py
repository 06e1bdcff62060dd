"""How a console runs statements, as its user has chosen: begin by itself, go on, try again."""

from __future__ import annotations

from textual.pilot import Pilot

from dsql_tui.db.session import Session
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import TRIES
from dsql_tui.events import Run
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from tests.access import access_of
from tests.arming import armed
from tests.ui.driving import ran, until, workbench

SIZE = (120, 40)
WRITE = "delete from shop.orders where pg_sleep(60) is null"


async def scripted(pilot: Pilot[None], screen: Workbench, script: str) -> list[Run]:
    """Run a whole script; what came of each statement."""
    runs: list[Run] = []
    screen.console.crank.after.append(runs.append)
    screen.console.editor.text = script
    await pilot.press("ctrl+o", "a")
    await pilot.pause()
    await until(pilot, lambda: not screen.console.busy)
    screen.console.crank.after.remove(runs.append)
    return runs


def codes(runs: list[Run]) -> list[str | None]:
    return [run.refusal and run.refusal.sqlstate for run in runs]


def said(pilot: Pilot[None]) -> list[str]:
    return [notification.message for notification in pilot.app._notifications]


def elsewhere(ready: Ready, *statements: str) -> None:
    """Run statements in another session."""
    session: Session = access_of(ready).open()
    for statement in statements:
        list(session.run(statement))
    session.close()


async def test_transactions_begin_by_themselves_where_that_is_chosen(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        await pilot.press("ctrl+o", "G")
        await until(pilot, lambda: console.crank.modes.explicit)
        assert "explicit" in str(screen.state_line.parts["transaction"].content)
        await ran(pilot, screen, "set timezone to 'Asia/Tokyo'")
        assert console.state is State.IDLE
        await ran(pilot, screen, "create table by_itself (id int primary key)")
        assert console.state is State.IDLE
        await ran(pilot, screen, "insert into by_itself values (1)")
        assert console.state is State.IN_TRANSACTION
        await ran(pilot, screen, "insert into by_itself values (2)")
        assert console.crank.sender.transcript.sent[0].text == "begin"
        await ran(pilot, screen, "copy by_itself to stdout")
        assert console.crank.sender.meter.rows == 2, "rows that are read do not count"
        await ran(pilot, screen, "rollback")
        await ran(pilot, screen, "select count(*) from by_itself")
        assert console.result.table is not None
        assert console.result.table.value(0, 0) == b"0"
        await ran(pilot, screen, "commit")
        await pilot.press("ctrl+o", "G")
        await until(pilot, lambda: not console.crank.modes.explicit)
        await ran(pilot, screen, "drop table by_itself")
        assert console.state is State.IDLE


async def test_a_script_stops_at_the_first_refusal_or_goes_on_if_so_told(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        script = "select 1; select nothing; create table went_on (id int primary key); select 4"
        assert codes(await scripted(pilot, screen, script)) == [None, "42703"]
        await pilot.press("ctrl+o", "A")
        await until(pilot, lambda: screen.console.crank.modes.going_on)
        runs = await scripted(pilot, screen, f"{script}; drop table went_on")
        assert codes(runs) == [None, "42703", None, None, None]
        assert "1 of 5 statements refused, the others done." in said(pilot)
        assert len(screen.console.results.all) == 5


async def test_a_cancelled_script_does_not_go_on(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        console.crank.modes.going_on = True
        console.editor.text = "select pg_sleep(60); select 2"
        await pilot.press("ctrl+o", "a")
        await until(pilot, lambda: console.crank.doing == "running, statement 1 of 2")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: not console.busy)
        assert len(console.results.all) == 1
        assert console.crank.outcome.refusal is not None
        assert console.crank.outcome.refusal.sqlstate == "57014"


async def test_conflicts_are_run_again_by_themselves_only_where_that_is_switched_on(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        script = "begin; select 1; commit; select 2"
        with armed(aws, conflict=["OC000"]):
            assert codes(await scripted(pilot, screen, script)) == [None, None, "40001"]
        assert screen.console.crank.outcome.conflicted
        await pilot.press("ctrl+o", "Y")
        await until(pilot, lambda: screen.console.crank.modes.retrying)
        with armed(aws, conflict=["OC000", "OC001", "OC000"]):
            runs = await scripted(pilot, screen, script)
        assert codes(runs) == [None, None, "40001"] * 3 + [None] * 4
        assert [run.statement for run in runs[-4:]] == ["begin", "select 1", "commit", "select 2"]
        with armed(aws, conflict=["OC000"] * (TRIES + 1)):
            runs = await scripted(pilot, screen, script)
        assert codes(runs).count("40001") == TRIES + 1
        assert [sent.text for sent in screen.console.crank.outcome.repeats] == [
            "begin",
            "select 1",
            "commit",
        ]


async def test_what_answers_otherwise_than_on_the_first_try_is_said(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        await ran(pilot, screen, "create table seen (id int primary key, n int)")
        await ran(pilot, screen, "insert into seen values (1, 0)")
        for statement in ("begin", "select n from seen", "select 1"):
            await ran(pilot, screen, statement)
        elsewhere(aws, "update seen set n = 5")
        with armed(aws, conflict="OC000"):
            await ran(pilot, screen, "commit")
        await pilot.press("ctrl+o", "y")
        await until(pilot, lambda: not (console.busy or console.crank.outcome.conflicted))
        words = "Statement 2 of the transaction answered otherwise than on the first try."
        assert words in said(pilot)
        assert f"NOTE: {words}" in console.crank.latest.notices
        await ran(pilot, screen, "drop table seen")


async def test_a_lost_read_is_run_again_by_a_key_and_a_lost_write_never(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        runs: list[Run] = []
        console.crank.after.append(runs.append)
        for statement, repeated in [("select pg_sleep(60)", 1), (WRITE, 0)]:
            console.editor.text = statement
            await pilot.press("ctrl+j")
            await until(pilot, lambda: console.crank.sender.sending)
            console.session.cut()
            await until(pilot, lambda: not console.busy)
            assert len(console.crank.outcome.repeats) == repeated
            if repeated:
                await pilot.press("ctrl+o", "y")
                await until(pilot, lambda: console.crank.sender.sending)
                await pilot.press("ctrl+c")
                await until(pilot, lambda: not console.busy)
        assert len(runs) == 3


async def test_what_is_run_again_has_the_values_that_it_had(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        crank = screen.console.crank
        crank.before.clear()
        await ran(pilot, screen, "create table valued (id int primary key)")
        await ran(pilot, screen, "begin")
        for value in ("1", "2"):
            crank.sender.values = {"id": value}
            await ran(pilot, screen, "insert into valued values (:id)")
        crank.sender.values = {"id": "3"}
        with armed(aws, conflict="OC000"):
            await ran(pilot, screen, "commit")
        await pilot.press("ctrl+o", "y")
        await until(pilot, lambda: not (screen.console.busy or crank.outcome.conflicted))
        await ran(pilot, screen, "select string_agg(id::text, ' ' order by id) from valued")
        assert screen.console.result.table is not None
        assert screen.console.result.table.value(0, 0) == b"1 2"
        await ran(pilot, screen, "drop table valued")
