"""Several consoles, each with a session of its own."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Input, Static, Tab

from dsql_tui.dsql.state import State
from dsql_tui.results.text import make_visible
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.leave_dialog import LeaveDialog
from dsql_tui.ui.workbench.panes.sessions import Sessions
from dsql_tui.ui.workbench.workbench import Workbench
from tests.faults import inject_faults
from tests.ui.driving import open_workbench, run_sql, schema_tree, wait_until

SIZE = (120, 40)


async def open_console(pilot: Pilot[None], screen: Workbench) -> None:
    """Open another console and wait for it."""
    count = len(screen.consoles.all)
    await pilot.press("ctrl+o", "t")
    await wait_until(pilot, lambda: len(screen.consoles.all) == count + 1)
    await wait_until(pilot, lambda: screen.console is screen.consoles.all[-1])
    await wait_until(pilot, lambda: pilot.app.focused is screen.console.editor)


async def enter_name(pilot: Pilot[None], name: str) -> None:
    """Answer the question what a console is called."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
    pilot.app.screen.query_one(Input).value = name
    await pilot.press("enter")
    await wait_until(pilot, lambda: not isinstance(pilot.app.screen, AskDialog))


def tabs(screen: Workbench) -> list[str]:
    return [str(tab.label) for tab in screen.query(Tab)]


async def test_consoles_share_neither_session_nor_text_nor_transaction(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        first = screen.console
        await run_sql(pilot, screen, "begin")
        await open_console(pilot, screen)
        second = screen.console
        assert second.session is not first.session
        assert second.editor.text == ""
        await run_sql(pilot, screen, "select 2")
        assert (first.state, second.state) == (State.IN_TRANSACTION, State.IDLE)
        await pilot.press("ctrl+o", "n")
        await wait_until(pilot, lambda: screen.console is first)
        assert first.editor.text == "begin"
        await run_sql(pilot, screen, "rollback")


async def test_a_console_that_opens_late_leaves_the_focus_where_it_was_moved(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        first = screen.console
        with inject_faults(aws, delay=1.0):
            await pilot.press("ctrl+o", "t", "f4")
            await wait_until(pilot, lambda: screen.console is not first)
        await pilot.pause()
        assert pilot.app.focused is schema_tree(screen)


async def test_closing_a_console_ends_its_session_and_shows_its_neighbour(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        first = screen.console
        await open_console(pilot, screen)
        second = screen.console
        await pilot.press("ctrl+o", "w")
        await wait_until(pilot, lambda: screen.consoles.all == [first])
        assert second.session.lost
        assert screen.console is first
        await run_sql(pilot, screen, "select 1")
        assert first.result.table is not None


async def test_closing_asks_where_a_transaction_is_open(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await open_console(pilot, screen)
        await run_sql(pilot, screen, "begin")
        await pilot.press("ctrl+o", "w")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, LeaveDialog))
        question = str(pilot.app.screen.query_one(Static).content)
        assert "A transaction is open in 2. End it before closing?" in question
        await pilot.press("n")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert len(screen.consoles.all) == 2
        await run_sql(pilot, screen, "rollback")


async def test_consoles_are_called_as_their_user_says(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        line = screen.consoles.tabs
        assert not line.display
        name = "[b]pay\u202e"
        await pilot.press("ctrl+o", "B")
        await enter_name(pilot, f" {name} ")
        await wait_until(pilot, lambda: tabs(screen) == [make_visible(name)])
        await wait_until(pilot, lambda: line.display)
        await open_console(pilot, screen)
        assert tabs(screen) == [make_visible(name), "2"]

        await pilot.press("ctrl+o", "i")
        await wait_until(pilot, lambda: isinstance(screen.side.shown, Sessions))
        pane = screen.side.shown
        assert isinstance(pane, Sessions)
        await wait_until(pilot, lambda: pilot.app.focused is pane.list)
        await wait_until(pilot, lambda: pane.consoles == screen.consoles.all)
        await pilot.press("end", "n")
        await enter_name(pilot, "stock")
        await wait_until(pilot, lambda: tabs(screen)[1] == "stock")
        lines = [str(option.prompt) for option in pane.list.options]
        assert lines[0].startswith(f"{make_visible(name)}\n  admin · idle\n  open ")
        assert lines[1].startswith("stock\n  admin · idle\n  open ")
        await pilot.press("n")
        await enter_name(pilot, "")
        await wait_until(pilot, lambda: tabs(screen)[1] == "2")


async def test_quitting_ends_every_session(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await open_console(pilot, screen)
        sessions = [console.session for console in screen.consoles.all]
        await pilot.press("ctrl+q")
    assert all(session.lost for session in sessions)
