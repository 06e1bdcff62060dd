"""What goes wrong with a cluster, as the console meets it: faults armed in the sandbox."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.request import Request, urlopen

import pytest

from dsql_tui.dsql.state import State
from dsql_tui.events import RowsReceived
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import build_access
from tests.ui.driving import open_workbench, run_sql, wait_for_picker, wait_until

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
    session = build_access(ready).open()
    events = list(session.run(sql))
    session.close()
    return next(event.chunk.get_value(0, 0) for event in events if isinstance(event, RowsReceived))


@pytest.mark.parametrize(("when", "kept"), [("before", b"0"), ("after", b"1")])
async def test_a_connection_lost_at_commit_leaves_the_outcome_unknown(
    start: Start, aws: Ready, arm: Arm, when: str, kept: bytes
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        table = f"uncertain_{when}"
        await run_sql(pilot, screen, f"create table {table} (id int primary key)")
        await run_sql(pilot, screen, "begin")
        await run_sql(pilot, screen, f"insert into {table} values (1)")
        arm(commit=when)
        await run_sql(pilot, screen, "commit")
        assert screen.console.state is State.OUTCOME_UNKNOWN
        assert value(aws, f"select count(*) from {table}") == kept
        await run_sql(pilot, screen, f"select count(*) from {table}")
        assert screen.console.result.table is not None
        assert screen.console.result.table.value(0, 0) == kept
        await run_sql(pilot, screen, f"drop table {table}")


@pytest.mark.parametrize("error", ["waking", "too_many", "too_fast"])
async def test_temporary_errors_are_retried(start: Start, arm: Arm, error: str) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        picker = await wait_for_picker(pilot)
        arm(refuse={"error": error, "times": 1})
        await pilot.press(*"shop", "enter")
        await wait_until(pilot, lambda: "Trying again in" in str(picker.message.content))
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_a_second_cancel_gives_up_the_session(start: Start, arm: Arm) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        arm(ignore_cancel=True)
        console.editor.text = "select pg_sleep(60)"
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: console.runner.activity.words == "running")
        await pilot.press("ctrl+c")
        await wait_until(
            pilot, lambda: console.runner.activity.words.startswith("not cancelled yet")
        )
        await pilot.press("ctrl+c")
        await wait_until(pilot, lambda: not console.busy)
        assert console.state is State.LOST
        await run_sql(pilot, screen, "select 1")
        assert console.result.table is not None


async def test_one_ctrl_c_is_enough_if_the_first_request_is_lost(start: Start, arm: Arm) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        arm(ignore_cancel=True)
        console.editor.text = "select pg_sleep(60)"
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: console.runner.activity.words == "running")
        await pilot.press("ctrl+c")
        await wait_until(
            pilot, lambda: console.runner.activity.words.startswith("not cancelled yet")
        )
        arm(ignore_cancel=False)
        await wait_until(pilot, lambda: not console.busy)
        assert console.state is State.IDLE
        assert console.runner.outcome.cancelled


async def test_a_statement_is_not_sent_after_ctrl_c_in_the_check_before_it(
    start: Start, aws: Ready, arm: Arm
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await run_sql(pilot, screen, "create table unsent (id int primary key)")
        await run_sql(
            pilot,
            screen,
            "create function unsent() returns int language sql as "
            "$$ insert into unsent values (1) returning id $$",
        )
        await run_sql(pilot, screen, "create view unsent_view as select unsent() as id")
        console.session.user_code_read_at = float("-inf")  # the code is read before the statement
        arm(delay=0.5, ignore_cancel=True)
        console.editor.text = "select * from unsent_view"
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: console.runner.sender.sending)
        await pilot.press("ctrl+c")
        await wait_until(pilot, lambda: not console.busy)
        assert console.runner.outcome.cancelled
        assert console.state is State.IDLE
        arm(delay=0, ignore_cancel=False)
        assert value(aws, "select count(*) from unsent") == b"0"
        await run_sql(pilot, screen, "drop view unsent_view")
        await run_sql(pilot, screen, "drop function unsent")
        await run_sql(pilot, screen, "drop table unsent")


@pytest.mark.parametrize("conflict", ["OC000", "OC001"])
async def test_a_conflict_at_commit_is_retried_until_it_succeeds(
    start: Start, arm: Arm, conflict: str
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        await run_sql(pilot, screen, "begin")
        await run_sql(pilot, screen, "select 1")
        arm(conflict=[conflict, conflict])
        await run_sql(pilot, screen, "commit")
        assert console.runner.outcome.conflicted
        await pilot.press("ctrl+o", "y")
        await wait_until(pilot, lambda: not console.busy and not console.runner.outcome.conflicted)
        assert console.state is State.IDLE


async def test_a_session_that_is_dropped_while_idle_is_noticed(start: Start, arm: Arm) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        arm(drop="all")
        await wait_until(pilot, lambda: screen.console.state is State.LOST)
        await run_sql(pilot, screen, "select 1")
        assert screen.console.state is State.IDLE


async def test_access_denied_shows_the_identity_and_the_role(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        console.session_manager.access = replace(console.session_manager.access, role="nobody")
        console.session.close()
        await run_sql(pilot, screen, "select 1")
        shown = str(console.result.meaning.content)
        for name, value in [
            ("database role", "nobody"),
            ("needs", "dsql:DbConnect"),
            ("identity", "arn:aws:iam::111122223333:user/developer"),
            ("account", "111122223333"),
            ("region", "us-east-1"),
            ("endpoint", aws.clusters[0].endpoint),
            ("clock", "correct"),
        ]:
            assert f"{name:<14}{value}" in shown
