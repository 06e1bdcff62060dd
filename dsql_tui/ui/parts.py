"""A change that is run in batches: how far it is, and how to go on where it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from dsql_tui.dsql.meter import rows_changed
from dsql_tui.events import Run

Way = Literal["batches", "rest", "from", "after"]
"""In batches from the beginning; those that are left; those that are left from, or after, the one
whose outcome is unknown."""


class Parts:
    """The batches of a statement that have not been done."""

    def __init__(self, statement: str, batches: Sequence[str]) -> None:
        self.statement = statement
        self.left = list(batches)
        self.unknown = False
        """Has the first that is left perhaps been done?"""
        self._all = len(batches)
        self._rows, self._elapsed = 0, 0.0
        """What has been changed, and how long that took, since it was begun or gone on with."""

    @property
    def told(self) -> str:
        """How far it is, in a sentence."""
        done = self._all - len(self.left)
        return f"{done:,} of {self._all:,} batches of this change are done."

    @property
    def ways(self) -> tuple[Way, ...]:
        """How it can be gone on with."""
        return ("from", "after") if self.unknown else ("rest",)

    def go_on(self, way: Way) -> list[str]:
        """What is to run now."""
        if way == "after":
            del self.left[:1]
        self.unknown = False
        self._rows, self._elapsed = 0, 0.0
        return list(self.left)

    def note(self, run: Run) -> Run | None:
        """Take in what came of a run; where it was the last of these, or refused, all as one."""
        if run.statement not in self.left:
            return None
        self._rows += rows_changed(run.tag)
        self._elapsed += run.elapsed
        if run.refusal is None:
            self.left.remove(run.statement)
            if self.left:
                return None
        self.unknown = run.unknown
        tag = run.tag and f"{run.tag.rpartition(' ')[0]} {self._rows}"
        return replace(run, statement=self.statement, elapsed=self._elapsed, tag=tag)
