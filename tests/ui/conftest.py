"""The start of the console on the sandbox, how long keys wait, and a pilot that waits less."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import suppress
from time import monotonic, thread_time
from typing import Any

import pytest
from textual._animator import Animator
from textual.message_pump import MessagePump
from textual.pilot import Pilot, WaitForScreenTimeout

from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.start import Start
from tests.access import build_profile


async def _wait_for_screen(self: Pilot[Any], timeout: float = 30.0) -> bool:
    """Wait until every widget of the screen has processed its messages.

    Textual 8.2 waits for those too that are removed meanwhile, with the screen of a dialog for
    example; they process nothing more, so that it waits until the timeout.
    """
    waiting: set[MessagePump] = set()
    done = asyncio.Event()

    def note(widget: MessagePump) -> None:
        waiting.discard(widget)
        if not waiting:
            done.set()

    for widget in [self.app, *self.app.screen.walk_children(with_self=True)]:
        if widget.call_later(note, widget):
            waiting.add(widget)
    deadline = monotonic() + timeout
    while waiting and not self.app._exception:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(done.wait(), 0.05)
        waiting -= {widget for widget in waiting if not widget.is_running}
        if monotonic() > deadline:
            raise WaitForScreenTimeout(f"Messages are not processed by {waiting}.")
    return not waiting


async def _wait_until_complete(self: Animator) -> None:
    """Wait until nothing is animated; after the app's end nothing moves any more.

    Textual 8.2 waits for ever for an animation that begins when its timer has been stopped.
    """
    while not self._complete_event.is_set() and self.app.is_running:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._complete_event.wait(), 0.05)


@pytest.fixture(autouse=True)
def _pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pilot, "_wait_for_screen", _wait_for_screen)
    monkeypatch.setattr(Animator, "wait_until_complete", _wait_until_complete)


@pytest.fixture
def start(aws: Ready) -> Start:
    """A start at the picker, with three regions of the sandbox."""
    regions = ("us-east-1", "us-east-2", "eu-central-1")
    return Start(build_profile(aws), regions)


@pytest.fixture
async def delays() -> AsyncIterator[list[float]]:
    """The seconds for which keys had to wait, as CPU time: other tests make no difference."""
    delays: list[float] = []
    # The collector need not walk through what other tests have left in memory.
    gc.collect()
    gc.freeze()

    async def measure() -> None:
        while True:
            began = thread_time()
            await asyncio.sleep(0.02)
            delays.append(thread_time() - began)

    measuring = asyncio.create_task(measure())
    yield delays
    measuring.cancel()
