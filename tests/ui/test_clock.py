"""The session's clock in the console: time is an argument, sessions are real."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from dsql_tui.dsql.clock import steady
from dsql_tui.dsql.state import State
from dsql_tui.store.settings import Settings
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from tests.ui.driving import ran, until, workbench

SIZE = (120, 40)


def said(app: DsqlTui) -> list[str]:
    return [notification.message for notification in app._notifications]


def endings(app: DsqlTui) -> list[str]:
    return [text for text in said(app) if text.startswith("The session ends")]


async def test_an_idle_session_is_renewed_from_minute_55_with_its_settings(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        await ran(pilot, screen, "set search_path to shop")
        old = console.session
        console.tick(old.clock.opened + 54 * 60)
        assert not console.busy
        console.tick(old.clock.opened + 55 * 60 + 1)
        await until(pilot, lambda: console.session is not old and not console.busy)
        assert old.lost
        await until(pilot, lambda: "The session was renewed, settings kept." in said(app))
        await ran(pilot, screen, "select count(*) from orders")
        assert console.result.table is not None


async def test_in_a_transaction_nothing_is_renewed_and_the_warnings_say_what_to_do(
    start: Start,
) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        await ran(pilot, screen, "begin")
        session = console.session
        for minute in (49, 51, 56, 59.5):
            console.tick(session.clock.opened + minute * 60)
        assert console.session is session
        await until(pilot, lambda: len(endings(app)) == 3)
        assert [text.partition(",")[0] for text in endings(app)] == [
            "The session ends in 10:00",
            "The session ends in 5:00",
            "The session ends in 1:00",
        ]
        assert all("end it now" in text for text in endings(app))


async def test_a_session_that_cannot_be_renewed_is_kept(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        session = console.session
        console.keeper.access = replace(console.keeper.access, role="nobody")
        console.tick(session.clock.opened + 56 * 60)
        await until(pilot, lambda: bool(said(app)) and not console.busy)
        assert "could not be renewed" in said(app)[0]
        assert console.session is session
        await ran(pilot, screen, "select 1")
        assert console.result.table is not None


async def test_what_begins_near_the_end_gets_a_new_session_first_or_is_warned_of(
    start: Start,
) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        old = console.session
        old.clock = replace(old.clock, opened=old.clock.opened - 56 * 60)
        await ran(pilot, screen, "select 1")
        assert console.session is not old
        await ran(pilot, screen, "begin")
        session = console.session
        session.clock = replace(session.clock, opened=session.clock.opened - 56 * 60)
        await ran(pilot, screen, "select 1")
        await ran(pilot, screen, "select 2")
        assert console.session is session
        warned = [text for text in said(app) if "what still runs then ends with it" in text]
        assert len(warned) == 1
        await ran(pilot, screen, "rollback")


async def test_a_run_that_comes_during_a_renewal_waits_for_it(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        old = console.session
        console.tick(old.clock.opened + 56 * 60)
        await ran(pilot, screen, "select 1")
        assert console.session is not old
        assert console.result.table is not None


async def test_the_transactions_own_limits_are_warned_of(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        await ran(pilot, screen, "begin")
        console.tick(console.crank.sender.meter.began + 250)
        await until(pilot, lambda: any("commit it now" in text for text in said(app)))
        await ran(pilot, screen, "rollback")


async def test_after_a_sleep_a_session_that_is_still_there_goes_on(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        session = console.session
        await ran(pilot, screen, "begin")
        console.tick(session.clock.opened + 15 * 60)
        await until(pilot, lambda: not console.caretaker.turn.locked())
        assert (console.session, console.state) == (session, State.IN_TRANSACTION)
        await ran(pilot, screen, "rollback")


async def test_after_a_long_sleep_the_session_is_over_and_the_next_run_opens_another(
    start: Start,
) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        console.tick(console.session.clock.opened + 8 * 3600)
        assert console.state is State.LOST
        await until(pilot, lambda: any("time is over" in text for text in said(app)))
        await ran(pilot, screen, "select 1")
        assert console.state is State.IDLE


async def test_the_moments_of_warnings_are_a_setting(start: Start) -> None:
    settings = Settings(session_warnings=(1800,), transactions="explicit")
    app = DsqlTui(replace(start, settings=settings))
    async with app.run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        for minute in (29, 31, 51):
            console.tick(console.session.clock.opened + minute * 60)
        await until(pilot, lambda: bool(endings(app)))
        assert [text.partition(";")[0] for text in endings(app)] == ["The session ends in 30:00"]
        assert console.crank.modes.explicit


async def test_the_state_line_says_how_long_the_credentials_last(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        part = screen.state_line.parts["credentials"]
        assert str(part.content) == ""
        for minutes, words, soon in [(700, "credentials 11 h", False), (3, "2:", True)]:
            ends = datetime.now(timezone.utc) + timedelta(minutes=minutes)
            screen.access.identity.ends = ends
            screen.console.tick(steady())
            await until(pilot, lambda words=words: words in str(part.content))
            assert part.has_class("-soon") is soon
