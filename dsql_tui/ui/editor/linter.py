"""Lint a script while it is typed: in a thread, and only after a pause."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate

from dsql_tui.execution.threads import in_thread
from dsql_tui.linting import MAX_LENGTH, LintReport, lint
from dsql_tui.sql.lint.problem import Problem
from dsql_tui.ui.editor.sql_area import SqlArea

PACE = 0.3
"""Seconds between checks; a text that did not change between two is linted."""


class Linter:
    """Holds the problems of the script in one editor."""

    def __init__(self, editor: SqlArea, notify: Callable[[], object]) -> None:
        self.editor = editor
        self.notify = notify
        """Called whenever the problems or the report change."""
        self.report: LintReport | None = None
        """The last report; `None` until the script is linted."""
        self.shown: tuple[Problem, ...] = ()
        """The problems of the script, without those that may go away as you type on."""
        self._seen: list[str] = []
        self._done: list[str] = []
        """The lines that were linted."""
        self._notified: LintReport | None = None

    async def watch(self) -> None:
        """Lint the script after each change, until cancelled."""
        while True:
            await asyncio.sleep(PACE)
            await self.check()

    async def check(self) -> None:
        """Lint the script if it changed, and then stayed the same since the last check."""
        lines = self.editor.document.lines
        if lines != self._done and lines == self._seen:
            self._done = list(lines)
            self.report = await in_thread(partial(lint, self._read_start(lines)))
        self._seen = list(lines)
        if self._done == lines:
            self._show()

    def _read_start(self, lines: Sequence[str]) -> str:
        """Return the script, or as much of a long one as is linted and one character more."""
        totals = enumerate(accumulate(map(len, lines)), 1)
        count = next((number for number, total in totals if total > MAX_LENGTH), None)
        if count is None:
            return self.editor.text
        return self.editor.document.newline.join(lines[: count + 1])[: MAX_LENGTH + 1]

    def _show(self) -> None:
        current = self.editor.document.statement_at(self.editor.cursor_location)
        typing = current.start if current and self.editor.has_focus else None
        problems = self.report.problems if self.report else ()
        shown = tuple(each for each in problems if not each.unsure or each.statement != typing)
        self.editor.mark_problems([(each.start, each.end) for each in shown])
        if shown != self.shown or self.report is not self._notified:
            self.shown, self._notified = shown, self.report
            self.notify()
