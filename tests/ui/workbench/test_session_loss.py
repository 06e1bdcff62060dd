"""The server restarts, or the network changes: what that comes to, by what was under way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from textual.pilot import Pilot

from dsql_tui.dsql.state import State
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.console import Console
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import read_state
from tests.faults import clear_faults, set_faults
from tests.ui.driving import open_workbench, run_sql, wait_until, wait_until_equal

SIZE = (120, 40)
AWAY: list[dict[str, Any]] = [{"restart": 0.5}, {"network": 0}]
PASSING = [
    ("waking", "unable to accept connection, waking up cluster, please retry later"),
    ("too_many", "Unable to accept connection, too many open connections"),
    ("too_fast", "Unable to accept connection, rate exceeded"),
    ("unavailable", "server unavailable"),
]
READ = "select pg_sleep(60)"
WRITE = "insert into away select {} from pg_sleep(0.5)"


@pytest.fixture(autouse=True)
def _disarmed(aws: Ready) -> Iterator[None]:
    """Nothing is left behind by a test."""
    yield
    clear_faults(aws)


def read_notifications(pilot: Pilot[None]) -> str:
    return "\n".join(note.message for note in pilot.app._notifications)


def cause(console: Console) -> str:
    assert console.runner.outcome.loss is not None
    return console.runner.outcome.loss.cause


async def start_statement(
    pilot: Pilot[None], screen: Workbench, statement: str, doing: str = "running"
) -> None:
    """Run a statement until it is at the server, or a question before it."""
    runner = screen.console.runner
    screen.console.editor.text = statement
    await pilot.press("ctrl+j")
    await wait_until(pilot, lambda: runner.sender.sending and runner.activity.words == doing)


async def wait_for_loss(pilot: Pilot[None], console: Console) -> None:
    await wait_until(pilot, lambda: not console.busy)
    assert console.session.lost


async def test_a_lost_idle_session_is_noticed_and_replaced(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        for fault in AWAY:
            set_faults(aws, **fault)
            await wait_until(pilot, lambda: console.state is State.LOST)
            await run_sql(pilot, screen, "select 1")
            assert console.state is State.IDLE
        await wait_until(
            pilot, lambda: "The next run opens a new session." in read_notifications(pilot)
        )


async def test_a_read_can_be_run_again(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        for fault in AWAY:
            await start_statement(pilot, screen, READ)
            set_faults(aws, **fault)
            await wait_for_loss(pilot, console)
            assert "nothing can have changed" in cause(console)
            assert [each.text for each in console.runner.outcome.repeats] == [READ]
            if "restart" in fault:
                error = console.runner.outcome.error
                assert error is not None
                assert error.sqlstate == "57P01"
            await pilot.press("ctrl+o", "y")
            await wait_until(pilot, lambda: console.state is State.RUNNING)
            await pilot.press("ctrl+c")
            await wait_until(pilot, lambda: not console.busy)
            assert console.state is State.IDLE
            assert console.editor.text == READ


async def test_a_write_has_an_unknown_outcome_and_is_never_sent_again(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await run_sql(pilot, screen, "create table away (id int)")
        for number, fault in enumerate(AWAY):
            write = WRITE.format(number)
            await start_statement(pilot, screen, write)
            set_faults(aws, **fault)
            await wait_for_loss(pilot, console)
            assert console.state is State.OUTCOME_UNKNOWN
            assert console.runner.outcome.repeats == ()
            assert console.editor.text == write
            await pilot.press("ctrl+o", "y")
            await pilot.pause()
            assert not console.busy, "there is nothing to run again"
            await run_sql(pilot, screen, f"select count(*) <= 1 from away where id = {number}")
            assert console.result.table is not None
            assert console.result.table.value(0, 0) == b"t"


async def test_an_open_transaction_is_rolled_back_and_can_be_run_again(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await run_sql(pilot, screen, "create table gone (id int)")
        for fault in AWAY:
            await run_sql(pilot, screen, "begin")
            await run_sql(pilot, screen, "insert into gone values (1)")
            set_faults(aws, **fault)
            await wait_until(pilot, lambda: console.state is State.TRANSACTION_LOST)
            await wait_until(
                pilot, lambda: "The open transaction is rolled back." in read_notifications(pilot)
            )
            pilot.app.clear_notifications()
            await run_sql(pilot, screen, "rollback")
            assert read_state(console) is State.IDLE, "ROLLBACK acknowledges the loss"

            await run_sql(pilot, screen, "begin")
            await run_sql(pilot, screen, "insert into gone values (2)")
            await start_statement(pilot, screen, READ)
            set_faults(aws, **fault)
            await wait_for_loss(pilot, console)
            assert "the whole transaction is rolled back" in cause(console)
            assert read_state(console) is State.TRANSACTION_LOST
            again = [each.text for each in console.runner.outcome.repeats]
            assert again == ["begin", "insert into gone values (2)", READ]
            await run_sql(pilot, screen, "rollback")
            await run_sql(pilot, screen, "select count(*) from gone")
            assert console.result.table is not None
            assert console.result.table.value(0, 0) == b"0"


async def given_up(pilot: Pilot[None], console: Console) -> None:
    """Cancel what a silent link will not end, and then do without it."""
    await pilot.press("ctrl+c")
    await wait_until(pilot, lambda: console.runner.activity.words.startswith("not cancelled yet"))
    await pilot.press("ctrl+c")
    await wait_for_loss(pilot, console)


async def test_a_silent_connection_can_be_given_up(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await run_sql(pilot, screen, "create table mute (id int)")
        set_faults(aws, network=60)
        await start_statement(pilot, screen, "insert into mute values (1)", "estimating")
        await given_up(pilot, console)
        assert read_state(console) is State.LOST, "only the question before it was under way"
        await run_sql(pilot, screen, "select 1")
        console.runner.before.clear()
        set_faults(aws, network=60)
        await start_statement(pilot, screen, "insert into mute values (2)")
        await given_up(pilot, console)
        assert read_state(console) is State.OUTCOME_UNKNOWN
        assert "The session was given up" in cause(console)
        await run_sql(pilot, screen, "select count(*) from mute")
        assert console.result.table is not None
        assert console.result.table.value(0, 0) == b"0"


async def test_a_silent_link_is_found_out_when_the_computer_wakes_up(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        set_faults(aws, network=1)
        console.tick(console.session.clock.opened + 15 * 60)
        await wait_until(pilot, lambda: console.state is State.LOST)
        await wait_until(
            pilot, lambda: "ended while this computer slept" in read_notifications(pilot)
        )
        await run_sql(pilot, screen, "select 1")
        assert console.state is State.IDLE


async def test_what_a_run_waits_for_is_counted_down_and_can_be_left(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        for error, words in PASSING:
            console.session.close()
            set_faults(aws, refuse={"error": error, "times": 9})
            console.editor.text = "select 1"
            await pilot.press("ctrl+j")
            await wait_until_equal(
                pilot,
                lambda: console.runner.activity.words,
                f"{words}. Trying again in 1 s.",
            )
            await pilot.press("ctrl+c")
            await wait_until(pilot, lambda: not console.busy)
            assert console.session.lost
            clear_faults(aws)
        set_faults(aws, refuse={"error": "waking", "times": 2})
        await pilot.press("ctrl+j")
        await wait_until(
            pilot, lambda: console.runner.activity.words.endswith("Trying again in 2 s.")
        )
        await wait_until(pilot, lambda: console.state is State.IDLE)
