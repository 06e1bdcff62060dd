"""A plan with the user's edits, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dsql_tui.migrating.edits import Edits, apply_edits, write_edit
from dsql_tui.migrating.plan import MigrationPlan
from dsql_tui.migrating.prepare import choose_edits, count_plan_changes
from dsql_tui.migrating.state import MigrationState, StateError, lock_folder, read_state


@dataclass(frozen=True)
class LoadedPlan:
    """A plan in its folder."""

    folder: Path
    original: MigrationPlan
    """The plan as it was made from the source."""
    edits: Edits
    plan: MigrationPlan
    """The plan with the user's edits."""
    state: MigrationState | None
    """`None` before it was run."""

    @classmethod
    def read(
        cls, folder: Path, original: MigrationPlan, state: MigrationState | None
    ) -> LoadedPlan:
        """Return a plan with the edits that are in its folder. Blocks.

        Raises:
            ValueError: An edited script cannot be run; the message is for the user.
            OSError: A script cannot be read or written.
        """
        edits = choose_edits(original, folder, state)
        return cls(folder, original, edits, apply_edits(original, edits), state)

    @property
    def summary(self) -> str:
        """The numbers of changes, and what to do next."""
        counts = f"Changes: {count_plan_changes(self.plan)}."
        if self.state is None:
            return f"{counts} Nothing was sent. Press o for the report, r to run."
        return f"{counts} It was begun before. Press r to resume."

    def is_removed(self, number: int) -> bool:
        """Return whether the user has removed a statement; others are removed with its table."""
        return number in self.edits and self.edits[number] is None

    def edit(self, number: int, sql: str | None) -> LoadedPlan:
        """Change, remove or restore a statement in the scripts; return the plan with it. Blocks.

        Args:
            number: The number of the statement, from 1.
            sql: Its text; `None` removes it.

        Raises:
            ValueError: It is not one statement.
            StateError: The migration has begun.
            OSError: The scripts cannot be written.
        """
        with lock_folder(self.folder):
            if read_state(self.folder):
                raise StateError("The migration has begun, so its plan stays as it is.")
            write_edit(self.folder, self.original, number, sql)
            return self.read(self.folder, self.original, None)
