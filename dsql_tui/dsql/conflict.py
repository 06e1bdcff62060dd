"""Transactions that lost a conflict, how often they were retried, and how they ended.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-concurrency-control.html
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from threading import Lock
from typing import NamedTuple

from dsql_tui.dsql.sqlstate import SERIALIZATION_FAILURE
from dsql_tui.events import ServerError

NOT_RETRIED = "not retried"
CONFLICT_AGAIN = "conflict again"

_CODE = re.compile(r"\bOC\d{3}\b")
_MAX_CONFLICTS = 500
_MAX_STATEMENTS = 100
"""Statements of a transaction that are kept."""
MAX_TEXT = 2_000
"""Characters of a statement that are kept."""


@dataclass(eq=False)
class Conflict:
    """A transaction that lost a conflict, with its retries."""

    source: str
    """The number of a console, or what sent it, such as `import`."""
    at: datetime
    """When the server first reported it."""
    code: str
    """`OC000`, `OC001` or, if the server names none, the SQLSTATE."""
    statements: tuple[str, ...]
    """The first statements of the transaction."""
    count: int
    """The number of all its statements."""
    statement: str
    """The last statement that changes or locks rows; without one, that of the error."""
    tables: tuple[str, ...]
    """The tables that the transaction changes or locks, as they are written."""
    retries: int = 0
    outcome: str = NOT_RETRIED
    repeated: int = field(default=0, repr=False)
    """The statements of the current retry that have succeeded."""

    @property
    def done(self) -> bool:
        """True if a retry succeeded."""
        return self.outcome == "done"

    @property
    def is_from_console(self) -> bool:
        """True if a console sent it, where the user can retry it."""
        return self.source.isdecimal()


def make_conflict(
    source: str,
    error: ServerError | None,
    statements: Sequence[str],
    tables: Sequence[str],
    statement: str = "",
    at: datetime | None = None,
) -> Conflict:
    """Return a conflict that has just been lost.

    Args:
        source: The number of a console, or what sent the transaction.
        error: The server's error.
        statements: The statements of the transaction.
        tables: The tables that it changes or locks.
        statement: Its last statement that does so; by default, the last one.
        at: When the server reported it; now by default.
    """
    found = _CODE.search(error.message) if error else None
    code = found[0] if found else (error and error.sqlstate) or ""
    kept = tuple(text[:MAX_TEXT] for text in statements[:_MAX_STATEMENTS])
    last = statement or (statements[-1] if statements else "")
    when = at or datetime.now(timezone.utc)
    return Conflict(source, when, code, kept, len(statements), last[:MAX_TEXT], tuple(tables))


class ConflictCount(NamedTuple):
    """The number of transactions that lost a conflict, and what became of them."""

    lost: int = 0
    retries: int = 0
    done: int = 0
    """Transactions of which a retry succeeded."""

    @property
    def summary(self) -> str:
        """The counts as a sentence; empty without a conflict."""
        if not self.lost:
            return ""
        what = "1 transaction" if self.lost == 1 else f"{self.lost:,} transactions"
        retries = "1 retry" if self.retries == 1 else f"{self.retries:,} retries"
        if self.done == self.lost:
            return f"{what} lost a conflict and succeeded after {retries}."
        left = self.lost - self.done
        return f"{what} lost a conflict: {retries}, {self.done:,} succeeded, {left:,} did not."


class ConflictList:
    """The conflicts of a program on one cluster, oldest first; any thread may add one."""

    def __init__(self) -> None:
        self._newest: deque[Conflict] = deque()
        self._older = ConflictCount()
        self._lock = Lock()

    def add(self, conflict: Conflict) -> None:
        """Add a conflict; its retries and its outcome may change later."""
        with self._lock:
            self._newest.append(conflict)
            if len(self._newest) > _MAX_CONFLICTS:
                self._older = _count(self._older, self._newest.popleft())

    def list_conflicts(self) -> list[Conflict]:
        """Return the conflicts that are kept, oldest first."""
        with self._lock:
            return list(self._newest)

    def count(self) -> ConflictCount:
        """Return the numbers of all conflicts."""
        with self._lock:
            total = self._older
            for conflict in self._newest:
                total = _count(total, conflict)
            return total

    def summarize(self) -> str:
        """Return the numbers as a sentence; empty without a retry or a second conflict."""
        count = self.count()
        return count.summary if count.retries or count.lost > 1 else ""


class RetriedTransaction:
    """Follows a transaction that the program retries, try by try."""

    def __init__(
        self, add: Callable[[Conflict], object], make: Callable[[ServerError], Conflict]
    ) -> None:
        """Follow one.

        Args:
            add: Is called with the conflict, if there is one.
            make: Makes the conflict from the first error.
        """
        self._add = add
        self._make = make
        self._conflict: Conflict | None = None

    def note(self, error: ServerError | None) -> None:
        """Note how a try ended: with an error, or well."""
        conflict = self._conflict
        lost = error is not None and error.sqlstate == SERIALIZATION_FAILURE
        if conflict is None:
            if error and lost:
                self._conflict = self._make(error)
                self._add(self._conflict)
            return
        conflict.retries += 1
        if error is None:
            conflict.outcome = "done"
        elif lost:
            conflict.outcome = CONFLICT_AGAIN
        else:
            conflict.outcome = "unknown" if error.lost else f"failed: {error.message}"
        if not lost:
            self._conflict = None


def _count(total: ConflictCount, conflict: Conflict) -> ConflictCount:
    return ConflictCount(
        total.lost + 1, total.retries + conflict.retries, total.done + conflict.done
    )
