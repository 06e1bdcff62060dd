"""The server restarts, or the network changes: what that comes to, by what was under way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.pilot import Pilot

from dsql_tui.dsql.state import State
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from dsql_tui.ui.widgets.console import Console
from tests.arming import arm, disarm
from tests.ui.driving import ran, until, workbench

SIZE = (120, 40)
AWAY = [{"restart": 0.5}, {"network": 0}]
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
    disarm(aws)


def said(pilot: Pilot[None]) -> str:
    return "\n".join(note.message for note in pilot.app._notifications)


def cause(console: Console) -> str:
    assert console.crank.outcome.loss is not None
    return console.crank.outcome.loss.cause


async def begun(
    pilot: Pilot[None], screen: Workbench, statement: str, doing: str = "running"
) -> None:
    """Run a statement until it is at the server, or a question before it."""
    crank = screen.console.crank
    screen.console.editor.text = statement
    await pilot.press("ctrl+j")
    await until(pilot, lambda: crank.sender.sending and crank.doing == doing)


async def ended(pilot: Pilot[None], console: Console) -> None:
    await until(pilot, lambda: not console.busy)
    assert console.session.lost


async def test_what_was_idle_is_noticed_and_opened_anew(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        for fault in AWAY:
            arm(aws, **fault)
            await until(pilot, lambda: console.state is State.LOST)
            await ran(pilot, screen, "select 1")
            assert console.state is State.IDLE
        await until(pilot, lambda: "The next run opens a new session." in said(pilot))


async def test_a_read_can_be_run_again(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        for fault in AWAY:
            await begun(pilot, screen, READ)
            arm(aws, **fault)
            await ended(pilot, console)
            assert "nothing can have changed" in cause(console)
            assert [each.text for each in console.crank.outcome.repeats] == [READ]
            if "restart" in fault:
                refusal = console.crank.outcome.refusal
                assert refusal is not None
                assert refusal.sqlstate == "57P01"
            await pilot.press("ctrl+o", "y")
            await until(pilot, lambda: console.state is State.RUNNING)
            await pilot.press("ctrl+c")
            await until(pilot, lambda: not console.busy)
            assert console.state is State.IDLE
            assert console.editor.text == READ


async def test_a_write_has_an_unknown_outcome_and_is_never_sent_again(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        await ran(pilot, screen, "create table away (id int)")
        for number, fault in enumerate(AWAY):
            write = WRITE.format(number)
            await begun(pilot, screen, write)
            arm(aws, **fault)
            await ended(pilot, console)
            assert console.state is State.OUTCOME_UNKNOWN
            assert console.crank.outcome.repeats == ()
            assert console.editor.text == write
            await pilot.press("ctrl+o", "y")
            await pilot.pause()
            assert not console.busy, "there is nothing to run again"
            await ran(pilot, screen, f"select count(*) <= 1 from away where id = {number}")
            assert console.result.table is not None
            assert console.result.table.value(0, 0) == b"t"


async def test_an_open_transaction_is_rolled_back_and_can_be_run_again(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        await ran(pilot, screen, "create table gone (id int)")
        for fault in AWAY:
            await ran(pilot, screen, "begin")
            await ran(pilot, screen, "insert into gone values (1)")
            arm(aws, **fault)
            await until(pilot, lambda: console.state is State.LOST)
            await until(pilot, lambda: "The open transaction is rolled back." in said(pilot))
            pilot.app.clear_notifications()

            await ran(pilot, screen, "begin")
            await ran(pilot, screen, "insert into gone values (2)")
            await begun(pilot, screen, READ)
            arm(aws, **fault)
            await ended(pilot, console)
            assert "the whole transaction is rolled back" in cause(console)
            again = [each.text for each in console.crank.outcome.repeats]
            assert again == ["begin", "insert into gone values (2)", READ]
            await ran(pilot, screen, "select count(*) from gone")
            assert console.result.table is not None
            assert console.result.table.value(0, 0) == b"0"


async def given_up(pilot: Pilot[None], console: Console) -> None:
    """Cancel what a silent link will not end, and then do without it."""
    await pilot.press("ctrl+c")
    await until(pilot, lambda: console.crank.doing.startswith("not cancelled yet"))
    await pilot.press("ctrl+c")
    await ended(pilot, console)


async def test_a_link_that_is_silent_can_be_given_up(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        await ran(pilot, screen, "create table mute (id int)")
        arm(aws, network=60)
        await begun(pilot, screen, "insert into mute values (1)", "estimating")
        await given_up(pilot, console)
        assert console.state is State.LOST, "only the question before it was under way"
        await ran(pilot, screen, "select 1")
        console.crank.before.clear()
        arm(aws, network=60)
        await begun(pilot, screen, "insert into mute values (2)")
        await given_up(pilot, console)
        assert console.state is State.OUTCOME_UNKNOWN
        assert "The session was given up" in cause(console)
        await ran(pilot, screen, "select count(*) from mute")
        assert console.result.table is not None
        assert console.result.table.value(0, 0) == b"0"


async def test_a_silent_link_is_found_out_when_the_computer_wakes_up(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        arm(aws, network=1)
        console.tick(console.session.clock.opened + 15 * 60)
        await until(pilot, lambda: console.state is State.LOST)
        await until(pilot, lambda: "did not outlive the sleep" in said(pilot))
        await ran(pilot, screen, "select 1")
        assert console.state is State.IDLE


async def test_what_a_run_waits_for_is_counted_down_and_can_be_left(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        for error, words in PASSING:
            console.session.close()
            arm(aws, refuse={"error": error, "times": 9})
            console.editor.text = "select 1"
            await pilot.press("ctrl+j")
            await until(
                pilot, lambda words=words: console.crank.doing == f"{words}. Trying again in 1 s."
            )
            await pilot.press("ctrl+c")
            await until(pilot, lambda: not console.busy)
            assert console.session.lost
            disarm(aws)
        arm(aws, refuse={"error": "waking", "times": 2})
        await pilot.press("ctrl+j")
        await until(pilot, lambda: console.crank.doing.endswith("Trying again in 2 s."))
        await until(pilot, lambda: console.state is State.IDLE)
