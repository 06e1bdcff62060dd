"""Connections that ask before a change, or let none through."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from dsql_tui.db.queries import fetch_rows
from dsql_tui.dsql.profile import Environment
from dsql_tui.events import Run
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.preflight import RunWarning
from dsql_tui.ui.start import Start
from dsql_tui.ui.transfer.import_dialog import ImportDialog
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import build_access
from tests.faults import inject_faults
from tests.ui.driving import run_sql, wait_for_screen, wait_until
from tests.ways_past import OBJECTS

CHANGE = "update shop.orders set placed = placed where false"


@asynccontextmanager
async def connected(
    start: Start, aws: Ready, environment: Environment, read_only: bool = False
) -> AsyncIterator[tuple[Pilot[None], Workbench, list[Run]]]:
    """Open the workbench on a protected connection, and yield it with its runs."""
    connection = replace(
        start.connection,
        target=aws.clusters[0].endpoint,
        environment=environment,
        read_only=read_only,
    )
    async with DsqlTui(replace(start, connection=connection)).run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Workbench))
        screen = pilot.app.screen
        assert isinstance(screen, Workbench)
        runs: list[Run] = []
        screen.console.runner.statements.after.append(runs.append)
        yield pilot, screen, runs


async def answer(pilot: Pilot[None], key: str) -> str:
    """Answer the question that comes; it."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
    asked = pilot.app.screen
    assert isinstance(asked, ConfirmDialog)
    await pilot.press(key)
    await wait_until(pilot, lambda: pilot.app.screen is not asked)
    return asked.question


async def test_in_prod_a_change_asks_and_a_look_does_not(start: Start, aws: Ready) -> None:
    async with connected(start, aws, "prod") as (pilot, screen, runs):
        console = screen.console
        await run_sql(pilot, screen, "select 1")
        assert len(runs) == 1
        target = screen.status_bar.parts["target"]
        await wait_until(
            pilot, lambda: target.has_class("-prod") and "· prod" in str(target.content)
        )
        for key, sent in (("n", 1), ("y", 2)):
            console.action_send(CHANGE)
            assert "is a production profile, and this changes it" in await answer(pilot, key)
            await wait_until(pilot, lambda: not console.busy)
            assert len(runs) == sent


async def test_in_prod_a_change_that_was_declined_is_not_repeated(start: Start, aws: Ready) -> None:
    async with connected(start, aws, "prod") as (pilot, screen, runs):
        console = screen.console
        console.editor.text = f"{CHANGE};\n\\watch 0.1"
        await pilot.press("ctrl+o", "a")
        await answer(pilot, "n")
        await wait_until(pilot, lambda: not console.busy)
        console.action_send("\\watch 0.1")
        await wait_until(pilot, lambda: not console.busy)
        assert "needs a statement before it" in str(console.result.words.content)
        assert not runs


async def test_in_prod_a_retry_after_a_conflict_asks_first(start: Start, aws: Ready) -> None:
    async with connected(start, aws, "prod") as (pilot, screen, runs):
        with inject_faults(aws, conflict="OC000"):
            screen.console.editor.text = "begin; delete from shop.orders where false; commit"
            await pilot.press("ctrl+o", "a")
            await answer(pilot, "y")
            await wait_until(pilot, lambda: not screen.console.busy)
        assert screen.console.runner.outcome.conflicted
        for key, sent in (("n", 3), ("y", 6)):
            await pilot.press("ctrl+o", "y")
            assert "delete from shop.orders" in await answer(pilot, key)
            await wait_until(pilot, lambda: not screen.console.busy)
            assert len(runs) == sent


async def test_in_prod_an_import_and_another_client_ask_first(
    start: Start, aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_text("id\n1\n")
    async with connected(start, aws, "prod") as (pilot, screen, _):
        await pilot.press("ctrl+o", "I")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ImportDialog))
        asking = pilot.app.screen
        asking.query_one("#path", Input).value = "rows.csv"
        asking.query_one("#table", Input).value = "nowhere"
        await pilot.press("ctrl+s")
        assert "the rows of rows.csv into nowhere" in await answer(pilot, "n")
        assert str(asking.query_one("#message").render()) == ""
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("ctrl+o", "!")
        assert "psql does not ask before a change" in await answer(pilot, "n")


