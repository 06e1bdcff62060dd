"""The share of its limits that a transaction has used."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dsql_tui.dsql import limits
from dsql_tui.dsql.clock import format_countdown
from dsql_tui.dsql.state import State

_CHANGED = re.compile(r"(?:INSERT [0-9]+|UPDATE|DELETE|MERGE|COPY) ([0-9]{1,18})")

AGE_WARNING = 240
ROWS_WARNING = 2700
"""The age in seconds and the rows from which the meter warns; there is time left to commit."""


def count_changed_rows(tag: str) -> int:
    """Return the rows that a statement changed, by its command tag."""
    found = _CHANGED.fullmatch(tag)
    return int(found[1]) if found else 0


@dataclass(slots=True)
class TransactionMeter:
    """The statements, rows and seconds of the current transaction."""

    statements: int = 0
    rows: int = 0
    started: float = field(default=0.0)
    warned: set[str] = field(default_factory=set)
    """Limits that the user has been warned of."""

    def record(self, tag: str, before: State, after: State, now: float) -> None:
        """Count a statement that ended with this tag and changed the session's state so."""
        if not before.open:
            self.statements, self.rows, self.started = 0, 0, now
            self.warned.clear()
        if before.open and after.open:
            self.statements += 1
            self.rows += count_changed_rows(tag)

    def text(self, now: float) -> str:
        """Return `TX 3 stmts · ~412 of 3,000 rows · 1:12 of 5:00`.

        The number of rows is approximate: it is the sum over command tags.
        """
        statements = f"{self.statements} stmt" + ("" if self.statements == 1 else "s")
        if now - self.started >= limits.TRANSACTION_SECONDS:
            return "TX timed out"
        age = _stopwatch(now - self.started)
        return (
            f"TX {statements} · ~{self.rows:,} of {limits.TRANSACTION_ROWS:,} rows · "
            f"{age} of {format_countdown(limits.TRANSACTION_SECONDS)}"
        )

    def is_near_limit(self, now: float) -> bool:
        """Return true if one of the limits is near."""
        return self.rows >= ROWS_WARNING or now - self.started >= AGE_WARNING

    def warning(self, now: float) -> str | None:
        """Return a warning about a limit that is near, once for each transaction and limit."""
        age = now - self.started
        if self.rows >= ROWS_WARNING and "rows" not in self.warned:
            self.warned.add("rows")
            return (
                f"The transaction has changed about {self.rows:,} of "
                f"{limits.TRANSACTION_ROWS:,} rows: commit before it changes more."
            )
        if age >= limits.TRANSACTION_SECONDS:
            if "end" in self.warned:
                return None
            self.warned |= {"age", "end"}
            return "The transaction has timed out, and nothing of it is kept: roll back."
        if age >= AGE_WARNING and "age" not in self.warned:
            self.warned.add("age")
            left = format_countdown(max(0.0, limits.TRANSACTION_SECONDS - age))
            return f"The transaction ends in {left}: commit it now, or it is rolled back."
        return None


def _stopwatch(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02}"
