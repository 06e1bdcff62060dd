"""The account of an import, which all of its sessions keep together.

What a session is about to send is on disk before it is sent, and rejected rows are on disk before
their batch is settled. A settled batch is saved with the next one that is sent, or a moment later.
"""

from __future__ import annotations

from dataclasses import replace
from threading import Event, Lock

from dsql_tui.db.loading import BatchSettled, Loaded
from dsql_tui.importing.progress import Progress, ProgressFile
from dsql_tui.importing.ranges import Range, add_range, remove_range
from dsql_tui.importing.rejects import RejectsFile
from dsql_tui.results.readers import Record


class Stopped(Exception):
    """The import was stopped before a transaction was sent."""


class TooManyRejected(Exception):
    """More rows were rejected than the user allows."""


class Account:
    """The progress of an import and its rejected rows, for all threads."""

    def __init__(
        self,
        progress: Progress,
        file: ProgressFile,
        rejects: RejectsFile,
        max_rejected: int,
        stop: Event,
    ) -> None:
        """Continue an account.

        Args:
            progress: The progress so far.
            file: The file of the progress.
            rejects: The file of rejected rows.
            max_rejected: The rejected rows after which the import stops.
            stop: Is set to stop before the next transaction.
        """
        self.progress = progress
        self.stop = stop
        self._file = file
        self._rejects = rejects
        self._max_rejected = max_rejected
        self._lock = Lock()
        self._saved = progress

    def note_sending(self, start: int, count: int, before: Range) -> None:
        """Note that records are sent in one transaction; that is on disk when this returns.

        Args:
            start: The number of the first one.
            count: How many they are.
            before: The records that the session sent before, in a transaction that has ended.

        Raises:
            Stopped: They must not be sent.
            OSError: It cannot be written.
        """
        if self.stop.is_set():
            raise Stopped
        with self._lock:
            sending = remove_range(self.progress.sending, before)
            self._save(replace(self.progress, sending=(*sending, (start, start + count))))

    def note_unsent(self, start: int, count: int) -> None:
        """Note that a transaction was not committed.

        Raises:
            OSError: It cannot be written.
        """
        with self._lock:
            sending = remove_range(self.progress.sending, (start, start + count))
            self._save(replace(self.progress, sending=sending))

    def settle(self, start: int, settled: BatchSettled[Record], duplicates: int = 0) -> None:
        """Add a transaction that was committed.

        Raises:
            TooManyRejected: It has rejected too many rows.
            OSError: The rejected rows cannot be written.
        """
        with self._lock:
            within = start, start + settled.count
            sending = remove_range(self.progress.sending, within)
            if settled.rejected and settled.count == 1:
                # If the rejects cannot be written, the row is known not to be in the table.
                self._save(replace(self.progress, sending=sending))
            self._rejects.append(settled.rejected)
            progress = self.progress
            self.progress = replace(
                progress,
                settled=add_range(progress.settled, within),
                sending=sending,
                rejected=progress.rejected + len(settled.rejected),
                updated=progress.updated + settled.loaded.updated,
                skipped=progress.skipped + settled.loaded.skipped,
                duplicates=progress.duplicates + duplicates,
            )
            if settled.rejected:
                self._save(self.progress)
            if self.progress.rejected > self._max_rejected:
                raise TooManyRejected(f"More than {self._max_rejected:,} rows were rejected.")

    def count_as_duplicates(self, loaded: Loaded) -> None:
        """Count rows that were updated and skipped as found in the table.

        Raises:
            OSError: It cannot be written.
        """
        with self._lock:
            progress = self.progress
            self._save(
                replace(
                    progress,
                    updated=progress.updated - loaded.updated,
                    skipped=progress.skipped - loaded.skipped,
                    duplicates=progress.duplicates + loaded.updated + loaded.skipped,
                )
            )

    def drop_rejects(self, first: int, last: int | None) -> None:
        """Remove the rejected rows between two lines, which are read again.

        Raises:
            OSError: The file cannot be read or written.
        """
        with self._lock:
            self._rejects.drop(first, last)

    def finish(self) -> None:
        """Save what is settled, and put the rejected rows in the order of the file.

        Raises:
            OSError: A file cannot be written.
        """
        with self._lock:
            if self.progress != self._saved:
                self._save(self.progress)
            self._rejects.sort()

    def save(self) -> None:
        """Save what is settled.

        Raises:
            OSError: It cannot be written.
        """
        with self._lock:
            if self.progress != self._saved:
                self._save(self.progress)

    def _save(self, progress: Progress) -> None:
        self.progress = progress
        self._file.write(progress)
        self._saved = progress
