"""Dialogs and workers whose screen closes, or whose waiting ends."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.dialogs.help import HelpDialog
from dsql_tui.ui.start import Start
from tests.ui.driving import wait_for_screen, wait_until


class Slow(Dialog[None]):
    """A dialog with a worker that outlives its widgets."""

    missed = False

    def compose(self) -> ComposeResult:
        yield Static(id="message")

    def on_mount(self) -> None:
        self.run_worker(self.update_message())

    async def update_message(self) -> None:
        try:
            while self.query("#message"):
                await asyncio.sleep(0)
        except asyncio.CancelledError:
            pass
        Slow.missed = True
        self.query_one("#message", Static).update("done")


def is_on_top(app: DsqlTui, dialog: Screen[Any]) -> bool:
    """Return True if a dialog is the screen that is shown."""
    return app.screen is dialog


async def test_a_worker_of_a_closed_dialog_is_no_failure(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test() as pilot:
        dialog = Slow()
        app.push_screen(dialog)
        await wait_until(pilot, lambda: dialog.is_active)
        dialog.dismiss()
        await wait_until(pilot, lambda: Slow.missed)
        await pilot.pause()
    assert app._exception is None


async def test_a_dialog_closes_when_its_waiting_is_cancelled(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test() as pilot:
        below = app.screen
        for kind in (ConfirmDialog, AskDialog):
            for with_help in (False, True):
                dialog = kind("Really?")
                worker = app.run_worker(app.push_screen_wait(dialog), exit_on_error=False)
                await wait_until(pilot, partial(is_on_top, app, dialog))
                if with_help:
                    app.action_help()
                    await wait_for_screen(pilot, HelpDialog)
                worker.cancel()
                await wait_until(pilot, lambda: app.screen is below)
        await pilot.press("y")
    assert app._exception is None
