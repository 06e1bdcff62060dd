"""Linting a script while it is typed: never on the loop, and not before one pauses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from dsql_tui.linting import LONGEST, Linted, lint
from dsql_tui.sql.lint.problem import Problem
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.sql_area import SqlArea

PACE = 0.3
"""Seconds between looks; a text that stayed the same for one is linted."""


class Linter:
    """Knows what is wrong with the script of one editor."""

    def __init__(self, editor: SqlArea, tell: Callable[[], object]) -> None:
        self.editor = editor
        self.tell = tell
        """Called whenever there is something else to say."""
        self.linted = Linted(())
        self.shown: tuple[Problem, ...] = ()
        """The problems of the script, without those that may end once a word is finished."""
        self._seen: list[str] = []
        self._done: list[str] = []
        """The lines that were linted."""

    async def keep(self) -> None:
        """Lint whatever is typed, until cancelled."""
        while True:
            await asyncio.sleep(PACE)
            await self.look()

    async def look(self) -> None:
        """Lint the script, if it is another one, and stayed as it is since the last look."""
        lines = self.editor.document.lines
        if lines != self._done and lines == self._seen:
            self._done = list(lines)
            long = sum(map(len, lines)) > LONGEST  # then joining it would cost time for nothing
            text = " " * (LONGEST + 1) if long else self.editor.text
            self.linted = await in_thread(partial(lint, text))
        self._seen = list(lines)
        if self._done == lines:
            self._show()

    def _show(self) -> None:
        here = self.editor.document.statement_at(self.editor.cursor_location)
        typing = here.start if here and self.editor.has_focus else None
        shown = tuple(
            each for each in self.linted.problems if not each.unsure or each.statement != typing
        )
        self.editor.mark_problems([(each.start, each.end) for each in shown])
        if shown != self.shown:
            self.shown = shown
            self.tell()
