"""The end of a session's time, as the console meets it: idle, in a transaction, among rows."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from textual.pilot import Pilot

from dsql_tui.dsql.state import State
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from tests.access import connection_to
from tests.arming import armed
from tests.ui.driving import ran, until, workbench

COMMAND = (sys.executable, "-m", "tests.sandbox.sandbox_with_short_grace")
STREAM = "select n, pg_sleep(0.002) from generate_series(1, 1000000) n"


@pytest.fixture(scope="module")
def brief() -> Iterator[Ready]:
    with SandboxProcess(command=COMMAND) as process:
        yield process.ready


@pytest.fixture
def start(brief: Ready, monkeypatch: pytest.MonkeyPatch, clean_environment: None) -> Start:
    for name, value in brief.env.items():
        monkeypatch.setenv(name, value)
    return Start(connection_to(brief), ("us-east-1",))


async def begun(pilot: Pilot[None], screen: Workbench, statement: str) -> None:
    """Run a statement in a session that has just begun."""
    screen.console.session.close()
    await ran(pilot, screen, statement)


async def test_each_cutoff_is_told_by_what_it_met(start: Start, brief: Ready) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        with armed(brief, session_limit=2.0):
            await begun(pilot, screen, "select 1")
            assert console.session.clock.limit == 2.0
            await until(pilot, lambda: console.state is State.LOST)

            await begun(pilot, screen, "begin")
            await ran(pilot, screen, "select 1")
            assert console.state is State.IN_TRANSACTION
            await until(pilot, lambda: console.state is State.LOST)
            said = [note.message for note in pilot.app._notifications]
            assert any("The open transaction is rolled back." in text for text in said)

            await begun(pilot, screen, "select 2")
            sent = [each.text for each in console.crank.sender.transcript.sent]
            assert sent == ["select 2"], "never mixed with the transaction that was lost"

            await begun(pilot, screen, STREAM)
            assert console.crank.outcome.loss is not None
            assert "nothing can have changed" in console.crank.outcome.loss.cause
            assert [each.text for each in console.crank.outcome.repeats] == [STREAM]
        await ran(pilot, screen, "select 3")
        assert console.state is State.IDLE
