"""Several consoles, each with a session of its own."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Input, Static, Tab

from dsql_tui.dsql.state import State
from dsql_tui.results.text import visible
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.panes.sessions import Sessions
from dsql_tui.ui.screens.ask import Ask
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


async def called(pilot: Pilot[None], name: str) -> None:
    """Answer the question what a console is called."""
    await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
    pilot.app.screen.query_one(Input).value = name
    await pilot.press("enter")
    await until(pilot, lambda: not isinstance(pilot.app.screen, Ask))


def tabs(screen: Workbench) -> list[str]:
    return [str(tab.label) for tab in screen.query(Tab)]


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
        question = str(pilot.app.screen.query_one(Static).content)
        assert "A transaction is open in 2, and closing" in question
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert len(screen.consoles.all) == 2
        await ran(pilot, screen, "rollback")


async def test_consoles_are_called_as_their_user_says(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        line = screen.consoles.tabs
        assert not line.display
        name = "[b]pay\u202e"
        await pilot.press("ctrl+o", "B")
        await called(pilot, f" {name} ")
        await until(pilot, lambda: tabs(screen) == [visible(name)])
        await until(pilot, lambda: line.display)
        await opened(pilot, screen)
        assert tabs(screen) == [visible(name), "2"]

        await pilot.press("ctrl+o", "i")
        await until(pilot, lambda: isinstance(screen.side.shown, Sessions))
        pane = screen.side.shown
        assert isinstance(pane, Sessions)
        await until(pilot, lambda: pilot.app.focused is pane.list)
        await until(pilot, lambda: pane.consoles == screen.consoles.all)
        await pilot.press("end", "n")
        await called(pilot, "stock")
        await until(pilot, lambda: tabs(screen)[1] == "stock")
        lines = [str(option.prompt) for option in pane.list.options]
        assert lines[0].startswith(f"{visible(name)}\n  admin · idle\n  open ")
        assert lines[1].startswith("stock\n  admin · idle\n  open ")
        await pilot.press("n")
        await called(pilot, "")
        await until(pilot, lambda: tabs(screen)[1] == "2")


async def test_quitting_ends_every_session(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await opened(pilot, screen)
        sessions = [console.session for console in screen.consoles.all]
        await pilot.press("ctrl+q")
    assert all(session.lost for session in sessions)
