"""Connections that ask before a change, or let none through."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from dsql_tui.dsql.profile import Environment
from dsql_tui.events import Run
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.screens.import_file import ImportFile
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from tests.arming import armed
from tests.ui.driving import ran, until

CHANGE = "update shop.orders set placed = placed where false"


@asynccontextmanager
async def connected(
    start: Start, aws: Ready, environment: Environment, read_only: bool = False
) -> AsyncIterator[tuple[Pilot[None], Workbench, list[Run]]]:
    """The workbench on such a connection, and the runs that it sends."""
    connection = replace(
        start.connection,
        target=aws.clusters[0].endpoint,
        environment=environment,
        read_only=read_only,
    )
    async with DsqlTui(replace(start, connection=connection)).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))
        screen = pilot.app.screen
        assert isinstance(screen, Workbench)
        runs: list[Run] = []
        screen.console.crank.after.append(runs.append)
        yield pilot, screen, runs


async def answered(pilot: Pilot[None], key: str) -> str:
    """Answer the question that comes; it."""
    await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
    asked = pilot.app.screen
    assert isinstance(asked, Confirm)
    await pilot.press(key)
    await until(pilot, lambda: pilot.app.screen is not asked)
    return asked.question


async def test_in_prod_a_change_asks_and_a_look_does_not(start: Start, aws: Ready) -> None:
    async with connected(start, aws, "prod") as (pilot, screen, runs):
        console = screen.console
        await ran(pilot, screen, "select 1")
        assert len(runs) == 1
        target = screen.state_line.parts["target"]
        await until(pilot, lambda: target.has_class("-prod") and "· prod" in str(target.content))
        for key, sent in (("n", 1), ("y", 2)):
            console.action_send(CHANGE)
            assert "is prod, and this changes it" in await answered(pilot, key)
            await until(pilot, lambda: not console.busy)
            assert len(runs) == sent


async def test_in_prod_a_change_that_was_declined_is_not_repeated(start: Start, aws: Ready) -> None:
    async with connected(start, aws, "prod") as (pilot, screen, runs):
        console = screen.console
        console.editor.text = f"{CHANGE};\n\\watch 0.1"
        await pilot.press("ctrl+o", "a")
        await answered(pilot, "n")
        await until(pilot, lambda: not console.busy)
        console.action_send("\\watch 0.1")
        assert CHANGE[:20] in await answered(pilot, "n")
        await until(pilot, lambda: not console.busy)
        assert not runs


async def test_in_prod_what_lost_a_conflict_asks_before_it_runs_again(
    start: Start, aws: Ready
) -> None:
    async with connected(start, aws, "prod") as (pilot, screen, runs):
        with armed(aws, conflict="OC000"):
            screen.console.editor.text = "begin; delete from shop.orders where false; commit"
            await pilot.press("ctrl+o", "a")
            await answered(pilot, "y")
            await until(pilot, lambda: not screen.console.busy)
        assert screen.console.crank.outcome.conflicted
        for key, sent in (("n", 3), ("y", 6)):
            await pilot.press("ctrl+o", "y")
            assert "delete from shop.orders" in await answered(pilot, key)
            await until(pilot, lambda: not screen.console.busy)
            assert len(runs) == sent


async def test_in_prod_an_import_and_another_client_ask_first(
    start: Start, aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_text("id\n1\n")
    async with connected(start, aws, "prod") as (pilot, screen, _):
        await pilot.press("ctrl+o", "I")
        await until(pilot, lambda: isinstance(pilot.app.screen, ImportFile))
        asking = pilot.app.screen
        asking.query_one("#path", Input).value = "rows.csv"
        asking.query_one("#table", Input).value = "nowhere"
        await pilot.press("ctrl+s")
        assert "the rows of rows.csv into nowhere" in await answered(pilot, "n")
        assert str(asking.query_one("#said").render()) == ""
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("ctrl+o", "!")
        assert "psql asks nothing before a change" in await answered(pilot, "n")


async def test_a_read_only_connection_sends_no_change(start: Start, aws: Ready) -> None:
    async with connected(start, aws, "dev", read_only=True) as (pilot, screen, runs):

        def told(words: str) -> bool:
            return any(words in each.message for each in pilot.app._notifications)

        screen.console.action_send(CHANGE)
        await until(pilot, lambda: told("read-only by its profile: nothing was sent"))
        await until(pilot, lambda: not screen.console.busy)
        assert "read-only" in str(screen.state_line.parts["target"].content)
        await pilot.press("ctrl+o", "!")
        await until(pilot, lambda: told("psql would not keep to that"))
        assert not runs
