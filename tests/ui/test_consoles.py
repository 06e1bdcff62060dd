"""Several consoles, each with a session of its own."""

from __future__ import annotations

from textual.pilot import Pilot

from dsql_tui.dsql.state import State
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from tests.ui.driving import ran, until, workbench

SIZE = (120, 40)


async def opened(pilot: Pilot[None], screen: Workbench) -> None:
    """Open another console and wait for it."""
    count = len(screen.consoles.all)
    await pilot.press("ctrl+o", "t")
    await until(pilot, lambda: len(screen.consoles.all) == count + 1)
    await until(pilot, lambda: screen.console is screen.consoles.all[-1])
    await until(pilot, lambda: pilot.app.focused is screen.console.editor)


async def test_consoles_share_neither_session_nor_text_nor_transaction(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        first = screen.console
        await ran(pilot, screen, "begin")
        await opened(pilot, screen)
        second = screen.console
        assert second.session is not first.session
        assert second.editor.text == ""
        await ran(pilot, screen, "select 2")
        assert (first.state, second.state) == (State.IN_TRANSACTION, State.IDLE)
        await pilot.press("ctrl+o", "n")
        await until(pilot, lambda: screen.console is first)
        assert first.editor.text == "begin"
        await ran(pilot, screen, "rollback")


async def test_closing_a_console_ends_its_session_and_shows_its_neighbour(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        first = screen.console
        await opened(pilot, screen)
        second = screen.console
        await pilot.press("ctrl+o", "w")
        await until(pilot, lambda: screen.consoles.all == [first])
        assert second.session.lost
        assert screen.console is first
        await ran(pilot, screen, "select 1")
        assert first.result.table is not None


async def test_closing_asks_where_a_transaction_is_open(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await opened(pilot, screen)
        await ran(pilot, screen, "begin")
        await pilot.press("ctrl+o", "w")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert len(screen.consoles.all) == 2
        await ran(pilot, screen, "rollback")


async def test_quitting_ends_every_session(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await opened(pilot, screen)
        sessions = [console.session for console in screen.consoles.all]
        await pilot.press("ctrl+q")
    assert all(session.lost for session in sessions)
