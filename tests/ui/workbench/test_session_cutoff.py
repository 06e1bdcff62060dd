"""The end of a session's time, as the console meets it: idle, in a transaction, among rows."""

from __future__ import annotations

from textual.pilot import Pilot

from dsql_tui.dsql.state import State
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import read_state
from tests.faults import inject_faults
from tests.ui.driving import open_workbench, run_sql, wait_until

STREAM = "select n, pg_sleep(0.002) from generate_series(1, 1000000) n"


async def run_in_closed_session(pilot: Pilot[None], screen: Workbench, statement: str) -> None:
    """Run a statement in a session that has just begun."""
    screen.console.session.close()
    await run_sql(pilot, screen, statement)


async def test_each_cutoff_is_explained_by_what_it_interrupted(
    brief_start: Start, brief: Ready
) -> None:
    async with DsqlTui(brief_start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        with inject_faults(brief, session_limit=5.0):
            await run_in_closed_session(pilot, screen, "select 1")
            assert console.session.clock.limit == 5.0
            await wait_until(pilot, lambda: console.state is State.LOST)
            words = "Sessions of less than 30 s are not renewed."
            await wait_until(
                pilot, lambda: any(words in note.message for note in pilot.app._notifications)
            )

            await run_in_closed_session(pilot, screen, "begin")
            await run_sql(pilot, screen, "select 1")
            assert read_state(console) is State.IN_TRANSACTION
            await wait_until(pilot, lambda: console.state is State.TRANSACTION_LOST)
            console.runner.statements.acknowledge_loss()
            said = [note.message for note in pilot.app._notifications]
            assert any("The open transaction is rolled back." in text for text in said)

            await run_in_closed_session(pilot, screen, "select 2")
            sent = [each.text for each in console.runner.sender.transcript.sent]
            assert sent == ["select 2"], "never mixed with the transaction that was lost"

            await run_in_closed_session(pilot, screen, STREAM)
            assert console.runner.outcome.loss is not None
            assert "nothing can have changed" in console.runner.outcome.loss.cause
            assert [each.text for each in console.runner.outcome.repeats] == [STREAM]
        await run_sql(pilot, screen, "select 3")
        assert read_state(console) is State.IDLE
