"""The list of sessions: what it says of each, and what can be done there."""

from __future__ import annotations

import re

from textual.pilot import Pilot

from dsql_tui.dsql.state import State
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.panes.sessions import Sessions
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from tests.ui.driving import ran, until, workbench

SIZE = (120, 40)


async def listed(pilot: Pilot[None], screen: Workbench) -> Sessions:
    """The list, with the focus in it."""
    await pilot.press("ctrl+o", "i")
    await until(pilot, lambda: isinstance(screen.side.shown, Sessions))
    pane = screen.side.shown
    assert isinstance(pane, Sessions)
    await until(pilot, lambda: pilot.app.focused is pane.list)
    await until(pilot, lambda: pane.consoles == screen.consoles.all)
    return pane


def lines(pane: Sessions) -> list[str]:
    return [str(option.prompt) for option in pane.list.options]


async def test_each_session_is_listed_opened_renewed_and_closed_by_hand(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        first = screen.console
        await ran(pilot, screen, "set timezone to 'Asia/Tokyo'")
        pane = await listed(pilot, screen)
        clock = r"1 admin · idle\n  open 0:\d\d · ends in (59|60):\d\d"
        assert re.fullmatch(clock, lines(pane)[0])

        await pilot.press("o")
        await until(pilot, lambda: len(screen.consoles.all) == 2)
        second = screen.consoles.all[1]
        await until(pilot, lambda: screen.console is second)
        await ran(pilot, screen, "begin")
        pane = await listed(pilot, screen)
        await until(pilot, lambda: "2 admin · in transaction" in lines(pane)[1])

        old = first.session
        await pilot.press("home", "r")
        await until(pilot, lambda: first.session is not old)
        assert old.lost

        old = second.session
        await pilot.press("end", "r")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert second.state is State.IN_TRANSACTION
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: second.session is not old)
        assert second.state is State.IDLE

        second.session.close()
        await until(pilot, lambda: "2 admin · lost" in lines(pane)[1])
        assert lines(pane)[1].endswith("over")
        await pilot.press("r")
        await until(pilot, lambda: second.state is State.IDLE)

        await pilot.press("home", "enter")
        await until(pilot, lambda: screen.console is first)
        await ran(pilot, screen, "show timezone")
        assert first.result.table is not None
        assert first.result.table.value(0, 0) == b"Asia/Tokyo"

        pane = await listed(pilot, screen)
        await pilot.press("end", "x")
        await until(pilot, lambda: screen.consoles.all == [first])
        assert second.session.lost
        assert screen.console is first
