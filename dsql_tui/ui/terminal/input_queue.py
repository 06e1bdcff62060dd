"""The queue of input between the terminal and the app.

The queues of Textual 8.2 are handled without a pause: 20,000 keys at once would hold up signals,
timers and the screen until the last one is handled. So keys wait here, and the app gets a few at a
time. A program that ends discards the rest.

The event loop is woken once for many keys. It is woken through a socket that holds a few hundred
bytes, and a signal that does not fit into that is lost.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any

from textual.app import App
from textual.events import InputEvent, Key, MouseDown, Paste
from textual.message import Message
from textual.message_pump import MessagePump

_BATCH_SIZE = 16
"""Messages that the app gets at once."""
_ROUNDS = 20
"""Rounds of the event loop within which a batch is usually handled."""
_WAIT, _WAITS = 0.005, 20
"""Seconds between further checks, and their number: then the next batch follows anyway."""


class InputQueue:
    """Messages from the terminal, on their way to the app."""

    def __init__(self, app: App[Any], loop: asyncio.AbstractEventLoop) -> None:
        self._app = app
        self._loop = loop
        self._waiting: deque[Message] = deque()
        self._delivery: asyncio.Task[None] | None = None
        self._woken = False
        """True if the event loop is going to look at the queue."""

    def put(self, message: Message) -> None:
        """Add a message; may be called from any thread."""
        self._waiting.append(message)
        if not self._woken:
            self._woken = True
            self._loop.call_soon_threadsafe(self._start)

    def clear(self) -> None:
        """Discard all input that waits here or in the queues of Textual."""
        self._waiting.clear()
        discard_input([self._app])
        for screen in self._app.screen_stack:
            discard_input(screen.walk_children(with_self=True))

    def _start(self) -> None:
        self._woken = False
        if self._delivery is None or self._delivery.done():
            self._delivery = self._loop.create_task(self._deliver())

    async def _deliver(self) -> None:
        while self._waiting:
            for _ in range(min(_BATCH_SIZE, len(self._waiting))):
                message = self._waiting.popleft()
                self._app.post_message(message)
                if self._may_move_focus(message):
                    break
            await self._settle()

    def _may_move_focus(self, message: Message) -> bool:
        """Return whether what is typed next may be meant for another place."""
        if isinstance(message, Key) and message.is_printable:
            focused = self._app.focused
            return focused is None or not focused.check_consume_key(message.key, message.character)
        return isinstance(message, Key | MouseDown)

    async def _settle(self) -> None:
        """Wait until the app has handled its messages, at most for a while."""
        for number in range(_ROUNDS + _WAITS):
            await asyncio.sleep(0 if number < _ROUNDS else _WAIT)
            if all(pump._message_queue.empty() for pump in self._receivers()):
                return

    def _receivers(self) -> list[MessagePump]:
        """Return the nodes that handle keys; those without a binding for a key pass it up."""
        app = self._app
        if not app.screen_stack:
            return [app]
        return [app, app.screen, *(app.focused.ancestors_with_self if app.focused else ())]


def is_input(message: Message | None) -> bool:
    """Return whether a message is a key, a paste or an action of the mouse."""
    return isinstance(message, InputEvent | Paste)


def discard_input(pumps: Iterable[MessagePump]) -> None:
    """Discard the input that waits in the queues of apps, screens and widgets.

    Textual 8.2 handles every waiting message before a widget is closed.
    """
    for pump in pumps:
        queue: asyncio.Queue[Message | None] = pump._message_queue
        waiting = [queue.get_nowait() for _ in range(queue.qsize())]
        for message in waiting:
            if not is_input(message):
                queue.put_nowait(message)
