"""An event loop that is slow to fall asleep.

A statement passes through the gateway in a fraction of a millisecond, and the processor's waking up
takes longer than all that is done meanwhile. So, after something has happened, the loop looks
again for a moment before it lets the processor go.
"""

from __future__ import annotations

import asyncio
import os
import selectors
from collections.abc import Coroutine
from time import monotonic

_AWAKE = 0.00015
"""Seconds without anything to do until the loop sleeps."""


class _Eager(selectors.DefaultSelector):
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready, as selectors have it."""
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
    """`asyncio.run`, on such a loop."""
    loop = asyncio.SelectorEventLoop(_Eager())
    try:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(main)
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        asyncio.set_event_loop(None)
        loop.close()
