"""The start of the console on the sandbox, and how long keys wait."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from time import thread_time

import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.start import Start
from tests.access import build_profile


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
