"""Autosave: write the text of a console to its journal while the user types."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection
from functools import partial

from dsql_tui.execution.threads import in_thread
from dsql_tui.store.draft import Draft
from dsql_tui.store.journal import Journal, JournalFolder

SAVE_INTERVAL = 0.4
"""Seconds between saves, so that a keystroke is on disk within a second even on a slow disk."""

_FINAL_SAVE_TIMEOUT = 2.0
"""Seconds for the last save when the console closes."""


class Autosave:
    """Saves the draft of one console to a journal until the console closes."""

    def __init__(
        self, folder: JournalFolder, draft: Callable[[], Draft], say: Callable[[str], object]
    ) -> None:
        """Create the autosave of a console; the first text creates the journal.

        Args:
            folder: The folder for the journal.
            draft: Returns the current draft of the console.
            say: Shows a sentence when saving fails, and when it works again.
        """
        self.draft = draft
        self.say = say
        self.journal: Journal | None = None
        """The journal; `None` until there is text."""
        self.problem = ""
        """The error of the last save; empty if it succeeded."""
        self.private: set[str] = set()
        """Statements to remove from the journal when it is closed."""
        self._marked: set[str] = set()
        """The private statements that the journal has marked."""
        self._folder = folder
        self._lock = asyncio.Lock()
        self._ended = False

    async def run(self) -> None:
        """Save changes at regular intervals until `end` is called."""
        while not self._ended:
            await asyncio.sleep(SAVE_INTERVAL)
            await self.save()

    async def adopt(self, journal: Journal) -> None:
        """Continue the journal of a console that was lost."""
        async with self._lock:
            old, self.journal = self.journal, journal
            self._marked.clear()
        if old is not None:
            await in_thread(partial(old.close, done=True, private=frozenset(self.private)))

    async def save(self) -> None:
        """Save the draft if it has changed."""
        async with self._lock:
            draft = self.draft()
            if self._ended or (self.journal is None and draft.is_blank):
                return
            unmarked = self.private - self._marked
            if self.journal is not None and draft == self.journal.draft and not unmarked:
                return
            try:
                await in_thread(partial(self._write, draft, unmarked))
            except OSError as error:
                self._report_failure(error)
            else:
                self._report_recovery()

    async def end(self, closed: bool = False) -> None:
        """Save the draft a last time and close the journal.

        Args:
            closed: True if the user closed the console, so that its text is not restored later.
        """
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.save(), _FINAL_SAVE_TIMEOUT)
        self._ended = True
        if self.journal is not None and not self._lock.locked():
            journal, self.journal = self.journal, None
            await in_thread(partial(journal.close, done=closed, private=frozenset(self.private)))

    def _write(self, draft: Draft, private: Collection[str]) -> None:
        if self.journal is None:
            self.journal = self._folder.create()
        self.journal.write(draft)
        self.journal.mark(private)
        self._marked.update(private)

    def _report_failure(self, error: OSError) -> None:
        if not self.problem:
            self.problem = error.strerror or str(error)
            self.say(
                f"Your text cannot be saved automatically: {self.problem}. "
                "dsql-tui tries again every second; a crash before then would lose your changes."
            )

    def _report_recovery(self) -> None:
        if self.problem:
            self.problem = ""
            self.say("Your text is saved automatically again.")
