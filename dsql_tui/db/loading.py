"""Loading of rows, by default by COPY FROM STDIN, in transactions that Aurora DSQL allows.

Rejected rows are found by halving: a batch without any costs one transaction, and each rejected row
costs about twelve more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import sleep
from typing import Generic, Protocol, TypeVar

from dsql_tui.db.session import Session
from dsql_tui.dsql import limits
from dsql_tui.dsql.loss import is_unavailable
from dsql_tui.dsql.sqlstate import ROW_ERROR_CLASSES, SERIALIZATION_FAILURE
from dsql_tui.dsql.transcript import retry_delays
from dsql_tui.events import Column, Failed, Finished, ServerError
from dsql_tui.results.formats import tsv
from dsql_tui.results.formats.format import Options
from dsql_tui.results.readers.record import Record

BATCH_ROWS = limits.TRANSACTION_ROWS
BATCH_BYTES = limits.TRANSACTION_BYTES // 4
"""Bytes of text in a batch; rows take more at the server, with their indexes."""

_TEXT_OID = 25


class Row(Protocol):
    """A row to load."""

    @property
    def problem(self) -> str:
        """The reason why it cannot be sent; empty for most rows."""

    @property
    def size(self) -> int:
        """About how many bytes it has."""


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The rows that a transaction has inserted, updated and skipped."""

    inserted: int = 0
    updated: int = 0
    skipped: int = 0

    def add(self, other: Loaded) -> Loaded:
        """Return the sum."""
        return Loaded(
            self.inserted + other.inserted,
            self.updated + other.updated,
            self.skipped + other.skipped,
        )


@dataclass(frozen=True, slots=True)
class CopyTarget:
    """The table and columns that records are loaded into."""

    table: str
    """Its name, quoted as SQL needs it."""
    columns: tuple[str, ...]

    @property
    def statement(self) -> str:
        """The COPY statement."""
        names = ", ".join('"' + name.replace('"', '""') + '"' for name in self.columns)
        return f"COPY {self.table} ({names}) FROM STDIN"

    def encode(self, records: Sequence[Record]) -> bytes:
        """Return the data of the COPY statement."""
        columns = [Column(name, _TEXT_OID) for name in self.columns]
        rows = [record.cells for record in records]
        return b"".join(tsv.write(columns, [rows], Options(header=False)))

    def send(self, session: Session, records: Sequence[Record]) -> Loaded | Failed:
        """Load the records in one transaction, once."""
        return copy_rows(session, self.statement, self.encode(records))


@dataclass(frozen=True, slots=True)
class Rejected(Generic[R]):
    """A row that was not loaded, and the reason."""

    record: R
    reason: str
    sqlstate: str | None = None


@dataclass(frozen=True, slots=True)
class BatchSent:
    """The next rows are being sent in one transaction."""

    count: int


@dataclass(frozen=True, slots=True)
class BatchSettled(Generic[R]):
    """The rows of the last transaction are in the table, except those rejected."""

    count: int
    rejected: list[Rejected[R]]
    loaded: Loaded = Loaded()
    """The numbers of rows that the server reports."""


class LoadError(Exception):
    """The server refused a batch for a reason other than its rows."""

    def __init__(self, error: ServerError) -> None:
        super().__init__(error.message)
        self.error = error

    @property
    def outcome_unknown(self) -> bool:
        """True if the batch may be in the table nevertheless."""
        return self.error.lost or is_unavailable(self.error)


def split_batches(rows: Iterator[R], max_rows: int = BATCH_ROWS) -> Iterator[list[R]]:
    """Yield the rows in batches that fit into a transaction of Aurora DSQL."""
    batch: list[R] = []
    size = 0
    for row in rows:
        row_size = row.size
        if batch and (len(batch) == max_rows or size + row_size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += row_size
    if batch:
        yield batch


def load_batch(
    session: Session,
    send: Callable[[Session, Sequence[R]], Loaded | Failed],
    batch: Sequence[R],
    pause: Callable[[float], object] = sleep,
) -> Iterator[BatchSent | BatchSettled[R]]:
    """Load a batch, and yield a step before and after each transaction.

    Conflicts are retried.

    Args:
        session: The session, outside a transaction.
        send: A function that loads rows in one transaction.
        batch: The rows.
        pause: A function that waits some seconds before a retry.

    Raises:
        LoadError: The server refused it for a reason other than its rows. Rows settled before
            stay; those of the last `BatchSent` may be in the table if `outcome_unknown` is true.
    """
    yield BatchSent(len(batch))
    good = [row for row in batch if not row.problem]
    ending = _send_with_retry(session, send, good, pause) if good else Loaded()
    error = ending.error if isinstance(ending, Failed) else None
    if error and (error.lost or not (error.sqlstate or "").startswith(ROW_ERROR_CLASSES)):
        raise LoadError(error)
    if error is None or len(batch) == 1:
        rejected = [Rejected(row, row.problem) for row in batch if row.problem]
        if error:
            rejected.append(Rejected(batch[0], error.message, error.sqlstate))
        loaded = ending if isinstance(ending, Loaded) else Loaded()
        yield BatchSettled(len(batch), rejected, loaded)
        return
    half = len(batch) // 2
    yield from load_batch(session, send, batch[:half], pause)
    yield from load_batch(session, send, batch[half:], pause)


def copy_rows(session: Session, statement: str, data: bytes) -> Loaded | Failed:
    """Run a COPY statement with its data, once."""
    *_, last = session.run(statement, data=data)
    if isinstance(last, Finished):
        return Loaded(int(last.tag.rpartition(" ")[2] or 0))
    assert isinstance(last, Failed)
    return last


def _send_with_retry(
    session: Session,
    send: Callable[[Session, Sequence[R]], Loaded | Failed],
    rows: Sequence[R],
    pause: Callable[[float], object],
) -> Loaded | Failed:
    """Send a batch, again after a conflict, and return how the last attempt ended."""
    ending = send(session, rows)
    for delay in retry_delays():
        if isinstance(ending, Loaded) or ending.error.sqlstate != SERIALIZATION_FAILURE:
            break
        pause(delay)
        ending = send(session, rows)
    return ending
