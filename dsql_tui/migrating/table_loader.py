"""Loading the files of rows by the path of an import."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from time import sleep
from typing import Literal, NamedTuple

from dsql_tui.applying.transactions import TransactionSender
from dsql_tui.db.loading import LoadError
from dsql_tui.db.queries import CatalogError, fetch_value
from dsql_tui.db.session import ConnectError
from dsql_tui.dsql.sqlstate import INSUFFICIENT_PRIVILEGE, SERIALIZATION_FAILURE
from dsql_tui.importing import Import, OutcomeUnknown, Progress, ResumeFrom
from dsql_tui.migrating.extraction import DATA
from dsql_tui.migrating.state import DataFile
from dsql_tui.migrating.step_runner import MigrationStopped
from dsql_tui.opening import Access
from dsql_tui.results.readers import Layout
from dsql_tui.sql.conversion.schema import Table
from dsql_tui.store.files import make_private_folder

REJECTED = "rejected"
"""The folder of rejected rows with their reasons, in that of the migration."""

_MAX_FAILURES = 8
"""Failures in a row without a row loaded, after which the migration stops."""
_ALL_ROWS = 10**12
"""No number of rejected rows ends an import: they are in a file, and the account says so."""

_Failure = LoadError | ConnectError | CatalogError


class RowsLoaded(NamedTuple):
    """The rows of a file so far."""

    file: DataFile
    progress: Progress


class TableLoader:
    """Loads files of rows into tables."""

    def __init__(
        self, access: Access, sender: TransactionSender, folder: Path, save: Callable[[], object]
    ) -> None:
        self._access = access
        self._sender = sender
        self._folder = folder
        self._save = save
        make_private_folder(folder / REJECTED)

    def load(self, file: DataFile, table: Table, before: int) -> Iterator[RowsLoaded]:
        """Load a file, from where it stopped, and yield after each batch.

        Args:
            file: The file.
            table: Its table.
            before: The rows that other files have loaded into the table.

        Raises:
            MigrationStopped: The server refuses more than the rows.
            AwsError, OSError: There are no credentials, or a file cannot be written.
        """
        plan = Import(
            self._access,
            _write_name(table),
            self._folder / DATA / file.name,
            Layout("tsv", tuple(file.columns), header=False),
            self._folder / REJECTED / f"{file.name}.jsonl",
            _ALL_ROWS,
            jobs=None,
        )
        failures, done = 0, -1
        resume: ResumeFrom = ""
        while not file.done:
            outcome = yield from self._try(plan, file, resume)
            resume = self._find_out(plan, table, before) if outcome == "unknown" else ""
            if isinstance(outcome, Exception):
                reached = (plan.load_progress() or Progress(0)).done
                failures = failures + 1 if reached <= done else 1
                done = max(done, reached)
                self._judge(file, outcome, failures)

    def _try(
        self, plan: Import, file: DataFile, resume: ResumeFrom
    ) -> Generator[RowsLoaded, None, _Failure | Literal["done", "unknown"]]:
        """Load what is left of a file once; return how that ended."""
        start = plan.load_progress()
        if start:
            self._note(file, start)
        try:
            for progress in plan.run(start, resume):
                self._note(file, progress)
                yield RowsLoaded(file, progress)
        except OutcomeUnknown:
            return "unknown"
        except (LoadError, ConnectError, CatalogError) as error:
            return error
        self._finish(file)
        return "done"

    def _note(self, file: DataFile, progress: Progress) -> None:
        """Note the rows so far; the last ones end the file, before the progress is removed."""
        file.loaded = progress.imported + progress.duplicates
        file.rejected = progress.rejected
        if progress.done >= file.rows and not progress.sending:
            self._finish(file)

    def _finish(self, file: DataFile) -> None:
        if not file.done:
            file.done = True
            self._save()

    def _judge(self, file: DataFile, error: _Failure, failures: int) -> None:
        """Wait before the rows are sent again, or note that they cannot be loaded.

        Raises:
            MigrationStopped: It failed too often.
        """
        reason = error.error
        code = reason.sqlstate or ""
        if (
            isinstance(error, LoadError)
            and code.startswith(("42", "0A"))
            and code != INSUFFICIENT_PRIVILEGE
        ):
            file.error = f"{code}: {reason.message}"
            self._finish(file)
            return
        passes = reason.lost or code in (SERIALIZATION_FAILURE, "") or code.startswith(("53", "XX"))
        unknown = isinstance(error, LoadError) and error.outcome_unknown
        if failures > _MAX_FAILURES or not (passes or unknown):
            raise MigrationStopped(reason.message, reason)
        sleep(min(2.0 ** (failures - 1) / 4, 10))

    def _find_out(self, plan: Import, table: Table, before: int) -> ResumeFrom:
        """Return whether the rows of the last transaction are in the table, by counting.

        Only this migration writes to the table, and a transaction is kept whole or not.
        """
        query = f"select count(*) from {_write_name(table)}"
        count = int(self._sender.read(lambda session: fetch_value(session.run(query))))
        progress = plan.load_progress()
        assert progress is not None
        known = before + progress.imported + progress.duplicates
        return "after" if count > known else "from"


def _write_name(table: Table) -> str:
    return table.name.sql
