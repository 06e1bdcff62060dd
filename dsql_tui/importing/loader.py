"""Loading the records of a file in batches, each in one transaction, in several sessions.

The progress is saved before each transaction, with what was settled until then. If the link or the
computer fails while a transaction is in flight, all of its rows are in the table, or none. If the
table has a unique key, the rows are looked up by this key; if not, the user has to look and say.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from dsql_tui.db.loading import CopyTarget, split_batches
from dsql_tui.db.session import Session
from dsql_tui.importing.account import Account, Stopped
from dsql_tui.importing.batch_loader import Batch, BatchLoader
from dsql_tui.importing.import_session import ImportSession
from dsql_tui.importing.outcome_unknown import OutcomeUnknown
from dsql_tui.importing.plan import Plan, ResumeFrom
from dsql_tui.importing.progress import Progress
from dsql_tui.importing.ranges import Part, split_file
from dsql_tui.importing.session_pool import SessionPool
from dsql_tui.importing.source import Source, open_source
from dsql_tui.importing.target_table import read_table
from dsql_tui.results.readers import Record


class Loader:
    """An import in progress."""

    def __init__(self, plan: Plan, target: CopyTarget, account: Account, in_order: bool) -> None:
        """Open the first session, and read what has to be known of the table.

        Args:
            plan: The import.
            target: The table and the columns of the file.
            account: The progress and the rejected rows.
            in_order: True to load the rows in the order of the file, in one session.

        Raises:
            ValueError: The key does not fit the file; the message is for the user.
            AwsError, ConnectError, CatalogError: There is no session.
        """
        self.account = account
        self._plan = plan
        session = plan.access.open()
        try:
            self._table = read_table(session, plan, target)
        except BaseException:  # Ctrl+C too must not leave the session open.
            session.close()
            raise
        self._first_session: Session | None = session
        jobs, self._note = (1, "") if in_order else self._table.choose_jobs(plan.jobs)
        self._pool = SessionPool(jobs, account, self._make_loader)
        self._keys = self._table.make_keys()
        self._answer: ResumeFrom = ""
        self.complete = True
        """False if records are left, because the account said stop."""

    def _make_loader(self) -> BatchLoader:
        session, self._first_session = self._first_session, None
        return BatchLoader(
            ImportSession(self._plan.access, self.account.stop, session), self._table, self.account
        )

    def close(self) -> None:
        """End all sessions."""
        self._pool.close()
        if self._first_session is not None:
            self._first_session.close()

    def load(self, answer: ResumeFrom) -> Iterator[Progress]:
        """Load the records that are left, until the account says stop.

        Args:
            answer: The user's answer about the first rows whose outcome is unknown.

        Raises:
            LoadError, OutcomeUnknown, TooManyRejected, ConnectError: As `Import.run`.
        """
        self._answer = answer
        try:
            with open_source(self._plan.path, self._plan.layout) as source:
                yield from self._load(source)
        except KeyboardInterrupt:
            self._pool.interrupt()
            raise
        except BaseException as error:  # The sessions end first; their news may be worse.
            errors = (error, *self._pool.finish())
            unknown = [each for each in errors if isinstance(each, OutcomeUnknown)]
            if not unknown:
                raise
            raise min(unknown, key=lambda each: each.line) from None

    def _load(self, source: Source) -> Iterator[Progress]:
        stop = self.account.stop
        for batch in self._read_batches(source):
            while not stop.is_set() and (self._pool.is_full or self._keys.collide(batch.keys)):
                yield self._settle_next(source)
            if stop.is_set():
                self.complete = False
                break
            self._keys.add(batch.keys)
            self._pool.add(batch)
        while not self._pool.is_idle:
            yield self._settle_next(source)

    def _settle_next(self, source: Source) -> Progress:
        """Wait until a batch is settled, and return the progress."""
        try:
            self._keys.remove(self._pool.take().keys)
        except Stopped:
            self.complete = False
        return replace(
            self.account.progress,
            share=source.share,
            sessions=self._pool.sessions,
            note=self._note,
        )

    def _read_batches(self, source: Source) -> Iterator[Batch]:
        """Yield what is left of the file in batches, and what is unknown as it was sent."""
        progress = self.account.progress
        records = source.read_records(self._table.target.columns, self._table.json_columns)
        for part in split_file(progress.settled, progress.sending):
            rest = records if part.end is None else islice(records, part.end - part.start)
            if part.kind == "settled":
                deque(rest, maxlen=0)
            elif part.kind == "sending":
                if sent := list(rest):
                    self.account.drop_rejects(sent[0].line, sent[-1].line)
                    answer, self._answer = self._answer, ""
                    yield self._make_batch(part.start, sent, unknown=True, answer=answer)
            else:
                yield from self._split(rest, part, resumed=progress.has_begun)

    def _split(self, records: Iterator[Record], part: Part, resumed: bool) -> Iterator[Batch]:
        """Yield a part of the file in batches, without what a crash left of their rejected rows."""
        start = part.start
        for batch in split_batches(records):
            if resumed and (part.end is not None or start == part.start):
                last = None if part.end is None else batch[-1].line
                self.account.drop_rejects(batch[0].line, last)
            yield self._make_batch(start, batch)
            start += len(batch)

    def _make_batch(
        self,
        start: int,
        records: Sequence[Record],
        unknown: bool = False,
        answer: ResumeFrom = "",
    ) -> Batch:
        return Batch(start, records, unknown, answer, self._keys.read_keys(records))
