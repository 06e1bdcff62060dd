"""Loading batches in one session, which is replaced when it is lost.

A transaction whose answer is lost is looked up by the unique key of the table, in a new session:
all of its rows are in the table, or none.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dsql_tui.aws.errors import AwsError
from dsql_tui.db.loaded_rows import FoundRows, find_rows
from dsql_tui.db.loading import BatchSent, BatchSettled, Loaded, LoadError, Rejected, load_batch
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError, Session
from dsql_tui.dsql.conflict import Conflict, RetriedTransaction, make_conflict
from dsql_tui.dsql.sqlstate import UNIQUE_VIOLATION
from dsql_tui.dsql.transcript import retry_delays
from dsql_tui.events import Failed, ServerError
from dsql_tui.importing.account import Account, Stopped
from dsql_tui.importing.import_session import ImportSession
from dsql_tui.importing.keys_in_flight import Key
from dsql_tui.importing.outcome_unknown import OutcomeUnknown
from dsql_tui.importing.plan import ResumeFrom
from dsql_tui.importing.target_table import TargetTable
from dsql_tui.results.readers import Record

logger = logging.getLogger(__name__)

MAX_LOSSES = 5
"""Sessions that may be lost in a row before a transaction is settled."""


@dataclass(frozen=True)
class Batch:
    """Records that fit into one transaction."""

    start: int
    """The number of the first one in the file, from 0."""
    records: Sequence[Record]
    unknown: bool = False
    """True if they were sent before, and the outcome is unknown."""
    answer: ResumeFrom = ""
    """The user's answer about the outcome."""
    keys: set[Key] = field(default_factory=set)

    @property
    def good(self) -> list[Record]:
        """The records that can be sent."""
        return [record for record in self.records if not record.problem]


class _CommittedLate(Exception):
    """A lost transaction was committed after it was looked up."""

    def __init__(self, found: FoundRows) -> None:
        super().__init__()
        self.found = found


