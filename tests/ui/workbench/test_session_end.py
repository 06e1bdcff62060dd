"""The end of a session is explained by what ended it, not by an error before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from textual.pilot import Pilot

from dsql_tui.dsql.state import State
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.faults import clear_faults, set_faults
from tests.ui.driving import open_workbench, run_sql, wait_until

ERROR = "select 1 / 0 as secret_error"
WORDS = ("division", "22012")


ENDS: list[tuple[dict[str, float], tuple[str, ...]]] = [
    ({"restart": 0.3}, ("terminating connection", "administrator")),
    ({"network": 0}, ("server closed the connection", "eof", "connection", "network")),
    ({"session_limit": 8.0}, ("reached its cutoff",)),
]


def list_notes(pilot: Pilot[None]) -> list[str]:
    """Return the notes, in order."""
    return [note.message for note in pilot.app._notifications]


async def end_session(
    pilot: Pilot[None], screen: Workbench, arm: Callable[[], None], before: str
) -> str:
    """Run an error in a session that ends afterwards, and return the notes about the end."""
    console = screen.console
    console.session.close()
    arm()
    if before:
        await run_sql(pilot, screen, before)
    await run_sql(pilot, screen, ERROR)
    known = len(list_notes(pilot))
    lost = (State.LOST, State.TRANSACTION_LOST)
    await wait_until(pilot, lambda: console.state in lost and len(list_notes(pilot)) > known)
    console.runner.statements.acknowledge_loss()
    return "\n".join(list_notes(pilot)[known:])


@pytest.mark.parametrize("before", ["", "begin"])
@pytest.mark.parametrize(("faults", "words"), ENDS, ids=lambda it: next(iter(it)))
async def test_an_idle_session_that_ends_is_not_explained_by_an_error(
    brief_start: Start,
    brief: Ready,
    faults: dict[str, float],
    words: tuple[str, ...],
    before: str,
) -> None:
    async with DsqlTui(brief_start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        now = "session_limit" in faults
        arm = partial(set_faults, brief, **faults) if now else lambda: None
        try:
            if now:
                said = await end_session(pilot, screen, arm, before)
            else:
                console = screen.console
                await run_sql(pilot, screen, before or "select 1")
                await run_sql(pilot, screen, ERROR)
                known = len(list_notes(pilot))
                set_faults(brief, **faults)
                await wait_until(pilot, lambda: console.session.lost)
                await wait_until(pilot, lambda: len(list_notes(pilot)) > known)
                said = "\n".join(list_notes(pilot)[known:])
        finally:
            clear_faults(brief)
        assert any(each in said.lower() for each in words), said
        assert not any(each in said for each in WORDS), said
        assert ("rolled back" in said) == bool(before), said
