"""The progress of an import, in a file that survives a crash and a full disk."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from dsql_tui.importing.ranges import Range
from dsql_tui.store.files import make_private_folder, open_locked_file

_SLOT_BYTES = 8192
"""The size of a slot, which has the ranges of the most sessions."""
_TRANSIENT = ("share", "sessions", "note")
"""Fields that are not saved."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of an import. Counts are of records of the file."""

    size: int
    """Bytes of the file."""
    modified: int = 0
    """The time the file was changed last, in nanoseconds since the epoch."""
    settled: tuple[Range, ...] = ()
    """The records that are loaded or rejected. Several sessions settle them out of order."""
    sending: tuple[Range, ...] = ()
    """The records of transactions whose outcome is not known yet, one range for each."""
    rejected: int = 0
    duplicates: int = 0
    """Records of a transaction of unknown outcome that were found in the table."""
    updated: int = 0
    """Records that have updated a row."""
    skipped: int = 0
    """Records that were skipped, because a row of the table has their key."""
    share: float = 0.0
    """The part of the file that was read, from 0 to 1."""
    sessions: int = 0
    """The number of sessions that load."""
    note: str = ""
    """The reason why fewer sessions load than were asked for, as a sentence."""

    @property
    def done(self) -> int:
        """The number of records that are loaded or rejected."""
        return sum(end - start for start, end in self.settled)

    @property
    def has_begun(self) -> bool:
        """True if rows may be in the table."""
        return bool(self.settled or self.sending)

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
        saved = {name: value for name, value in asdict(progress).items() if name not in _TRANSIENT}
        content = json.dumps({"number": self._number, **saved}).encode()
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
        settled, sending = (_parse_ranges(values.pop(name)) for name in ("settled", "sending"))
        number = values.pop("number")
        progress = Progress(**values, settled=settled, sending=sending)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    valid = all(type(count) is int and count >= 0 for count in (number, *values.values()))
    return (number, progress) if valid else None


def _parse_ranges(values: list[Any]) -> tuple[Range, ...]:
    """Return the ranges of a slot.

    Raises:
        ValueError, TypeError: They are none.
    """
    ranges = []
    for start, end in values:
        if not 0 <= int(start) < int(end):
            raise ValueError
        ranges.append((int(start), int(end)))
    return tuple(ranges)
