"""Waiting for blocking code without blocking the screen.

The threads are daemons of our own and not asyncio's executor: leaving the program waits for that
one, and so for a server that does not answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def in_thread(function: Callable[[], T]) -> T:
    """Call `function` in a thread and await what it returns or raises."""
    future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    Thread(target=_answer, args=(future, function), daemon=True).start()
    return await future


async def turned(iterator: Iterator[T]) -> AsyncIterator[T]:
    """Yield each item, fetching the next in a thread only once this one is dealt with.

    One item is in flight at a time, so the producer can never run ahead of the screen.
    """
    asked: SimpleQueue[asyncio.Future[T | None] | None] = SimpleQueue()
    Thread(target=_turn, args=(iterator, asked), daemon=True).start()
    try:
        while True:
            future: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
            asked.put(future)
            item = await future
            if item is None:
                return
            yield item
    finally:
        asked.put(None)


def _turn(iterator: Iterator[T], asked: SimpleQueue[asyncio.Future[T | None] | None]) -> None:
    while (future := asked.get()) is not None:
        _answer(future, lambda: next(iterator, None))
    if hasattr(iterator, "close"):
        iterator.close()


def _answer(future: asyncio.Future[T], function: Callable[[], T]) -> None:
    """Fill `future` from another thread; where nobody waits any more, let it be."""
    answer: Callable[[], None]
    try:
        answer = partial(future.set_result, function())
    except BaseException as error:  # noqa: BLE001 - it is raised again where it is awaited
        answer = partial(future.set_exception, error)
    with suppress(RuntimeError):  # the loop has ended
        future.get_loop().call_soon_threadsafe(_fill, future, answer)


def _fill(future: asyncio.Future[T], answer: Callable[[], None]) -> None:
    if not future.done():
        answer()
