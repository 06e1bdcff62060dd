"""The journal: an append-only log for each console, with every text that it held.

The writer of a journal holds a lock on it, which the system releases when the process ends: a
journal that is neither locked nor closed belongs to a console that was lost.
"""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Collection
from dataclasses import replace
from itertools import count
from pathlib import Path
from time import time
from uuid import uuid4

from dsql_tui.store.draft import Draft, Version
from dsql_tui.store.files import make_private_folder, open_locked_file
from dsql_tui.store.journal_records import (
    CLOSED_RECORD,
    format_marks,
    format_record,
    is_closed,
    read_last_draft,
    read_marks,
    read_versions,
)
from dsql_tui.store.private_text import find_private, mark_statement, remove_private

MAX_SIZE = 8 * 1024 * 1024
"""Bytes of a journal; beyond them its older half is dropped, unless the text is that long."""
MAX_AGE = 30 * 86400
"""Seconds that the texts of a closed console are kept."""

_MAX_RATIO = 16
"""Times the size of its text that a journal may have in any case."""
_SUFFIX = ".jsonl"
_APPEND = os.O_WRONLY | os.O_APPEND


class Journal:
    """The journal of one console, used by one process and one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create the journal, and lock it.

        Raises:
            BlockingIOError: Another process has locked it.
            OSError: It cannot be opened.
        """
        self.path = path
        self._file = open_locked_file(path, _APPEND)
        try:
            self.draft = read_last_draft(path)
            self._marks = read_marks(path)
        except OSError:
            os.close(self._file)
            raise
        """The last draft recorded; `None` if there is none or it is not known."""
        self._number = 0
        """The number of the last record; 0 if the next one must be a complete text."""

    def write(self, draft: Draft, at: float | None = None) -> None:
        """Record a draft, and return when it is on disk.

        Raises:
            OSError: It was not written, for example because the disk is full. The next call
                records the complete text.
        """
        if draft == self.draft:
            return
        number, before = self._number + 1, self.draft if self._number else None
        self.draft, self._number = None, 0
        _append(self._file, format_record(number, Version(at or time(), draft), before))
        self.draft, self._number = draft, number
        if os.fstat(self._file).st_size > max(MAX_SIZE, _MAX_RATIO * len(draft.text)):
            with contextlib.suppress(OSError):  # The journal stays longer than it should be.
                self._halve()

    def mark(self, private: Collection[str]) -> None:
        """Record that statements must not stay in the journal, for the case of a crash.

        Raises:
            OSError: It was not written.
        """
        new = set(map(mark_statement, private)) - self._marks
        if new:
            _append(self._file, format_marks(new))
            self._marks |= new

    def close(self, done: bool = False, private: Collection[str] | None = None) -> None:
        """Release the journal. One without any text is removed.

        Args:
            done: The console was closed and is not restored.
            private: Statements that must not stay in the journal, with those that were marked
                before a crash. If it has one, all texts but the last are dropped, and the statement
                is removed from the last one. `None` removes nothing.
        """
        with contextlib.suppress(OSError):  # The console is restored as it is.
            if private is not None:
                self._remove(private)
        if all(version.draft.is_blank for version in read_versions(self.path)):
            self.path.unlink(missing_ok=True)
        elif done:
            with contextlib.suppress(OSError):  # The console is restored, and nothing is lost.
                _append(self._file, CLOSED_RECORD)
        os.close(self._file)

    def _remove(self, private: Collection[str]) -> None:
        pattern = find_private(private)
        marks = self._marks - set(map(mark_statement, private))  # of an earlier process
        *_, last = [None, *read_versions(self.path)]
        versions = read_versions(self.path)
        found = bool(marks) or any(
            pattern and pattern.search("\n".join(version.draft.lines)) for version in versions
        )
        if last and found:
            self._marks = set()
            self._replace([replace(last, draft=remove_private(last.draft, pattern, marks))])

    def _halve(self) -> None:
        """Drop the older half of the versions: a new file replaces the journal."""
        versions = list(read_versions(self.path))
        self._replace(versions[len(versions) // 2 :])

    def _replace(self, versions: list[Version]) -> None:
        before = [None, *(version.draft for version in versions)]
        records = map(format_record, count(1), versions, before)
        new = self.path.with_suffix(".new")
        file = open_locked_file(new, _APPEND)
        os.ftruncate(file, 0)
        _append(file, b"".join(records) + format_marks(self._marks))
        new.replace(self.path)
        os.close(self._file)
        self._file, self._number = file, len(versions)


class JournalFolder:
    """The journals of one cluster's consoles."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self) -> Journal:
        """Create a journal for a new console.

        Raises:
            OSError: It cannot be created.
        """
        make_private_folder(self.folder)
        return Journal(self.folder / f"{time():017.6f}-{uuid4().hex[:8]}{_SUFFIX}")

    def find_lost(self) -> list[Journal]:
        """Open the journals of consoles that no process has, the oldest first."""
        found = []
        for path in self._paths():
            with contextlib.suppress(OSError):
                if not is_closed(path):
                    found.append(Journal(path))
        return found

    def read_closed_texts(self) -> list[Version]:
        """Return the last text of each closed console, the newest first; remove old journals."""
        found = []
        for path in self._paths():
            with contextlib.suppress(OSError):
                if not is_closed(path):
                    continue
                newest = deque(read_versions(path), maxlen=1)
                if not newest or time() - newest[0].at > MAX_AGE:
                    path.unlink(missing_ok=True)
                else:
                    found.append(newest[0])
        return sorted(found, key=lambda version: version.at, reverse=True)

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{_SUFFIX}"))


def _append(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
    os.fsync(file)
