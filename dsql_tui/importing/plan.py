"""The plan of an import: which file into which table, and how."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from dsql_tui.db.loading import CopyTarget
from dsql_tui.db.session import Session
from dsql_tui.db.upserting import OnConflict, read_primary_key
from dsql_tui.importing.progress import Progress, read_progress
from dsql_tui.opening import Access
from dsql_tui.results.readers import Layout
from dsql_tui.store import paths

ResumeFrom = Literal["", "after", "from"]
"""The user's answer about rows whose outcome is unknown: none, continue after them because they are
in the table, or send them again because they are not."""

DEFAULT_JOBS = 8
"""Sessions that load at the same time; `benchmarks/loading.py` compares others."""
MAX_JOBS = 32
"""The most sessions of one import."""


@dataclass(frozen=True, slots=True)
class Plan:
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
    on_conflict: OnConflict | None = None
    """The treatment of a row whose key is in the table; `None` rejects it."""
    key: tuple[str, ...] = ()
    """The columns of the unique key for `on_conflict`; if empty, those of the primary key."""
    jobs: int | None = 1
    """The most sessions that load at the same time. `None` is `DEFAULT_JOBS`, or one where no
    unique key would tell which rows are in the table."""

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

    def choose_key(
        self, session: Session, target: CopyTarget, types: Mapping[str, str]
    ) -> tuple[str, ...]:
        """Return the columns of the key that decides which rows conflict.

        Raises:
            ValueError: There is none among the columns of the file; the message is for the user.
            CatalogError: The server does not tell.
        """
        if not types:
            raise ValueError(f"There is no table {self.table}.")
        key = self.key or read_primary_key(session, self.table)
        if not key:
            raise ValueError(
                f"{self.table} has no primary key. Name the columns of a unique key of the table."
            )
        for name in key:
            if name not in target.columns:
                raise ValueError(f"The file has no column “{name}”, which is part of the key.")
        return key
