"""The signals that end the program."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


@contextmanager
def handle_ending_signals(handle: Callable[[signal.Signals], object]) -> Iterator[None]:
    """Call a function when a signal asks the program to end, and restore the handlers before.

    Python's own handlers run whenever the main thread does or waits for a lock. Those of asyncio
    run in the event loop, which stops once the terminal takes no more output.
    """

    def receive(number: int, _frame: object) -> None:
        handle(signal.Signals(number))

    before = {number: signal.signal(number, receive) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
