"""The console with a server that misbehaves: it answers keys, and says what happened.

All misbehaviours meet one console after the other. With `DSQL_TUI_TEST_SLOW=1`, so do those that
take seconds to send.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest
from textual.pilot import Pilot

from dsql_tui.dsql.profile import Profile
from dsql_tui.execution import script_runner
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.console import Console
from dsql_tui.ui.workbench.workbench import Workbench
from tests.cli.test_hostile_server import MEMORY, RAW, peak_memory, reset_peak_memory
from tests.hostile_server import HOST, HostileServer, Misbehaviour, complete, description, row
from tests.misbehaviours import MISBEHAVIOURS, answer
from tests.ui.driving import MAX_DELAY, wait_for_screen, wait_until

ANSWER = 5.0
"""Seconds until a key is answered, on a machine that is busy with other tests."""
HARMLESS = Misbehaviour("none", answer(description(b"c"), row(b"1"), complete(b"SELECT 1")))
ENDLESS = [one for one in MISBEHAVIOURS if one.endless]
ENDING = [one for one in MISBEHAVIOURS if not one.endless]
SLOW = frozenset({"COPY with a line of 300 MB", "a cell of 300 MB", "a notice of 50 MB"})
"""They take seconds to send."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[HostileServer]:
    with HostileServer(tmp_path, HARMLESS, (HOST,)).serve() as server:
        yield server


@pytest.fixture
def start(server: HostileServer, monkeypatch: pytest.MonkeyPatch, clean_environment: None) -> Start:
    """A start that connects to the server."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA0000000000000000")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    profile = Profile(
        name="",
        target=HOST,
        hostaddr="127.0.0.1",
        port=server.port,
        sslrootcert=str(server.root),
    )
    return Start(profile, ("us-east-1",))


def read_screen(pilot: Pilot[None]) -> str:
    """Return the text on the screen."""
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(part.text for part in line) for line in lines)


async def begin(pilot: Pilot[None], screen: Workbench, server: HostileServer) -> None:
    """Run a statement in a new session, until the misbehaviour begins."""
    console = screen.console
    console.session.close()
    console.runner.statements.note_loss()
    console.runner.statements.acknowledge_loss()  # a misbehaviour may begin a transaction
    server.begun.clear()
    console.editor.text = "select 1"
    console.editor.focus()
    pilot.app.simulate_key("ctrl+j")  # `pilot.press` would wait until nothing arrives
    await wait_until(pilot, server.begun.is_set)


async def press(pilot: Pilot[None], key: str, answered: Callable[[], bool]) -> None:
    """Press a key, and check that it is answered in time."""
    pressed = monotonic()
    pilot.app.simulate_key(key)
    await wait_until(pilot, answered)
    assert monotonic() - pressed < ANSWER


async def stop(pilot: Pilot[None], console: Console) -> None:
    """Press Ctrl+C until the run ends, and check that each press is answered on the screen."""
    activity = console.runner.activity

    def shows(*words: str) -> bool:
        return not console.busy or any(each in read_screen(pilot) for each in words)

    await press(pilot, "ctrl+c", lambda: shows("cancelling", "not cancelled"))
    await wait_until(pilot, lambda: not console.busy or activity.cancel_ignored)
    if console.busy:
        await press(pilot, "ctrl+c", lambda: shows("session given up"))
    await wait_until(pilot, lambda: not console.busy)


@pytest.mark.timeout(300)
async def test_misbehaviours_end_in_a_sentence(
    server: HostileServer, start: Start, delays: list[float]
) -> None:
    app, memory = DsqlTui(start), reset_peak_memory()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await wait_for_screen(pilot, Workbench)
        for one in ENDING:
            if one.name in SLOW and "DSQL_TUI_TEST_SLOW" not in os.environ:
                continue
            server.behave(one)
            await begin(pilot, screen, server)
            delays.clear()
            await wait_until(pilot, lambda: not screen.console.busy, 30)
            result = screen.console.results.current
            shown = read_screen(pilot)
            assert result.error is None or result.error.message, one.name
            assert not RAW.search(shown), one.name
            assert app._exception is None, one.name
            assert max(delays, default=0) < MAX_DELAY, one.name
        assert peak_memory(os.getpid()) - memory < MEMORY
        server.behave(HARMLESS)
        await begin(pilot, screen, server)
        await wait_until(pilot, lambda: not screen.console.busy)
        assert screen.console.runner.outcome.error is None


@pytest.mark.timeout(300)
async def test_ctrl_c_ends_what_has_no_end(
    server: HostileServer, start: Start, delays: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script_runner, "CANCEL_TIMEOUT", 0.2)
    app, memory = DsqlTui(start), reset_peak_memory()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await wait_for_screen(pilot, Workbench)
        for one in ENDLESS:
            server.behave(one)
            await begin(pilot, screen, server)
            delays.clear()
            await stop(pilot, screen.console)
            assert not RAW.search(read_screen(pilot)), one.name
            assert app._exception is None, one.name
            assert max(delays, default=0) < MAX_DELAY, one.name
        assert peak_memory(os.getpid()) - memory < MEMORY
        for name in ("silence", "notices without end", "rows without end"):
            server.behave(next(one for one in ENDLESS if one.name == name))
            await begin(pilot, screen, server)
            await press(pilot, "ctrl+q", lambda: isinstance(app.screen, ConfirmDialog))
            await pilot.press("escape")
            await stop(pilot, screen.console)
