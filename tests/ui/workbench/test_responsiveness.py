"""What goes on behind the screen is not felt: what the event loop works on for it is short.

Time is the processor's, and the main thread's alone: other programs have no part in it.
"""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dsql_tui.gc_tuning import freeze_loaded_objects
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from tests.ui.driving import open_workbench, wait_until, wait_until_equal

SIZE = (120, 40)
FELT = 0.05
"""Seconds that a key may wait."""


@contextmanager
def measured(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Measure the CPU seconds of each callback of the event loop."""
    spent: list[float] = []
    run = asyncio.Handle._run

    def measure(handle: asyncio.Handle) -> None:
        began = time.thread_time()
        run(handle)
        spent.append(time.thread_time() - began)

    gc.collect()
    gc.freeze()  # what the tests before have left is none of the program's
    with monkeypatch.context() as patched:
        patched.setattr(asyncio.Handle, "_run", measure)
        yield spent
    gc.unfreeze()


async def test_garbage_collection_skips_loaded_modules(
    start: Start,
) -> None:
    freeze_loaded_objects.cache_clear()
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        await open_workbench(pilot)
        await wait_until(pilot, lambda: gc.get_freeze_count() > 10_000)
    gc.unfreeze()


async def test_three_renewals_at_once_do_not_delay_keys(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        for count in (2, 3):
            screen.consoles.action_open()
            await wait_until_equal(pilot, lambda: len(screen.consoles.all), count)
        consoles = screen.consoles.all
        old = [console.session for console in consoles]
        await pilot.press("a", "backspace")  # what is drawn for the first time costs more
        with measured(monkeypatch) as spent:
            for console in consoles:
                console.tick(console.session.clock.opened + 56 * 60)
            await pilot.press(*"renewed")
            await wait_until(
                pilot, lambda: all(c.session is not o for c, o in zip(consoles, old, strict=True))
            )
        assert screen.console.editor.text == "renewed"
        assert max(spent) < FELT
        assert all(session.lost for session in old)
        assert len({id(console.session) for console in consoles}) == 3


async def test_a_cancel_is_on_its_way_before_the_key_could_be_felt(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = time.pthread_getcpuclockid(threading.main_thread().ident or 0)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        console.editor.text = "select pg_sleep(60)"
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: console.runner.sender.sending)
        asked: list[float] = []
        cancel = console.session.cancel

        def note_cancel(timeout: float = 5.0) -> None:
            asked.append(time.clock_gettime(clock))
            cancel(timeout)

        monkeypatch.setattr(console.session, "cancel", note_cancel)
        pressed = time.clock_gettime(clock)
        screen.action_cancel()
        await wait_until(pilot, lambda: not console.busy)
        assert asked[0] - pressed < 2 * FELT
