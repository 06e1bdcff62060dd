"""Waiting for blocking code without blocking the screen.

The threads are daemons of our own and not asyncio's executor: leaving the program waits for that
one, and so for a server that does not answer.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Iterator
from functools import partial
from queue import SimpleQueue
from threading import Thread
from time import sleep
from typing import TypeVar

T = TypeVar("T")


def end_anyway(code: int, patience: float = 10.0) -> None:
    """End the process after so many seconds, if it has not ended by then.

    Textual waits for all that it has to draw, also where the terminal is gone that took it.
    """

    def end() -> None:
        sleep(patience)
        os._exit(code)

    Thread(target=end, daemon=True).start()


async def in_thread(
    function: Callable[[], T], unwanted: Callable[[T], object] = lambda result: None
) -> T:
    """Call `function` in a thread and await what it returns or raises.

    `unwanted` takes a result that comes when nobody waits any more: to close it, say.
    """
    future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    Thread(target=_answer, args=(future, function, unwanted), daemon=True).start()
    try:
        return await future
    except asyncio.CancelledError:
        # It may have come between the result and this: then nobody else has that.
        if future.done() and not future.cancelled() and future.exception() is None:
            unwanted(future.result())
        raise


async def turned(iterator: Iterator[T]) -> AsyncGenerator[T, None]:
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
        _answer(future, lambda: next(iterator, None), lambda item: None)
    if hasattr(iterator, "close"):
        iterator.close()


def _answer(
    future: asyncio.Future[T], function: Callable[[], T], unwanted: Callable[[T], object]
) -> None:
    """Fill `future` from another thread."""
    answer: Callable[[], None]
    drop: Callable[[], object] = _nothing
    try:
        result = function()
        answer, drop = partial(future.set_result, result), partial(unwanted, result)
    except BaseException as error:  # noqa: BLE001 - it is raised again where it is awaited
        answer = partial(future.set_exception, error)
    try:
        future.get_loop().call_soon_threadsafe(_fill, future, answer, drop)
    except RuntimeError:  # the loop has ended
        drop()


def _nothing() -> None:
    """What there is to drop of a call that raised."""


def _fill(
    future: asyncio.Future[T], answer: Callable[[], None], drop: Callable[[], object]
) -> None:
    if future.done():
        drop()
    else:
        answer()
