"""One import: a file into a table, with its progress and its rejected rows in files."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from threading import Event

from dsql_tui.db.loading import CopyTarget, LoadError
from dsql_tui.importing.account import Account
from dsql_tui.importing.loader import Loader
from dsql_tui.importing.plan import Plan, ResumeFrom
from dsql_tui.importing.progress import Progress, ProgressFile
from dsql_tui.importing.rejects import RejectsFile
from dsql_tui.importing.source import open_source


@dataclass(frozen=True, slots=True)
class Import(Plan):
    """A file to load into a table."""

    def run(
        self,
        progress: Progress | None = None,
        resume_from: ResumeFrom = "",
        stop: Event | None = None,
    ) -> Generator[Progress, None, None]:
        """Load the rows, from the start or from `progress`, and yield after each batch.

        Args:
            progress: The progress of an import that stopped.
            resume_from: The user's answer about the first rows of it whose outcome is unknown.
            stop: Set it to stop: the transactions that are running end, and the import can be
                resumed.

        Raises:
            ValueError: The file cannot be imported as asked, or another import of it is running;
                the message is for the user.
            OSError: A file cannot be read or written.
            MissingLibrary: The library for the file's format or compression is not installed.
            LoadError: The server refused a batch for a reason other than its rows, or the outcome
                of rows is unknown and the cluster cannot be reached.
            OutcomeUnknown: The user has to look, and choose `resume_from`.
            TooManyRejected: The import stopped and can be resumed.
            AwsError, ConnectError, CatalogError: There is no session.
        """
        if not self.path.is_file() and self.path.exists():
            raise ValueError(
                f"{self.path} is not a file. Import a regular file, or - for standard input."
            )
        stop = stop or Event()
        with ExitStack() as stack:
            file = stack.enter_context(closing(self._lock_progress()))
            rejects = stack.enter_context(closing(self._lock_rejects()))
            if progress is None:
                status = self.path.stat()
                progress = Progress(status.st_size, status.st_mtime_ns)
            if not progress.has_begun:
                rejects.clear()
            with open_source(self.path, self.layout) as source:
                target = CopyTarget(self.table, source.read_columns())
            account = Account(progress, file, rejects, self.max_rejected, stop)
            loader = stack.enter_context(
                closing(Loader(self, target, account, in_order=rejects.is_special))
            )
            try:
                yield from loader.load(resume_from)
            except LoadError as error:
                # Nothing was loaded if a name is wrong or a permission is missing.
                if not account.progress.has_begun and (error.error.sqlstate or "").startswith("42"):
                    file.remove()
                raise
            finally:
                account.finish()
            if loader.complete:
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
