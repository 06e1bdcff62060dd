"""Loading the records of a file in batches, each in one transaction.

The progress is saved before and after each transaction. If the link or the computer fails while a
transaction is in flight, all of its rows are in the table, or none. If the table has a unique key,
the next run looks for the rows by this key; if not, the user has to look and say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Literal

from dsql_tui.db.loaded_rows import FoundRows, find_rows, find_unique_key, read_column_types
from dsql_tui.db.loading import (
    BatchSent,
    BatchSettled,
    CopyTarget,
    Loaded,
    LoadError,
    Rejected,
    load_batch,
    split_batches,
)
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import Session
from dsql_tui.db.upserting import Upsert
from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.sqlstate import UNIQUE_VIOLATION
from dsql_tui.dsql.state import State
from dsql_tui.events import Failed
from dsql_tui.importing.outcome_unknown import OutcomeUnknown
from dsql_tui.importing.plan import Plan
from dsql_tui.importing.progress import Progress, ProgressFile
from dsql_tui.importing.rejects import RejectsFile
from dsql_tui.importing.source import open_source
from dsql_tui.results.readers import Record

_JSON_TYPES = ("json", "jsonb")

ResumeFrom = Literal["", "after", "from"]
"""The user's answer about rows whose outcome is unknown: none, continue after them because they are
in the table, or send them again because they are not."""


class TooManyRejected(Exception):
    """More rows were rejected than the user allows."""


class Loader:
    """An import in progress."""

    def __init__(
        self,
        plan: Plan,
        target: CopyTarget,
        progress: Progress,
        file: ProgressFile,
        rejects: RejectsFile,
    ) -> None:
        self.session = plan.access.open()
        self.progress = progress
        self._plan = plan
        self._target = target
        self._file = file
        self._rejects = rejects
        self._send: Callable[[Session, Sequence[Record]], Loaded | Failed] = target.send
        self._upserts = plan.on_conflict is not None
        self._key: tuple[str, ...] = ()
        self._types: dict[str, str] = {}

    def load(self, resume_from: ResumeFrom) -> Iterator[Progress]:
        """Load the records that are left.

        Raises:
            ValueError, LoadError, OutcomeUnknown, TooManyRejected, CatalogError: As `Import.run`.
        """
        self._read_table()
        json_columns = [name for name, kind in self._types.items() if kind in _JSON_TYPES]
        with open_source(self._plan.path, self._plan.layout) as source:
            records = source.read_records(self._target.columns, json_columns)
            rest: Iterator[Record] = islice(records, self.progress.done, None)
            if first := next(rest, None):
                self._rejects.drop_from(first.line)
                rest = chain([first], rest)
            if sent := list(islice(rest, self.progress.sending)):
                self._resolve(sent, resume_from)
                yield self.progress
            for batch in split_batches(rest):
                self._load(batch)
                yield replace(self.progress, share=source.share)
                self._renew_if_due()

    def _read_table(self) -> None:
        """Read types and key of the table, and choose how rows are sent."""
        plan, target = self._plan, self._target
        self._types = read_column_types(self.session, target.table)
        if plan.on_conflict is None:
            self._key = find_unique_key(self.session, target)
        else:
            self._key = plan.choose_key(self.session, target, self._types)
            self._send = Upsert(target, self._key, self._types, plan.on_conflict).send

    def _resolve(self, sent: Sequence[Record], resume_from: ResumeFrom) -> None:
        """Settle the records of a transaction whose outcome is unknown.

        Raises:
            OutcomeUnknown: No key tells whether they are in the table, and neither does the user.
        """
        good = [record for record in sent if not record.problem]
        wrong = [Rejected(record, record.problem) for record in sent if record.problem]
        if resume_from == "after" and not self._upserts:
            self._settle(BatchSettled(len(sent), wrong))
        elif resume_from == "from" or not good:
            self._load(sent)
        elif self._upserts:
            self._load_again(sent, good)
        elif not self._key:
            raise OutcomeUnknown(self._target, sent)
        else:
            found = self._find(sent, good)
            if len(found.by_key) < len(good):  # It was not committed: it would have all rows.
                self._load(sent)
                return
            others = [_reject_duplicate(good[index]) for index in found.by_key - found.equal]
            rejected = sorted([*wrong, *others], key=lambda each: each.record.line)
            self._settle(BatchSettled(len(sent), rejected), len(found.equal))

    def _load_again(self, sent: Sequence[Record], good: Sequence[Record]) -> None:
        """Load the records of a transaction of unknown outcome again, which changes nothing.

        Those that are in the table with equal values count as found there.
        """
        found = len(self._find(sent, good).equal)
        self._load(sent)
        progress = self.progress
        updated = min(found, progress.updated)
        skipped = min(found - updated, progress.skipped)
        self._save(
            replace(
                progress,
                updated=progress.updated - updated,
                skipped=progress.skipped - skipped,
                duplicates=progress.duplicates + updated + skipped,
            )
        )

    def _find(self, sent: Sequence[Record], good: Sequence[Record]) -> FoundRows:
        try:
            return find_rows(self.session, self._target, self._key, self._types, good)
        except CatalogError as error:
            if error.error.lost:
                raise
            raise OutcomeUnknown(self._target, sent, str(error)) from None

    def _load(self, batch: Sequence[Record]) -> None:
        start = self.progress.done
        try:
            for step in load_batch(self.session, self._send, batch):
                match step:
                    case BatchSent(count):
                        self._save(replace(self.progress, sending=count))
                    case BatchSettled():
                        self._settle(step)
                        self._check_limit()
        except LoadError as error:
            if not error.outcome_unknown:
                self._save(replace(self.progress, sending=0))
            elif not self._key:
                first = self.progress.done - start
                unknown = batch[first : first + self.progress.sending]
                raise OutcomeUnknown(self._target, unknown, str(error)) from None
            raise

    def _check_limit(self) -> None:
        limit = self._plan.max_rejected
        if self.progress.rejected > limit:
            raise TooManyRejected(f"More than {limit:,} rows were rejected.")

    def _settle(self, settled: BatchSettled[Record], duplicates: int = 0) -> None:
        if settled.rejected and settled.count == 1:
            # If the rejects cannot be written, the row is known not to be in the table.
            self._save(replace(self.progress, sending=0))
        self._rejects.append(settled.rejected)
        progress = self.progress
        self._save(
            replace(
                progress,
                done=progress.done + settled.count,
                sending=0,
                rejected=progress.rejected + len(settled.rejected),
                updated=progress.updated + settled.loaded.updated,
                skipped=progress.skipped + settled.loaded.skipped,
                duplicates=progress.duplicates + duplicates,
            )
        )

    def _save(self, progress: Progress) -> None:
        self.progress = progress
        self._file.write(progress)

    def _renew_if_due(self) -> None:
        """Continue in a new session if this one is near its cutoff."""
        if self.session.clock.needs_renewal(read_clock()) and self.session.state is State.IDLE:
            self.session, _ = self._plan.access.renew(self.session)


def _reject_duplicate(record: Record) -> Rejected[Record]:
    reason = "The table has a row with this key and other values."
    return Rejected(record, reason, UNIQUE_VIOLATION)
