"""The file of rejected rows: a line of JSON for each, with its reason."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from dsql_tui.db.loading import Rejected
from dsql_tui.results.readers import Record
from dsql_tui.store import paths
from dsql_tui.store.files import PRIVATE_MODE, make_private_folder, open_locked_file, write_atomic

_START = b'{"line": '
"""The start of each row."""


def get_default_rejects(path: Path) -> Path:
    """Return the file of the rows of `path` that are rejected, unless the user names another."""
    return path.with_name(f"{path.name}.rejected.jsonl")


class RejectsFile:
    """A file of rejected rows that one import uses at a time."""

    def __init__(self, path: Path) -> None:
        """Lock the file, without creating it.

        Raises:
            BlockingIOError: Another import uses it.
            OSError: The lock cannot be created.
        """
        self.path = path
        folder = paths.data_folder() / "imports"
        make_private_folder(folder)
        name = sha256(os.fsencode(path.resolve())).hexdigest()[:24]
        self._lock_path = folder / f"{name}.lock"
        self._lock = open_locked_file(self._lock_path, os.O_RDWR)

    def clear(self) -> None:
        """Remove the rows of an earlier import.

        Raises:
            OSError: The file cannot be removed.
        """
        if self.path.is_file():
            self.path.unlink()

    @property
    def is_special(self) -> bool:
        """True if rows cannot be put in order later, as in a pipe or a device."""
        return self.path.exists() and not self.path.is_file()

    def drop(self, first: int, last: int | None = None) -> None:
        """Remove the rows between two lines of the imported file, which a crash may have left.

        Args:
            first: The number of the first line.
            last: The number of the last line; `None` is the end of the file.

        Raises:
            OSError: The file cannot be read or written.
        """
        if self.path.is_file():
            content = self.path.read_bytes()
            rows = content.splitlines(keepends=True)
            self._replace(content, [row for row in rows if not _is_between(row, first, last)])

    def sort(self) -> None:
        """Put the rows in the order of the imported file; several sessions reject them in another.

        Raises:
            OSError: The file cannot be read or written.
        """
        if not self.path.is_file():
            return
        content = self.path.read_bytes()
        rows = content.splitlines(keepends=True)
        if all(row.startswith(_START) and row.endswith(b"\n") for row in rows):
            self._replace(content, sorted(rows, key=_read_line))

    def _replace(self, content: bytes, rows: Sequence[bytes]) -> None:
        """Replace the content of the file by some of its rows."""
        new = b"".join(rows)
        if new == content:
            return
        if content.startswith(new):
            os.truncate(self.path, len(new))
        else:
            write_atomic(self.path, new)

    def append(self, rejected: Sequence[Rejected[Record]]) -> None:
        """Write rejected rows; they are on disk when this returns.

        Raises:
            OSError: They cannot be written.
        """
        if not rejected:
            return
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_MODE)
        try:
            _write(descriptor, b"".join(map(_format_line, rejected)))
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.path)) from None
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Remove the lock."""
        self._lock_path.unlink(missing_ok=True)
        os.close(self._lock)


def _is_between(row: bytes, first: int, last: int | None) -> bool:
    """Return whether a row is between two lines, or is not complete."""
    if not row.startswith(_START) and not _START.startswith(row):
        return False
    try:
        number = _read_line(row)
    except ValueError:
        return not row.endswith(b"\n")
    return not row.endswith(b"\n") or (first <= number and (last is None or number <= last))


def _read_line(row: bytes) -> int:
    """Return the line of a row.

    Raises:
        ValueError: It has none.
    """
    return int(row[len(_START) :].partition(b",")[0])


def _write(descriptor: int, data: bytes) -> None:
    """Append data to a file and wait for the disk; if that fails, leave the file as it was."""
    status = os.fstat(descriptor)
    is_file = stat.S_ISREG(status.st_mode)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
        if is_file:
            os.fsync(descriptor)
    except OSError:
        if is_file:
            os.ftruncate(descriptor, status.st_size)
        raise


def _format_line(rejected: Rejected[Record]) -> bytes:
    line = {
        "line": rejected.record.line,
        "reason": rejected.reason,
        "sqlstate": rejected.sqlstate,
        "text": rejected.record.text,
    }
    return json.dumps(line).encode() + b"\n"
