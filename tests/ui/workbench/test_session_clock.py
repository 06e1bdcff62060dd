"""The session's clock in the console: time is an argument, sessions are real."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial

from textual.widgets import Static

from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.state import State
from dsql_tui.store.settings import Settings
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from tests.access import read_state
from tests.ui.driving import open_workbench, run_sql, wait_until

SIZE = (120, 40)


def read_notifications(app: DsqlTui) -> list[str]:
    return [notification.message for notification in app._notifications]


def endings(app: DsqlTui) -> list[str]:
    return [text for text in read_notifications(app) if text.startswith("The session ends")]


async def test_an_idle_session_is_renewed_from_minute_55_with_its_settings(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await run_sql(pilot, screen, "set search_path to shop")
        old = console.session
        console.tick(old.clock.opened + 54 * 60)
        assert not console.busy
        console.tick(old.clock.opened + 55 * 60 + 1)
        await wait_until(pilot, lambda: console.session is not old and not console.busy)
        assert old.lost
        await wait_until(
            pilot, lambda: "The session was renewed, settings kept." in read_notifications(app)
        )
        await run_sql(pilot, screen, "select count(*) from orders")
        assert console.result.table is not None


async def test_an_open_transaction_gets_warnings_instead_of_a_renewal(
    start: Start,
) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await run_sql(pilot, screen, "begin")
        session = console.session
        for minute in (49, 51, 56, 59.5):
            console.tick(session.clock.opened + minute * 60)
        assert console.session is session
        await wait_until(pilot, lambda: len(endings(app)) == 3)
        assert [text.partition(",")[0] for text in endings(app)] == [
            "The session ends in 10:00",
            "The session ends in 5:00",
            "The session ends in 1:00",
        ]
        assert all("Commit or roll back now" in text for text in endings(app))


async def test_a_failed_renewal_keeps_the_session(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        session = console.session
        console.session_manager.access = replace(console.session_manager.access, role="nobody")
        console.tick(session.clock.opened + 56 * 60)
        await wait_until(pilot, lambda: bool(read_notifications(app)) and not console.busy)
        assert "could not be renewed" in read_notifications(app)[0]
        assert console.session is session
        await run_sql(pilot, screen, "select 1")
        assert console.result.table is not None


async def test_what_begins_near_the_end_gets_a_new_session_first_or_is_warned_of(
    start: Start,
) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        old = console.session
        old.clock = old.clock._replace(opened=old.clock.opened - 56 * 60)
        await run_sql(pilot, screen, "select 1")
        assert console.session is not old
        await run_sql(pilot, screen, "begin")
        session = console.session
        session.clock = session.clock._replace(opened=session.clock.opened - 56 * 60)
        await run_sql(pilot, screen, "select 1")
        await run_sql(pilot, screen, "select 2")
        assert console.session is session
        warned = [
            text
            for text in read_notifications(app)
            if "a statement that runs longer is lost" in text
        ]
        assert len(warned) == 1
        await run_sql(pilot, screen, "rollback")


async def test_a_run_waits_for_a_renewal(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        old = console.session
        console.tick(old.clock.opened + 56 * 60)
        await run_sql(pilot, screen, "select 1")
        assert console.session is not old
        assert console.result.table is not None


async def test_the_transactions_own_limits_are_warned_of(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await run_sql(pilot, screen, "begin")
        console.tick(console.runner.sender.meter.started + 250)
        await wait_until(
            pilot, lambda: any("commit it now" in text for text in read_notifications(app))
        )
        await run_sql(pilot, screen, "rollback")


async def test_a_session_that_survived_sleep_is_kept(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        session = console.session
        await run_sql(pilot, screen, "begin")
        console.tick(session.clock.opened + 15 * 60)
        await wait_until(pilot, lambda: not console.runs.session_monitor.turn.locked())
        assert (console.session, console.state) == (session, State.IN_TRANSACTION)
        await run_sql(pilot, screen, "rollback")


async def test_after_a_long_sleep_the_session_is_over_and_the_next_run_opens_another(
    start: Start,
) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        console.tick(console.session.clock.opened + 8 * 3600)
        assert read_state(console) is State.LOST
        await wait_until(
            pilot, lambda: any("reached its cutoff" in text for text in read_notifications(app))
        )
        await run_sql(pilot, screen, "select 1")
        assert read_state(console) is State.IDLE


async def test_the_moments_of_warnings_are_a_setting(start: Start) -> None:
    settings = Settings(session_warnings=(1800,), transactions="explicit")
    app = DsqlTui(replace(start, settings=settings))
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        for minute in (29, 31, 51):
            console.tick(console.session.clock.opened + minute * 60)
        await wait_until(pilot, lambda: bool(endings(app)))
        assert [text.partition(";")[0] for text in endings(app)] == ["The session ends in 30:00"]
        assert console.runner.options.manual_commit


def contains(part: Static, words: str) -> bool:
    return words in str(part.content)


async def test_the_state_line_says_how_long_the_credentials_last(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        part = screen.status_bar.parts["credentials"]
        assert str(part.content) == ""
        for minutes, words, soon in [(700, "credentials 11 h", False), (3, "2:", True)]:
            ends = datetime.now(timezone.utc) + timedelta(minutes=minutes)
            screen.access.identity.expires_at = ends
            screen.console.tick(read_clock())
            await wait_until(pilot, partial(contains, part, words))
            assert part.has_class("-soon") is soon