async def test_a_read_only_connection_sends_no_change(start: Start, aws: Ready) -> None:
    async with connected(start, aws, "dev", read_only=True) as (pilot, screen, runs):

        def has_notification(words: str) -> bool:
            return any(words in each.message for each in pilot.app._notifications)

        screen.console.action_send(CHANGE)
        await wait_until(pilot, lambda: has_notification("is read-only; nothing was sent"))
        await wait_until(pilot, lambda: not screen.console.busy)
        assert "read-only" in str(screen.status_bar.parts["target"].content)
        await pilot.press("ctrl+o", "!")
        await wait_until(pilot, lambda: has_notification("psql can change data"))
        assert not runs


async def test_in_prod_the_catalog_tells_a_call_from_a_column(start: Start, aws: Ready) -> None:
    session = build_access(aws).open()
    for statement in OBJECTS:
        fetch_rows(session.run(statement))
    session.close()
    async with connected(start, aws, "prod") as (pilot, screen, runs):
        console = screen.console
        await run_sql(pilot, screen, "set search_path = ways, public")
        await run_sql(pilot, screen, "select o.id, o.placed from shop.orders o")
        await run_sql(pilot, screen, "begin")
        await run_sql(pilot, screen, "select t.id, t.name from ways.t order by t.name")
        await run_sql(pilot, screen, "rollback")
        assert len(runs) == 5
        for statement in ("select t.wipe from ways.t", "select * from ways.w", "select 5::ways.d"):
            console.action_send(statement)
            assert statement in await answer(pilot, "n")
            await wait_until(pilot, lambda: not console.busy)
        assert len(runs) == 5


async def test_in_prod_a_risky_change_asks_once(start: Start, aws: Ready) -> None:
    async with connected(start, aws, "prod") as (pilot, screen, runs):
        console = screen.console
        long = f"delete /* {'long ' * 100}*/ from shop.orders"
        for key, sent in (("n", 0), ("y", 1)):
            console.editor.text = f"begin;\n{long};\nrollback"
            await pilot.press("ctrl+o", "a")
            asked = await wait_for_screen(pilot, RunWarning)
            assert asked.review
            assert asked.review.words.endswith(long)
            assert len(asked.sentences) == 1
            await pilot.press(key)
            await wait_until(pilot, lambda: not console.busy)
            assert pilot.app.screen is screen
            assert bool(runs) == bool(sent)


async def test_statements_that_gexec_makes_are_asked_about(start: Start, aws: Ready) -> None:
    async with connected(start, aws, "dev") as (pilot, screen, runs):
        console = screen.console
        for key, sent in (("n", 1), ("y", 3)):
            console.editor.text = "select 'truncate ' || 'shop.nothing' \\gexec"
            await pilot.press("ctrl+o", "a")
            asked = await wait_for_screen(pilot, RunWarning)
            assert asked.sentences[-1] == "truncate shop.nothing"
            await pilot.press(key)
            await wait_until(pilot, lambda: not console.busy)
            assert len(runs) == sent


async def test_variables_that_the_script_sets_are_not_asked_for(start: Start, aws: Ready) -> None:
    async with connected(start, aws, "prod") as (pilot, screen, runs):
        console = screen.console
        console.editor.text = (
            "\\set n 5\nselect :n as a, 6 as b \\gset p_\n"
            "update shop.orders set placed = placed where :n = 0;\nselect :p_a + :p_b as c"
        )
        await pilot.press("ctrl+o", "a")
        assert "where 5 = 0" in await answer(pilot, "y")
        await wait_until(pilot, lambda: not console.busy)
        assert len(runs) == 3
        table = console.result.table
        assert table is not None
        assert table.value(0, 0) == b"11"