class BatchLoader:
    """Loads batches in a session."""

    _open_session: Session

    def __init__(self, session: ImportSession, table: TargetTable, account: Account) -> None:
        self.session = session
        self._table = table
        self._account = account
        self._tries = RetriedTransaction(session.access.conflicts.add, self._make_conflict)
        self._at = 0
        """The number of the first record that is in flight."""
        self._sending = 0
        self._settled = True
        """True if a transaction was settled since a session was lost."""

    def load(self, batch: Batch) -> None:
        """Load a batch, also if sessions are lost meanwhile.

        Raises:
            Stopped: The import was stopped before all was sent.
            LoadError: The server refused it for a reason other than its rows, or the outcome is
                unknown and the cluster cannot be reached.
            OutcomeUnknown: No key tells whether rows are in the table.
            TooManyRejected, OSError: As `Account.settle`.
            AwsError, ConnectError: There is no session.
        """
        parts = deque([batch])
        loss: LoadError | None = None
        delays: Iterator[float] = iter(())
        self._settled = True
        while parts:
            failure = self._try_part(parts[0], loss)
            if failure is None:
                parts.popleft()
                continue
            loss = failure
            if self._settled:
                delays, self._settled = retry_delays(MAX_LOSSES), False
            self._judge(failure, parts)
            if (delay := next(delays, None)) is None:
                raise failure
            self.session.pause(delay)

    def _try_part(self, part: Batch, loss: LoadError | None) -> LoadError | None:
        """Load a part; return why that ended early."""
        try:
            self._open_session = self.session.prepare()
            self._load_part(part)
        except LoadError as error:
            return error
        except (AwsError, ConnectError) as error:
            if loss:
                raise loss from error
            raise
        return None

    def _pause_after_conflict(self, seconds: float) -> None:
        """Wait; the transaction in flight was rolled back.

        Raises:
            Stopped: The import was stopped meanwhile.
        """
        try:
            self.session.pause(seconds)
        except Stopped:
            self._account.note_unsent(self._at, self._sending)
            raise

    def _make_conflict(self, error: ServerError) -> Conflict:
        first, last, table = self._at + 1, self._at + self._sending, self._table.target.table
        words = f"-- import of rows {first:,} to {last:,} of the file into {table}"
        return make_conflict("import", error, (words,), (table,))

    def _judge(self, error: LoadError, parts: deque[Batch]) -> None:
        """Replace the first part by what was in flight and what was not sent, to continue.

        Raises:
            LoadError: It is no use to continue.
            OutcomeUnknown: No key tells whether the rows in flight are in the table.
        """
        if not error.outcome_unknown:
            self._account.note_unsent(self._at, self._sending)
            raise error
        part = parts.popleft()
        first, last = self._at - part.start, self._at - part.start + self._sending
        if last < len(part.records):
            parts.appendleft(Batch(part.start + last, part.records[last:]))
        unknown = part.records[first:last]
        if not self._table.key:
            raise OutcomeUnknown(self._table.target, unknown, str(error)) from None
        parts.appendleft(Batch(self._at, unknown, unknown=True))
        if self._account.stop.is_set():
            raise error

    def _load_part(self, part: Batch) -> None:
        self._at, self._sending = part.start, len(part.records)
        if part.unknown:
            self._resolve(part)
        else:
            self._send(part)

    def _send(self, part: Batch, found: FoundRows | None = None) -> Loaded:
        """Send records, and return what was loaded.

        Args:
            part: The records.
            found: Those that were in the table before; `None` if the records are new.
        """
        total, position = Loaded(), part.start

        def send(session: Session, records: Sequence[Record]) -> Loaded | Failed:
            ending = self._table.send(session, records)
            self._tries.note(ending.error if isinstance(ending, Failed) else None)
            if found and isinstance(ending, Failed) and ending.error.sqlstate == UNIQUE_VIOLATION:
                self._check_again(part, found)
            return ending

        for step in load_batch(self._open_session, send, part.records, self._pause_after_conflict):
            match step:
                case BatchSent(count):
                    before = self._at, self._at + self._sending
                    self._at, self._sending = position, count
                    self._account.note_sending(position, count, before)
                case BatchSettled():
                    self._settle(position, step)
                    position += step.count
                    total = total.add(step.loaded)
        return total

    def _settle(self, start: int, settled: BatchSettled[Record], duplicates: int = 0) -> None:
        self._settled = True
        self._account.settle(start, settled, duplicates)

    def _check_again(self, part: Batch, before: FoundRows) -> None:
        """Look whether the lost transaction was committed late, if nothing was sent since.

        Raises:
            _CommittedLate: It was.
        """
        if (self._at, self._sending) == (part.start, len(part.records)):
            found = self._find(part)
            if len(before.by_key) < len(part.good) == len(found.by_key):
                raise _CommittedLate(found)

    def _resolve(self, part: Batch) -> None:
        """Settle the records of a transaction whose outcome is unknown.

        Raises:
            OutcomeUnknown: No key tells whether they are in the table, and neither does the user.
        """
        table, good = self._table, part.good
        wrong = [Rejected(record, record.problem) for record in part.records if record.problem]
        if part.answer == "after" and not table.upserts:
            self._settle(part.start, BatchSettled(len(part.records), wrong))
        elif part.answer == "from" or not good:
            self._send(part)
        elif not table.key:
            raise OutcomeUnknown(table.target, part.records)
        elif table.upserts:
            self._send_upserts_again(part)
        else:
            found = self._find(part)
            if len(found.by_key) < len(good):  # It was not committed: it would have all rows.
                try:
                    self._send(part, found)
                    return
                except _CommittedLate as late:
                    found = late.found
            others = [_reject_duplicate(good[index]) for index in found.by_key - found.equal]
            rejected = sorted([*wrong, *others], key=lambda each: each.record.line)
            settled = BatchSettled(len(part.records), rejected)
            self._settle(part.start, settled, len(found.equal))

    def _send_upserts_again(self, part: Batch) -> None:
        """Load records again, which changes nothing if they were loaded before.

        Those that are in the table with equal values count as found there.
        """
        found = len(self._find(part).equal)
        loaded = self._send(part)
        updated = min(found, loaded.updated)
        self._account.count_as_duplicates(Loaded(0, updated, min(found - updated, loaded.skipped)))

    def _find(self, part: Batch) -> FoundRows:
        table = self._table
        try:
            return find_rows(self._open_session, table.target, table.key, table.types, part.good)
        except CatalogError as error:
            if error.error.lost:
                raise LoadError(error.error) from None
            raise OutcomeUnknown(table.target, part.records, str(error)) from None


def _reject_duplicate(record: Record) -> Rejected[Record]:
    reason = "The table has a row with this key and other values."
    return Rejected(record, reason, UNIQUE_VIOLATION)
