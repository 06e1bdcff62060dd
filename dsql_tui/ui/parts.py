"""A change that is run in batches: how far it is, and how to go on where it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

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
        return list(self.left)

    def note(self, run: Run) -> str:
        """Take in what came of a run; a sentence for the user where it was one of these."""
        if run.statement not in self.left:
            return ""
        if run.refusal is None:
            self.left.remove(run.statement)
            return ""
        self.unknown = run.unknown
        return f"{self.told} Run the same statement again to go on there."
