"""The list of sessions: what it says of each, and what can be done there."""

from __future__ import annotations

import re

from textual.pilot import Pilot

from dsql_tui.dsql.state import State
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.leave_dialog import LeaveDialog
from dsql_tui.ui.workbench.panes.sessions import Sessions
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import read_state
from tests.ui.driving import open_workbench, run_sql, wait_until

SIZE = (120, 40)


async def open_sessions(pilot: Pilot[None], screen: Workbench) -> Sessions:
    """Open the list of sessions, focus it, and return it."""
    await pilot.press("ctrl+o", "i")
    await wait_until(pilot, lambda: isinstance(screen.side.shown, Sessions))
    pane = screen.side.shown
    assert isinstance(pane, Sessions)
    await wait_until(pilot, lambda: pilot.app.focused is pane.list)
    await wait_until(pilot, lambda: pane.consoles == screen.consoles.all)
    return pane


def lines(pane: Sessions) -> list[str]:
    return [str(option.prompt) for option in pane.list.options]


async def test_each_session_is_listed_opened_renewed_and_closed_by_hand(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        first = screen.console
        await run_sql(pilot, screen, "set timezone to 'Asia/Tokyo'")
        pane = await open_sessions(pilot, screen)
        clock = r"1 admin · idle\n  open 0:\d\d · ends in (59|60):\d\d"
        assert re.fullmatch(clock, lines(pane)[0])

        await pilot.press("o")
        await wait_until(pilot, lambda: len(screen.consoles.all) == 2)
        second = screen.consoles.all[1]
        await wait_until(pilot, lambda: screen.console is second)
        await run_sql(pilot, screen, "begin")
        pane = await open_sessions(pilot, screen)
        await wait_until(pilot, lambda: "2 admin · in transaction" in lines(pane)[1])

        old = first.session
        await pilot.press("home", "r")
        await wait_until(pilot, lambda: first.session is not old)
        assert old.lost

        old = second.session
        await pilot.press("end", "r")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, LeaveDialog))
        await pilot.press("n")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert read_state(second) is State.IN_TRANSACTION
        await pilot.press("r")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, LeaveDialog))
        await pilot.press("y")
        await wait_until(pilot, lambda: second.session is not old)
        assert read_state(second) is State.IDLE

        second.session.close()
        await wait_until(pilot, lambda: "2 admin · lost" in lines(pane)[1])
        assert lines(pane)[1].endswith("ended")
        await pilot.press("r")
        await wait_until(pilot, lambda: second.state is State.IDLE)

        await pilot.press("home", "enter")
        await wait_until(pilot, lambda: screen.console is first)
        await run_sql(pilot, screen, "show timezone")
        assert first.result.table is not None
        assert first.result.table.value(0, 0) == b"Asia/Tokyo"

        pane = await open_sessions(pilot, screen)
        await pilot.press("end", "x")
        await wait_until(pilot, lambda: screen.consoles.all == [first])
        assert second.session.lost
        assert screen.console is first
