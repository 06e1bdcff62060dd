"""Connections that ask before a change, or let none through."""

from __future__ import annotations

from dataclasses import replace

from dsql_tui.dsql.profile import Environment
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from tests.ui.driving import until

CHANGE = "update shop.orders set placed = placed where false"


def started(start: Start, aws: Ready, environment: Environment, read_only: bool = False) -> Start:
    connection = replace(
        start.connection,
        target=aws.clusters[0].endpoint,
        environment=environment,
        read_only=read_only,
    )
    return replace(start, connection=connection)


async def test_in_prod_a_change_asks_and_a_look_does_not(start: Start, aws: Ready) -> None:
    async with DsqlTui(started(start, aws, "prod")).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))
        screen = pilot.app.screen
        assert isinstance(screen, Workbench)
        screen.console.send("select 1")
        await until(
            pilot, lambda: not screen.console.busy and screen.console.result.table is not None
        )
        target = screen.state_line.parts["target"]
        await until(pilot, lambda: target.has_class("-prod") and "· prod" in str(target.content))
        for key, runs in (("n", False), ("y", True)):
            screen.console.send(CHANGE)
            await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
            assert "is prod" in pilot.app.screen.question  # type: ignore[attr-defined]
            await pilot.press(key)
            await until(pilot, lambda: not screen.console.busy)
            assert (screen.console.result.table is None) is runs


async def test_a_read_only_connection_sends_no_change(start: Start, aws: Ready) -> None:
    start = started(start, aws, "dev", read_only=True)
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))
        screen = pilot.app.screen
        assert isinstance(screen, Workbench)
        screen.console.send(CHANGE)
        await until(pilot, lambda: bool(pilot.app._notifications))
        await until(pilot, lambda: not screen.console.busy)
        assert "read-only by its profile" in next(iter(pilot.app._notifications)).message
        assert "read-only" in str(screen.state_line.parts["target"].content)
