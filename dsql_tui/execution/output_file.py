r"""The files of `\o` and `\g`: written as a whole, or left as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from dsql_tui.store.files import open_atomic

_MAX_IN_MEMORY = 8 * 1024 * 1024
"""Bytes that are held in memory; more go to an unnamed file."""


class _Checked(Exception):
    """The file can be written."""


class OutputFile:
    """Holds what is written until `publish`, which replaces the file."""

    def __init__(self, name: str) -> None:
        """Check that the file can be written. Blocks.

        Raises:
            OSError: It cannot.
        """
        self.name = name
        self._path = Path(name).expanduser()
        self._device: BinaryIO | None = None
        self._kept = self._published = 0
        if self._path.exists() and not self._path.is_file():  # a device or a pipe
            self._device = self._path.open("wb")
        else:
            with suppress(_Checked), open_atomic(self._path):
                raise _Checked
        self._held = SpooledTemporaryFile(max_size=_MAX_IN_MEMORY)  # noqa: SIM115 - until `close`

    def write(self, parts: Iterable[bytes]) -> None:
        """Add parts; without an error, all of them.

        Raises:
            OSError: They cannot be written.
        """
        target = self._device or cast(BinaryIO, self._held)
        begun = target.tell() if self._device is None else 0
        try:
            target.writelines(parts)
            target.flush()
        except BaseException as error:  # Half a result is none.
            if self._device is None:
                self._held.truncate(self._held.seek(begun))
            if isinstance(error, OSError):
                error.filename = self.name
            raise

    def keep(self) -> None:
        """Note that what was written so far is kept."""
        self._kept = self._held.tell()

    def forget(self) -> None:
        """Remove what was written since `keep`."""
        self._held.truncate(self._held.seek(self._kept))

    def publish(self, new_only: bool = False) -> None:
        """Replace the file with what was written. Blocks.

        Args:
            new_only: True to do nothing if nothing was written since the last time.

        Raises:
            OSError: The file cannot be written; it is unchanged.
        """
        end = self._held.tell()
        if self._device is not None or (new_only and end == self._published):
            return
        self._held.seek(0)
        with open_atomic(self._path) as file:
            copyfileobj(self._held, file)
        self._held.seek(end)
        self._published = end

    def close(self) -> None:
        """Forget what was not published."""
        self._held.close()
        if self._device is not None:
            with suppress(OSError):
                self._device.close()


@contextmanager
def open_result(name: str) -> Iterator[BinaryIO]:
    r"""Open the file of a `\g`, which is replaced as a whole or stays as it is.

    Raises:
        OSError: The file cannot be written.
    """
    path = Path(name).expanduser()
    try:
        with open_atomic(path) as file:
            yield file
    except OSError as error:
        error.filename = error.filename or name
        raise
