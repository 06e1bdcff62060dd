"""Rows into a table by COPY FROM STDIN, a transaction each few thousand of them.

What is refused is found by halving: a batch that goes in whole costs one COPY, and a row that never
will costs about twelve more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import sleep

from dsql_tui.db.session import Session
from dsql_tui.dsql import limits
from dsql_tui.dsql.transcript import CONFLICT, waits
from dsql_tui.events import Column, Refusal, Refused
from dsql_tui.results.formats import tsv
from dsql_tui.results.formats.format import Options
from dsql_tui.results.records import Record

ROWS = limits.ROWS
SIZE = limits.SIZE // 4
"""Bytes of text in a batch; rows take more at the server, with their indexes."""

UNIQUE = "23505"
_PER_ROW = ("22", "23", "54")
"""Classes of refusals that speak of single rows: their data, a constraint, or their size."""

_TEXT = 25


@dataclass(frozen=True, slots=True)
class Goal:
    """Where rows go."""

    table: str
    """As SQL writes it."""
    columns: tuple[str, ...]

    @property
    def statement(self) -> str:
        """The COPY that takes them."""
        names = ", ".join('"' + name.replace('"', '""') + '"' for name in self.columns)
        return f"COPY {self.table} ({names}) FROM STDIN"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that is not in the table, and why."""

    record: Record
    reason: str
    sqlstate: str | None = None


class LoadRefused(Exception):
    """The server refused a batch for a reason that lies in none of its rows."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    """Records in portions that a transaction of Aurora DSQL takes."""
    batch: list[Record] = []
    size = 0
    for record in records:
        if batch and (len(batch) == ROWS or size + len(record.text) > SIZE):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += len(record.text)
    if batch:
        yield batch


def load(
    session: Session,
    goal: Goal,
    batch: Sequence[Record],
    pause: Callable[[float], object] = sleep,
) -> list[Rejected]:
    """Put a batch into a table; gives back what is not in it.

    Conflicts are tried again.

    Raises:
        LoadRefused: the server refused it for another reason than its rows; unless the link is
            lost, the batch is not in the table, or only the part of it before the refusal.
    """
    if not batch:
        return []
    refusal = _copied(session, goal, batch, pause)
    if refusal is None:
        return []
    if refusal.lost or not (refusal.sqlstate or "").startswith(_PER_ROW):
        raise LoadRefused(refusal)
    if len(batch) == 1:
        return [Rejected(batch[0], refusal.message, refusal.sqlstate)]
    half = len(batch) // 2
    return [
        *load(session, goal, batch[:half], pause),
        *load(session, goal, batch[half:], pause),
    ]


def _copied(
    session: Session, goal: Goal, batch: Sequence[Record], pause: Callable[[float], object]
) -> Refusal | None:
    """Send a batch, again after a conflict; `None` if it is in."""
    columns = [Column(name, _TEXT) for name in goal.columns]
    rows = [record.cells for record in batch]
    data = b"".join(tsv.write(columns, [rows], Options(header=False)))
    refusal = _refusal(session, goal, data)
    for wait in waits():
        if refusal is None or refusal.sqlstate != CONFLICT:
            break
        pause(wait)
        refusal = _refusal(session, goal, data)
    return refusal


def _refusal(session: Session, goal: Goal, data: bytes) -> Refusal | None:
    *_, last = session.run(goal.statement, data=data)
    return last.refusal if isinstance(last, Refused) else None
