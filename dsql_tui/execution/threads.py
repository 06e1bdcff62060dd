"""Running blocking code in threads without blocking the UI.

The module has its own daemon threads, because Python waits for the threads of asyncio's executor
at exit, even if they wait for a server that does not answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread
from time import monotonic, sleep
from typing import TypeVar

T = TypeVar("T")

_MAX_IDLE = 4
"""The maximum number of idle threads; starting a thread is slower than most statements."""


def call_after(seconds: float, function: Callable[[], object]) -> None:
    """Call a function in a thread after some time, unless the program has ended by then."""

    def wait() -> None:
        sleep(seconds)
        function()

    Thread(target=wait, daemon=True).start()


async def in_thread(
    function: Callable[[], T], unwanted: Callable[[T], object] = lambda result: None
) -> T:
    """Call a function in a thread; return its result or raise its exception.

    Args:
        function: The function.
        unwanted: Disposes of a result that arrives after the caller was cancelled.
    """
    future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    _start(partial(_answer, future, function, unwanted))
    try:
        return await future
    except asyncio.CancelledError:
        # The result may have arrived just before the cancellation.
        if future.done() and not future.cancelled() and future.exception() is None:
            unwanted(future.result())
        raise


async def iterate_in_thread(
    iterator: Iterator[T], seconds: float = 0, pause: float = 0
) -> AsyncGenerator[T, None]:
    """Yield the items of an iterator that runs in a thread.

    The thread fetches the next items only after the caller has processed the last ones, so that
    it cannot run ahead of the UI.

    Args:
        iterator: The iterator.
        seconds: The time, from its first item, for which to collect items into one batch.
        pause: The seconds that the thread waits after the first batch, unless it is the last.
            Otherwise it would compete with the UI, which draws the first items, for the
            interpreter.
    """
    requests: SimpleQueue[asyncio.Future[tuple[list[T], bool]] | None] = SimpleQueue()
    _start(partial(_serve, iterator, requests, seconds))
    ended = False
    try:
        while not ended:
            future: asyncio.Future[tuple[list[T], bool]] = (
                asyncio.get_running_loop().create_future()
            )
            requests.put(future)
            items, ended = await future
            for item in items:
                yield item
            if pause and not ended:
                await asyncio.sleep(pause)
                pause = 0
    finally:
        requests.put(None)


def _serve(
    iterator: Iterator[T],
    requests: SimpleQueue[asyncio.Future[tuple[list[T], bool]] | None],
    seconds: float,
) -> None:
    errors: list[BaseException] = []
    while (future := requests.get()) is not None:
        _answer(future, partial(_collect, iterator, seconds, errors), lambda batch: None)
    if hasattr(iterator, "close"):
        iterator.close()


def _collect(
    iterator: Iterator[T], seconds: float, errors: list[BaseException]
) -> tuple[list[T], bool]:
    """Return items and whether they are the last ones; at least one item, but at the end.

    If an error follows some items, the next call raises it.
    """
    if errors:
        raise errors.pop()
    items: list[T] = []
    end = 0.0
    try:
        for item in iterator:
            items.append(item)
            now = monotonic()
            end = end or now + seconds
            if now >= end:
                return items, False
    except BaseException as error:  # The items before it come first; the next call raises it.
        if not items:
            raise
        errors.append(error)
        return items, False
    return items, True


class _Worker:
    """A thread that runs jobs one after the other."""

    _idle: list[_Worker] = []  # noqa: RUF012 - all workers share it
    _lock = Lock()

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def run(self, job: Callable[[], None]) -> None:
        """Run a job."""
        self._thread.name = "dsql-tui (_answer)"
        self._jobs.put(job)

    @classmethod
    def get(cls) -> _Worker:
        """Return an idle worker, or a new one."""
        with cls._lock:
            return cls._idle.pop() if cls._idle else cls()

    def _work(self) -> None:
        while True:
            self._jobs.get()()
            with self._lock:
                if len(self._idle) >= _MAX_IDLE:
                    return
                self._thread.name = "dsql-tui (idle)"
                self._idle.append(self)


def _start(job: Callable[[], None]) -> None:
    _Worker.get().run(job)


def _answer(
    future: asyncio.Future[T], function: Callable[[], T], unwanted: Callable[[T], object]
) -> None:
    """Call a function, and pass the result to a future of another thread."""
    answer: Callable[[], None]
    drop: Callable[[], object] = _do_nothing
    try:
        result = function()
        answer, drop = partial(future.set_result, result), partial(unwanted, result)
    except BaseException as error:  # noqa: BLE001 - the future raises it
        answer = partial(future.set_exception, error)
    try:
        future.get_loop().call_soon_threadsafe(_fill, future, answer, drop)
    except RuntimeError:  # the loop has ended
        drop()


def _do_nothing() -> None:
    """Dispose of nothing, after an exception."""


def _fill(
    future: asyncio.Future[T], answer: Callable[[], None], drop: Callable[[], object]
) -> None:
    if future.done():
        drop()
    else:
        answer()
