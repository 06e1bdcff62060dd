"""The progress of an import, in a file that survives a crash and a full disk."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from zlib import crc32

from dsql_tui.store.files import make_private_folder, open_locked_file

_SLOT_BYTES = 512
"""The size of a record: one sector, which a disk writes as a whole."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of an import. Counts are of records of the file."""

    size: int
    """Bytes of the file."""
    modified: int = 0
    """The time the file was changed last, in nanoseconds since the epoch."""
    done: int = 0
    sending: int = 0
    """The records of a transaction whose outcome is not known yet."""
    rejected: int = 0
    duplicates: int = 0
    """Records of a transaction of unknown outcome that were found in the table."""
    updated: int = 0
    """Records that have updated a row."""
    skipped: int = 0
    """Records that were skipped, because a row of the table has their key."""
    share: float = 0.0
    """The part of the file that was read, from 0 to 1."""

    @property
    def has_begun(self) -> bool:
        """True if rows may be in the table."""
        return self.done > 0 or self.sending > 0

    @property
    def imported(self) -> int:
        """The number of rows that this import has added to the table."""
        return self.done - self.rejected - self.duplicates - self.updated - self.skipped

    @property
    def summary(self) -> str:
        """The counts as text."""
        text = f"{self.imported:,} {'row' if self.imported == 1 else 'rows'} imported"
        counts = (
            (self.updated, "updated"),
            (self.skipped, "skipped"),
            (self.duplicates, "were there already"),
            (self.rejected, "rejected"),
        )
        return text + "".join(f", {count:,} {words}" for count, words in counts if count)

    def is_of(self, path: Path) -> bool:
        """Return whether a file is the one that this progress belongs to, unchanged."""
        status = path.stat()
        return (self.size, self.modified) == (status.st_size, status.st_mtime_ns)


class ProgressFile:
    """A locked file with the progress of an import.

    It has two slots that are written in turn, in place: a crash while one is written leaves the
    other, and once the file exists a full disk cannot prevent a write.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file, and lock it.

        Raises:
            BlockingIOError: Another process has locked it.
            OSError: It cannot be opened.
        """
        make_private_folder(path.parent)
        self.path = path
        self._descriptor = open_locked_file(path, os.O_RDWR)
        self._number = max((number for number, _ in _read_slots(path)), default=0)

    def write(self, progress: Progress) -> None:
        """Write the progress; it is on disk when this returns.

        Raises:
            OSError: It cannot be written.
        """
        self._number += 1
        content = json.dumps({"number": self._number, **asdict(progress)}).encode()
        slot = b"%08x %s" % (crc32(content), content)
        offset = self._number % 2 * _SLOT_BYTES
        try:
            os.pwrite(self._descriptor, slot.ljust(_SLOT_BYTES), offset)
            os.fsync(self._descriptor)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.path)) from None

    def remove(self) -> None:
        """Remove the file: the import is complete, or has not begun."""
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Release the lock."""
        os.close(self._descriptor)


def read_progress(path: Path) -> Progress | None:
    """Return the progress in a file, or `None` without a valid one."""
    slots = _read_slots(path)
    return max(slots, key=lambda slot: slot[0])[1] if slots else None


def _read_slots(path: Path) -> list[tuple[int, Progress]]:
    try:
        with path.open("rb") as file:
            content = file.read(2 * _SLOT_BYTES)
    except OSError:
        return []
    slots = (content[start : start + _SLOT_BYTES] for start in (0, _SLOT_BYTES))
    return [slot for each in slots if (slot := _parse_slot(each))]


def _parse_slot(slot: bytes) -> tuple[int, Progress] | None:
    checksum, _, content = slot.rstrip(b" \0").partition(b" ")
    try:
        if int(checksum, 16) != crc32(content):
            return None
        values = json.loads(content)
        number = values.pop("number")
        progress = Progress(**values)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    counts = (getattr(progress, each.name) for each in fields(progress) if each.name != "share")
    valid = all(type(count) is int and count >= 0 for count in (number, *counts))
    return (number, replace(progress, share=0.0)) if valid else None
