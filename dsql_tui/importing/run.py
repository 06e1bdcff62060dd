"""One import: a file into a table.

The progress is saved before and after each transaction. If the link or the computer fails while a
transaction is in flight, all of its rows are in the table, or none. If the table has a unique key,
the next run looks for the rows by this key; if not, the user has to look and say.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Literal

from dsql_tui.db.loaded_rows import FoundRows, find_rows, find_unique_key, read_column_types
from dsql_tui.db.loading import (
    BatchSent,
    BatchSettled,
    CopyTarget,
    LoadError,
    Rejected,
    load_batch,
    split_batches,
)
from dsql_tui.db.queries import CatalogError
from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.sqlstate import UNIQUE_VIOLATION
from dsql_tui.dsql.state import State
from dsql_tui.importing.outcome_unknown import OutcomeUnknown
from dsql_tui.importing.progress import Progress, ProgressFile, read_progress
from dsql_tui.importing.rejects import RejectsFile
from dsql_tui.importing.source import open_source
from dsql_tui.opening import Access
from dsql_tui.results.readers import Layout, Record
from dsql_tui.store import paths

_JSON_TYPES = ("json", "jsonb")

ResumeFrom = Literal["", "after", "from"]
"""The user's answer about rows whose outcome is unknown: none, continue after them because they are
in the table, or send them again because they are not."""


class TooManyRejected(Exception):
    """More rows were rejected than the user allows."""


@dataclass(frozen=True, slots=True)
class Import:
    """A file to load into a table."""

    access: Access
    table: str
    """The name of the table, quoted as SQL needs it."""
    path: Path
    layout: Layout
    rejects: Path
    """The file for rejected rows and reasons."""
    max_rejected: int = 1000
    """Rejected rows after which the import stops."""

    @property
    def progress_path(self) -> Path:
        """The file of the progress."""
        identity = (self.access.endpoint.host, self.table, str(self.path.resolve()))
        name = sha256(repr(identity).encode(errors="surrogateescape")).hexdigest()[:24]
        return paths.data_folder() / "imports" / f"{name}.progress"

    def load_progress(self) -> Progress | None:
        """Return the progress of an import that stopped, if the file has not changed since."""
        progress = read_progress(self.progress_path)
        with suppress(OSError):
            if progress and progress.is_of(self.path):
                return progress
        return None

    def run(
        self, progress: Progress | None = None, resume_from: ResumeFrom = ""
    ) -> Generator[Progress, None, None]:
        """Load the rows, from the start or from `progress`, and yield after each batch.

        Raises:
            ValueError: The file cannot be imported as asked, or another import of it is running;
                the message is for the user.
            OSError: A file cannot be read or written.
            MissingLibrary: The library for the file's format or compression is not installed.
            LoadError: The server refused a batch for a reason other than its rows.
            OutcomeUnknown: The user has to look, and choose `resume_from`.
            TooManyRejected: The import stopped and can be resumed.
            AwsError, ConnectError, CatalogError: There is no session.
        """
        if not self.path.is_file() and self.path.exists():
            raise ValueError(
                f"{self.path} is not a file. Import a regular file, or - for standard input."
            )
        with ExitStack() as stack:
            file = stack.enter_context(closing(self._lock_progress()))
            rejects = stack.enter_context(closing(self._lock_rejects()))
            if progress is None:
                status = self.path.stat()
                progress = Progress(status.st_size, status.st_mtime_ns)
            if not progress.done:
                rejects.clear()
            with open_source(self.path, self.layout) as source:
                target = CopyTarget(self.table, source.read_columns())
            run = _Run(self, target, progress, file, rejects)
            try:
                yield from run.load(resume_from)
            except LoadError as error:
                # Nothing was loaded if a name is wrong or a permission is missing.
                if not run.progress.done and (error.error.sqlstate or "").startswith("42"):
                    file.remove()
                raise
            finally:
                run.session.close()
            file.remove()

    def _lock_progress(self) -> ProgressFile:
        try:
            return ProgressFile(self.progress_path)
        except BlockingIOError:
            raise ValueError(
                f"Another import of {self.path} into {self.table} is running. Wait until it ends."
            ) from None

    def _lock_rejects(self) -> RejectsFile:
        with suppress(OSError):
            if self.rejects.samefile(self.path):
                raise ValueError(f"{self.rejects} is the file to import. Choose another file.")
        try:
            return RejectsFile(self.rejects)
        except BlockingIOError:
            raise ValueError(
                f"Another import writes its rejected rows to {self.rejects}. Wait until it ends, "
                "or choose another file for rejected rows."
            ) from None


class _Run:
    """An import in progress."""

    def __init__(
        self,
        plan: Import,
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
        self._key = find_unique_key(self.session, target)
        self._types = read_column_types(self.session, target.table)

    def load(self, resume_from: ResumeFrom) -> Iterator[Progress]:
        """Load the records that are left."""
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

    def _resolve(self, sent: Sequence[Record], resume_from: ResumeFrom) -> None:
        """Settle the records of a transaction whose outcome is unknown.

        Raises:
            OutcomeUnknown: No key tells whether they are in the table, and neither does the user.
        """
        good = [record for record in sent if not record.problem]
        wrong = [Rejected(record, record.problem) for record in sent if record.problem]
        if resume_from == "after":
            self._settle(BatchSettled(len(sent), wrong))
        elif resume_from == "from" or not good:
            self._load(sent)
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
            for step in load_batch(
                self.session, self._target.statement, self._target.encode, batch
            ):
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
