"""Writing down what a console holds, so that nothing typed is lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial

from dsql_tui.store.journal import Draft, Log, Shelf
from dsql_tui.ui.threads import in_thread

PACE = 0.4
"""Seconds between looks: a key is on the disk within one, however slow that is."""

_PATIENCE = 2.0
"""Seconds that the last look may take when the console ends."""


class Recorder:
    """Keeps the journal of one console, from its first text to its end."""

    def __init__(
        self, shelf: Shelf, draft: Callable[[], Draft], say: Callable[[str], object]
    ) -> None:
        self.draft = draft
        """What the console holds now."""
        self.say = say
        """Told when the journal cannot be written, and when it can be again."""
        self.log: Log | None = None
        """Where it is written down; begun with the first text."""
        self.problem = ""
        """Why it cannot be written, where it cannot."""
        self._shelf = shelf
        self._writing = asyncio.Lock()
        self._ended = False

    async def keep(self) -> None:
        """Write down every change, until `end`."""
        while not self._ended:
            await asyncio.sleep(PACE)
            await self.look()

    async def adopt(self, log: Log) -> None:
        """Go on in the log of a console that was lost."""
        async with self._writing:
            old, self.log = self.log, log
        if old is not None:
            await in_thread(partial(old.close, done=True))

    async def look(self) -> None:
        """Write down what the console holds, if it holds anything new."""
        async with self._writing:
            draft = self.draft()
            if self._ended or (self.log is None and draft.blank):
                return
            if self.log is not None and draft == self.log.draft:
                return
            try:
                await in_thread(partial(self._write, draft))
            except OSError as error:
                self._failed(error)
            else:
                self._done()

    async def end(self, closed: bool = False) -> None:
        """Write down the last, and let the log go; `closed` by the user it does not come back."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.look(), _PATIENCE)
        self._ended = True
        if self.log is not None and not self._writing.locked():
            log, self.log = self.log, None
            await in_thread(partial(log.close, done=closed))

    def _write(self, draft: Draft) -> None:
        if self.log is None:
            self.log = self._shelf.begin()
        self.log.write(draft)

    def _failed(self, error: OSError) -> None:
        if not self.problem:
            self.problem = error.strerror or str(error)
            self.say(
                f"What you type cannot be written down: {self.problem}. "
                "It is tried again every second; until then a crash would lose it."
            )

    def _done(self) -> None:
        if self.problem:
            self.problem = ""
            self.say("What you type is written down again.")
