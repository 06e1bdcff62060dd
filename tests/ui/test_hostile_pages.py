"""Every page of the cluster with a hostile cluster and a hostile AWS endpoint: a way out by Esc."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from dsql_tui.dsql.profile import Profile
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.cli.test_hostile_commands import ANSWERS, RAW, serve_answer
from tests.hostile_server import HOST, HostileServer
from tests.misbehaviours import MISBEHAVIOURS
from tests.ui.driving import wait_for_screen, wait_until
from tests.ui.workbench.test_hostile_server import HARMLESS, read_screen

PAGES = "dclmtosargp"
"""The letters of the menu Ctrl+O #, but for j: the jobs are read again and again."""
BEHAVIOURS = {
    "wrong types": "a cell with an escape",
    "a refusal with an escape": "an error with an escape everywhere",
}
"""What AWS answers, and what the cluster does."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[HostileServer]:
    with HostileServer(tmp_path, HARMLESS, (HOST,)).serve() as server:
        yield server


@pytest.mark.parametrize("answer", BEHAVIOURS)
async def test_each_page_shows_plain_text_and_closes(
    answer: str, server: HostileServer, monkeypatch: pytest.MonkeyPatch, clean_environment: None
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA0000000000000000")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    profile = Profile(
        name="", target=HOST, hostaddr="127.0.0.1", port=server.port, sslrootcert=str(server.root)
    )
    with serve_answer(ANSWERS[answer]) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        app = DsqlTui(Start(profile, ("us-east-1",)))
        async with app.run_test(size=(120, 40)) as pilot:
            workbench = await wait_for_screen(pilot, Workbench)
            server.behave(next(one for one in MISBEHAVIOURS if one.name == BEHAVIOURS[answer]))
            workbench.console.session.close()
            for letter in PAGES:
                await pilot.press("ctrl+o", "#", letter)
                page = app.screen
                assert page is not workbench, letter
                await wait_until(pilot, partial(is_idle, app, page), 10)
                assert not RAW.search(read_screen(pilot)), letter
                while app.screen is not workbench:
                    await pilot.press("escape")
    assert app._exception is None


def is_idle(app: DsqlTui, page: Screen[Any]) -> bool:
    """Return whether a page has read what it shows."""
    return not any(each.node is page and not each.is_finished for each in app.workers)
