"""What goes wrong with a cluster, as the console meets it: faults armed in the sandbox."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.request import Request, urlopen

import pytest

from dsql_tui.dsql.state import State
from dsql_tui.events import Arrived
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from tests.access import access_of
from tests.ui.driving import picker_listed, ran, until, workbench

SIZE = (120, 40)
Arm = Callable[..., None]


@pytest.fixture
def arm(aws: Ready) -> Iterator[Arm]:
    """Arm faults by name; none is left behind."""
    switches = aws.env["AWS_ENDPOINT_URL_DSQL"] + "/sandbox"

    def post(**faults: object) -> None:
        urlopen(Request(switches, json.dumps(faults).encode())).close()

    yield post
    urlopen(Request(switches, method="DELETE")).close()


def value(ready: Ready, sql: str) -> bytes | None:
    """One value, read in another session."""
    session = access_of(ready).open()
    events = list(session.run(sql))
    session.close()
    return next(event.chunk.get_value(0, 0) for event in events if isinstance(event, Arrived))


@pytest.mark.parametrize(("when", "kept"), [("before", b"0"), ("after", b"1")])
async def test_a_link_that_goes_at_commit_leaves_the_outcome_unknown(
    start: Start, aws: Ready, arm: Arm, when: str, kept: bytes
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        table = f"uncertain_{when}"
        await ran(pilot, screen, f"create table {table} (id int primary key)")
        await ran(pilot, screen, "begin")
        await ran(pilot, screen, f"insert into {table} values (1)")
        arm(commit=when)
        await ran(pilot, screen, "commit")
        assert screen.console.state is State.OUTCOME_UNKNOWN
        assert value(aws, f"select count(*) from {table}") == kept
        await ran(pilot, screen, f"select count(*) from {table}")
        assert screen.console.result.table is not None
        assert screen.console.result.table.value(0, 0) == kept
        await ran(pilot, screen, f"drop table {table}")


@pytest.mark.parametrize("error", ["waking", "too_many", "too_fast"])
async def test_what_passes_by_itself_is_waited_for(start: Start, arm: Arm, error: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        picker = await picker_listed(pilot)
        arm(refuse={"error": error, "times": 1})
        await pilot.press(*"shop", "enter")
        await until(pilot, lambda: "Trying again in" in str(picker.said.content))
        await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_a_cancel_that_is_ignored_is_said_and_the_session_given_up(
    start: Start, arm: Arm
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        arm(ignore_cancel=True)
        console.editor.text = "select pg_sleep(60)"
        await pilot.press("ctrl+j")
        await until(pilot, lambda: console.crank.doing == "running")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: console.crank.doing.startswith("not cancelled yet"))
        await pilot.press("ctrl+c")
        await until(pilot, lambda: not console.busy)
        assert console.state is State.LOST
        await ran(pilot, screen, "select 1")
        assert console.result.table is not None


@pytest.mark.parametrize("conflict", ["OC000", "OC001"])
async def test_a_conflict_at_commit_is_run_again_until_it_is_none(
    start: Start, arm: Arm, conflict: str
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        await ran(pilot, screen, "begin")
        await ran(pilot, screen, "select 1")
        arm(conflict=[conflict, conflict])
        await ran(pilot, screen, "commit")
        assert console.crank.outcome.conflicted
        await pilot.press("ctrl+o", "y")
        await until(pilot, lambda: not console.busy and not console.crank.outcome.conflicted)
        assert console.state is State.IDLE


async def test_a_session_that_is_dropped_while_idle_is_noticed(start: Start, arm: Arm) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        arm(drop="all")
        await until(pilot, lambda: screen.console.state is State.LOST)
        await ran(pilot, screen, "select 1")
        assert screen.console.state is State.IDLE


async def test_access_denied_shows_side_by_side_who_asked_for_what(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        console.keeper.access = replace(console.keeper.access, role="nobody")
        console.session.close()
        await ran(pilot, screen, "select 1")
        shown = str(console.result.meaning.content)
        for name, value in [
            ("database role", "nobody"),
            ("needs", "dsql:DbConnect"),
            ("identity", "arn:aws:iam::111122223333:user/developer"),
            ("account", "111122223333"),
            ("region", "us-east-1"),
            ("endpoint", aws.clusters[0].endpoint),
            ("clock", "right"),
        ]:
            assert f"{name:<14}{value}" in shown
