"""The progress of a change that runs in batches, and the ways to continue it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dsql_tui.dsql.meter import count_changed_rows
from dsql_tui.events import Run

BatchChoice = Literal["batches", "rest", "from", "after"]
"""The batches to run: all, the remaining ones, or the remaining ones from or after the batch whose
outcome is unknown."""


class BatchProgress:
    """The remaining batches of a statement."""

    def __init__(self, statement: str, batches: Sequence[str]) -> None:
        self.statement = statement
        self.left = list(batches)
        self.unknown = False
        """True if the first remaining batch may have been committed."""
        self._all = len(batches)
        self._rows, self._elapsed = 0, 0.0
        """Rows changed and seconds elapsed since the change was started or continued."""

    @property
    def summary(self) -> str:
        """The progress as a sentence."""
        done = self._all - len(self.left)
        return f"{done:,} of {self._all:,} batches of this change are done."

    @property
    def choices(self) -> tuple[BatchChoice, ...]:
        """The ways to continue the change."""
        return ("from", "after") if self.unknown else ("rest",)

    def resume(self, way: BatchChoice) -> list[str]:
        """Return the batches to run now."""
        if way == "after":
            del self.left[:1]
        self.unknown = False
        self._rows, self._elapsed = 0, 0.0
        return list(self.left)

    def record(self, run: Run) -> Run | None:
        """Record the run of a batch.

        Returns:
            The whole change as one run if this batch was the last or failed, else `None`.
        """
        if run.statement not in self.left:
            return None
        self._rows += count_changed_rows(run.tag)
        self._elapsed += run.elapsed
        if run.error is None:
            self.left.remove(run.statement)
            if self.left:
                return None
        self.unknown = run.unknown
        tag = run.tag and f"{run.tag.rpartition(' ')[0]} {self._rows}"
        return run._replace(statement=self.statement, elapsed=self._elapsed, tag=tag)
