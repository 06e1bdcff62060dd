"""Rows into a table by COPY FROM STDIN, a transaction each few thousand of them.

What is refused is found by halving: a batch that goes in whole costs one COPY, and a row that never
will costs about twelve more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import sleep

from dsql_tui.db.catalog import CatalogRefused, rows
from dsql_tui.db.session import Session
from dsql_tui.dsql import limits
from dsql_tui.dsql.loss import unavailable
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

_KEYED = """
select exists (
    select from (
        select conkey::int2[] as key, false as loose from pg_catalog.pg_constraint
        where conrelid = to_regclass($1) and contype in ('p', 'u')
        union all
        select (indkey::int2[])[0:indnkeyatts - 1], indpred is not null from pg_catalog.pg_index
        where indrelid = to_regclass($1) and indisunique and indisvalid and not indisprimary
    ) keys
    where not loose and not exists (
        select from unnest(key) as part (number)
        left join pg_catalog.pg_attribute a
            on a.attrelid = to_regclass($1) and a.attnum = number and a.attnotnull
        where a.attname is null or a.attname::text <> all ($2::text[])
    )
)"""
"""Asks for the constraint of a primary key: its index lists all other columns too."""


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


@dataclass(frozen=True, slots=True)
class Sending:
    """So many records are on their way, in one transaction."""

    count: int


@dataclass(frozen=True, slots=True)
class Settled:
    """The records that were on their way are in the table, but for some."""

    count: int
    rejected: list[Rejected]


class LoadRefused(Exception):
    """The server refused a batch for a reason that lies in none of its rows."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal

    @property
    def unclear(self) -> bool:
        """May what was on its way be in the table all the same?"""
        return self.refusal.lost or unavailable(self.refusal)


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
) -> Iterator[Sending | Settled]:
    """Put a batch into a table, and tell before and after each transaction what it holds.

    Conflicts are tried again.

    Raises:
        LoadRefused: the server refused for another reason than the rows. What is settled by then
            stays; what was sending may be in the table only where `unclear` says so.
    """
    yield Sending(len(batch))
    good = [record for record in batch if not record.wrong]
    refusal = _copied(session, goal, good, pause) if good else None
    if refusal and (refusal.lost or not (refusal.sqlstate or "").startswith(_PER_ROW)):
        raise LoadRefused(refusal)
    if refusal is None or len(batch) == 1:
        rejected = [Rejected(record, record.wrong) for record in batch if record.wrong]
        if refusal:
            rejected.append(Rejected(batch[0], refusal.message, refusal.sqlstate))
        yield Settled(len(batch), rejected)
        return
    half = len(batch) // 2
    yield from load(session, goal, batch[:half], pause)
    yield from load(session, goal, batch[half:], pause)


def together(steps: Iterable[Sending | Settled], count: int) -> Iterator[Sending | Settled]:
    """The steps of a batch as one: for a table that takes no row twice, so that all may be sent
    again."""
    yield Sending(count)
    rejected = [each for step in steps if isinstance(step, Settled) for each in step.rejected]
    yield Settled(count, rejected)


def is_keyed(session: Session, goal: Goal) -> bool:
    """Would the table refuse the same rows a second time, by a key among the columns that come in?

    A key that holds NULL refuses nothing. Where the server does not say, none is known.
    """
    columns = json.dumps(goal.columns, ensure_ascii=False)
    try:
        return rows(session.run(_KEYED, (goal.table, f"{{{columns[1:-1]}}}"))) == [("t",)]
    except CatalogRefused:
        return False


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
