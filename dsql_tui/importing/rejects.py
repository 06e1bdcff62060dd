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
from dsql_tui.store.files import PRIVATE_MODE, make_private_folder, open_locked_file

_START = b'{"line": '
"""The start of each row."""


def default_rejects(path: Path) -> Path:
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

    def drop_from(self, line: int) -> None:
        """Remove the rows from a line of the imported file on, which a crash may have left.

        Raises:
            OSError: The file cannot be read or written.
        """
        if not self.path.is_file():
            return
        with self.path.open("r+b") as file:
            rows, kept = file.readlines(), 0
            for row in rows:
                if _is_from(row, line):
                    break
                kept += len(row)
            file.truncate(kept)

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


def _is_from(row: bytes, line: int) -> bool:
    """Return whether a row is of a line or behind it, or is not complete."""
    if not row.startswith(_START) and not _START.startswith(row):
        return False
    try:
        number: int = json.loads(row)["line"]
    except ValueError:
        return not row.endswith(b"\n")
    return number >= line or not row.endswith(b"\n")


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
