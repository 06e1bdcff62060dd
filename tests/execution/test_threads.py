"""Blocking code, awaited."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from dsql_tui.execution.threads import in_thread, iterate_in_thread


async def test_a_call_is_made_in_another_thread_and_its_result_awaited() -> None:
    assert await in_thread(threading.get_ident) != threading.get_ident()


async def test_what_a_call_raises_is_raised_where_it_is_awaited() -> None:
    with pytest.raises(ZeroDivisionError):
        await in_thread(lambda: 1 // 0)


async def test_a_result_that_nobody_waits_for_any_more_is_taken_care_of() -> None:
    begun, go, dropped = threading.Event(), threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        go.wait(5)
        return "late"

    waiting = asyncio.ensure_future(in_thread(slow, unwanted=lambda result: dropped.set()))
    await in_thread(lambda: begun.wait(5))
    waiting.cancel()
    go.set()
    assert await in_thread(lambda: dropped.wait(5))


async def test_a_result_that_comes_together_with_the_cancelling_is_taken_care_of() -> None:
    made, dropped = threading.Event(), list[str]()

    def quick() -> str:
        made.set()
        return "in time"

    waiting = asyncio.ensure_future(in_thread(quick, unwanted=dropped.append))
    await asyncio.sleep(0)
    made.wait(5)
    time.sleep(0.05)  # the loop stands still: the result waits in it, ahead of the cancelling
    asyncio.get_running_loop().call_soon(waiting.cancel)
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await in_thread(lambda: dropped) == ["in time"]


async def test_items_come_one_by_one_each_asked_for() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(3):
            made.append(number)
            yield number

    taken = []
    async for number in iterate_in_thread(items()):
        assert made[-1] == number
        taken.append(number)
    assert taken == [0, 1, 2]


async def test_a_stream_that_is_left_early_is_closed_in_its_thread() -> None:
    closed = threading.Event()

    def items() -> Iterator[int]:
        try:
            yield 1
            yield 2
        finally:
            closed.set()

    stream = iterate_in_thread(items())
    assert await anext(stream) == 1
    await stream.aclose()
    assert await in_thread(lambda: closed.wait(5))


async def test_what_a_stream_raises_is_raised_where_it_is_taken() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise KeyError("gone")

    stream = iterate_in_thread(items())
    assert await anext(stream) == 1
    with pytest.raises(KeyError, match="gone"):
        await anext(stream)


async def test_the_thread_waits_after_the_first_items_so_that_they_are_drawn() -> None:
    happened = []

    def items() -> Iterator[int]:
        for number in range(3):
            happened.append(f"fetch {number}")
            yield number

    loop = asyncio.get_running_loop()
    async for number in iterate_in_thread(items(), pause=0.05):
        if number == 0:
            loop.call_later(0.01, happened.append, "draw")
    assert happened == ["fetch 0", "draw", "fetch 1", "fetch 2"]


async def test_items_are_collected_from_the_first_one_on() -> None:
    def items() -> Iterator[int]:
        first_asked.wait(5)
        time.sleep(0.05)  # the server takes its time
        yield from range(3)

    first_asked = threading.Event()
    stream = iterate_in_thread(items(), seconds=0.04, pause=60)
    first_asked.set()
    assert [number async for number in stream] == [0, 1, 2]
