"""An event loop that waits actively for a moment before it sleeps.

A statement passes through the gateway in a fraction of a millisecond, and waking the processor
takes longer than that. So after an event the loop looks again for a moment before it sleeps.
"""

from __future__ import annotations

import asyncio
import os
import selectors
from collections.abc import Coroutine
from time import monotonic

_AWAKE = 0.00015
"""Seconds without an event until the loop sleeps."""


class _Eager(selectors.DefaultSelector):
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready, as selectors do."""
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        end = monotonic() + (_AWAKE if timeout is None else min(timeout, _AWAKE))
        while monotonic() < end:
            os.sched_yield()
            if ready := super().select(0):
                return ready
        return super().select(timeout)


def run(main: Coroutine[object, object, None]) -> None:
    """Run a coroutine like `asyncio.run`, on such a loop."""
    loop = asyncio.SelectorEventLoop(_Eager())
    try:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(main)
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        asyncio.set_event_loop(None)
        loop.close()
