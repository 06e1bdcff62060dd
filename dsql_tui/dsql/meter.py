"""How much of what a transaction may do and last it has used up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dsql_tui.dsql import limits
from dsql_tui.dsql.clock import countdown
from dsql_tui.dsql.state import State

_CHANGED = re.compile(r"(?:INSERT \d+|UPDATE|DELETE|MERGE|COPY) (\d+)")

AGE_WARNED = 250
ROWS_WARNED = 2700
"""From here on the meter stands out, while there is still time to commit."""


def rows_changed(tag: str) -> int:
    """Rows that a statement changed, told from its command tag."""
    found = _CHANGED.fullmatch(tag)
    return int(found[1]) if found else 0


@dataclass(slots=True)
class TransactionMeter:
    """Counts the statements, rows and seconds of the transaction under way."""

    statements: int = 0
    rows: int = 0
    began: float = field(default=0.0)
    warned: set[str] = field(default_factory=set)
    """Which of the limits the user has been told of."""

    def note(self, tag: str, before: State, after: State, now: float) -> None:
        """A statement ended with this tag and took the session from one state to another."""
        if not before.open:
            self.statements, self.rows, self.began = 0, 0, now
            self.warned.clear()
        if before.open and after.open:
            self.statements += 1
            self.rows += rows_changed(tag)

    def text(self, now: float) -> str:
        """As `TX 3 stmts · ~412 of 3,000 rows · 1:12 of 5:00`; rows by tags, so about right."""
        statements = f"{self.statements} stmt" + ("" if self.statements == 1 else "s")
        age = _stopwatch(now - self.began)
        return (
            f"TX {statements} · ~{self.rows:,} of {limits.ROWS:,} rows · "
            f"{age} of {countdown(limits.TRANSACTION)}"
        )

    def near(self, now: float) -> bool:
        """Is one of the limits close?"""
        return self.rows >= ROWS_WARNED or now - self.began >= AGE_WARNED

    def warning(self, now: float) -> str | None:
        """What to tell the user of a limit that has come close, once for each transaction."""
        age = now - self.began
        if self.rows >= ROWS_WARNED and "rows" not in self.warned:
            self.warned.add("rows")
            return (
                f"The transaction has changed about {self.rows:,} of {limits.ROWS:,} rows: "
                "commit before it changes more."
            )
        if age >= AGE_WARNED and "age" not in self.warned:
            self.warned.add("age")
            return (
                f"The transaction ends in {countdown(max(0.0, limits.TRANSACTION - age))}: "
                "commit it now, or it is rolled back."
            )
        return None


def _stopwatch(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02}"
