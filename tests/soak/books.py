"""The books: what the history says of each statement, against what is in the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dsql_tui.store.history import Outcome, PastRun

INSERT = re.compile(r"insert into soak values \((\d+),", re.IGNORECASE)
COPIED = re.compile(r"\bn(\d+)-(\d+)\.csv")
UPDATE = re.compile(
    r"update public\.sheet\s+set note = '([^']*)'\s+where id = '?(\d+)", re.IGNORECASE | re.DOTALL
)
_ENDS = {"commit", "rollback", "abort", "end"}


@dataclass
class Books:
    """What the history says of the numbers and of the cells that were written."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    """By number in the table `soak`: whether its row was stored."""
    cells: dict[int, list[tuple[str, Outcome]]] = field(default_factory=dict)
    """By row of the table `sheet`: the values that were written, the oldest first."""
    _pending: list[PastRun] | None = None
    """The statements of the open transaction; `None` outside one."""

    def count(self, outcome: Outcome) -> int:
        """Return the number of writes with an outcome."""
        cells = [each for values in self.cells.values() for _, each in values]
        return [*self.outcomes.values(), *cells].count(outcome)

    def read(self, runs: Iterable[PastRun]) -> Books:
        """Enter runs, the oldest first: those of one console at a time."""
        for run in runs:
            self._enter(run)
        self._end("failed")
        return self

    def _enter(self, run: PastRun) -> None:
        word = run.text.split()[0].lower().rstrip(";") if run.text.strip() else ""
        if word == "begin":
            self._end("failed")
            self._pending = [] if run.outcome == "done" else None
        elif self._pending is None:
            self._enter_outcome(run, run.outcome)
        elif word in _ENDS:
            kept = word in ("commit", "end") and run.message != "ROLLBACK"
            self._end(run.outcome if kept else "failed")
        elif run.outcome == "done":
            self._pending.append(run)
        else:
            self._enter_outcome(run, "failed")
            self._end("failed")

    def _end(self, outcome: Outcome) -> None:
        for run in self._pending or ():
            self._enter_outcome(run, outcome)
        self._pending = None

    def _enter_outcome(self, run: PastRun, outcome: Outcome) -> None:
        for number in find_numbers(run.text):
            if self.outcomes.get(number) != "done":  # A retry may follow a failure.
                self.outcomes[number] = outcome
        if found := UPDATE.search(run.text):
            self.cells.setdefault(int(found[2]), []).append((found[1], outcome))

    def find_errors(self, numbers: set[int], cells: Mapping[int, str]) -> list[str]:
        """Compare with the numbers and cells in the tables; return what does not agree."""
        errors = []
        for number, outcome in self.outcomes.items():
            if outcome != "unknown" and (number in numbers) != (outcome == "done"):
                errors.append(f"{number} is {outcome}, and in the table: {number in numbers}")
        errors += [f"{each} is not in the history" for each in numbers - self.outcomes.keys()]
        for row, value in cells.items():
            if value not in _possible_values(self.cells.get(row, [])):
                errors.append(f"row {row} has {value}: {self.cells.get(row)}")
        return errors


def find_numbers(text: str) -> list[int]:
    """Return the numbers that a statement stores."""
    numbers = [int(each) for each in INSERT.findall(text)]
    for first, last in COPIED.findall(text):
        numbers += range(int(first), int(last) + 1)
    return numbers


def _possible_values(written: list[tuple[str, Outcome]]) -> set[str]:
    """Return the values that a cell may have: of the last change, and of unknown ones after it."""
    possible = {"new"}
    for value, outcome in written:
        if outcome == "done":
            possible = {value}
        elif outcome == "unknown":
            possible.add(value)
    return possible
