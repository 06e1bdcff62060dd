"""Private files and folders, and writes that replace a file only when they are complete."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from dsql_tui.store import paths

PRIVATE_MODE, PRIVATE_FOLDER_MODE = 0o600, 0o700
_TEMPORARY_SUFFIX = ".tmp"
_DESCRIPTORS = "/proc/self/fd"
"""A folder of Linux with a link to each open file."""


def make_private_folder(path: Path) -> None:
    """Create a folder that only its owner can open, with the missing folders above it.

    Folders of an earlier version within the data folder are made private too.

    Raises:
        OSError: The folder cannot be created.
    """
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            folder.mkdir(mode=PRIVATE_FOLDER_MODE, exist_ok=True)
        elif folder.is_relative_to(paths.data_folder()) and folder.stat().st_mode & 0o077:
            with contextlib.suppress(PermissionError):  # It belongs to another user.
                folder.chmod(PRIVATE_FOLDER_MODE)
    if not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))


def open_private(path: Path, flags: int) -> int:
    """Open a file of our own, created if missing, and return its descriptor.

    Only the owner can read it, whatever the umask, and a symbolic link is never followed.

    Raises:
        OSError: The file cannot be opened, or is a symbolic link.
    """
    flags |= os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK  # for a pipe
    descriptor = os.open(path, flags, PRIVATE_MODE)
    if os.fstat(descriptor).st_mode & 0o077:
        os.fchmod(descriptor, PRIVATE_MODE)
    return descriptor


def open_to_read(path: Path) -> BinaryIO:
    """Open a file to read. A pipe does not block: without a writer it is empty.

    Raises:
        OSError: The file cannot be opened.
    """
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")


def open_locked_file(path: Path, flags: int) -> int:
    """Open a file as `open_private` does and lock it; the system releases it with the process.

    The file still has its name then: another process may remove or replace it before.

    Raises:
        BlockingIOError: Another process holds the lock.
        OSError: The file cannot be opened.
    """
    while True:
        descriptor = open_private(path, flags)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)


@contextlib.contextmanager
def lock_file(path: Path) -> Iterator[None]:
    """Wait for a lock on a file of our own, and hold it.

    Raises:
        OSError: The file cannot be opened.
    """
    descriptor = open_private(path, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def open_atomic(path: Path, private: bool = False) -> Iterator[BinaryIO]:
    """Open a file whose content replaces `path` at the end, unless an exception is raised.

    A file that replaces another keeps its mode, unless it has to be `private`; a new one is
    private. A symbolic link stays one. A device or pipe is written to directly, but never in place
    of a private file: a pipe without a reader would block for ever.

    Raises:
        OSError: The file cannot be written; the old file is unchanged.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        if private and not path.is_char_device():  # such as a link to /dev/null
            raise OSError(errno.EINVAL, "It is not a regular file", str(path))
        with path.open("wb") as file:
            yield file
        return
    if not path.parent.exists():
        raise FileNotFoundError(errno.ENOENT, "The folder does not exist", str(path.parent))
    _remove_leftovers(path)
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}{_TEMPORARY_SUFFIX}")
    descriptor, named = _open_temporary(temporary)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            if not private and path.exists():
                os.fchmod(descriptor, path.stat().st_mode & 0o7777)
            os.fsync(descriptor)
            if not named:
                os.link(f"{_DESCRIPTORS}/{descriptor}", temporary, src_dir_fd=descriptor)
                named = True
            temporary.replace(path)
    except BaseException:  # Also an interrupt leaves no temporary file.
        if named:
            temporary.unlink(missing_ok=True)
        raise


def write_atomic(path: Path, content: bytes, private: bool = False) -> None:
    """Replace the content of a file in one step, as `open_atomic` does.

    Raises:
        OSError: The file cannot be written; the old file is unchanged.
    """
    with open_atomic(path, private) as file:
        file.write(content)


def write_new_files(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write each text to a new file in a folder, and return the paths.

    Raises:
        FileExistsError: One of the files exists; nothing was written.
        OSError: A file cannot be written.
    """
    files = {folder / name: text for name, text in texts.items()}
    for path in files:
        if path.exists():
            raise FileExistsError(errno.EEXIST, "The file exists already", str(path))
    for path, text in files.items():
        make_private_folder(path.parent)
        write_atomic(path, text.encode())
    return list(files)


def _open_temporary(path: Path) -> tuple[int, bool]:
    """Open a temporary file; return its descriptor, and whether it has a name.

    A file without a name, which Linux offers, disappears even if the process is killed. A file
    with a name is locked, so that `_remove_leftovers` can tell it from one whose process died.
    """
    if hasattr(os, "O_TMPFILE") and Path(_DESCRIPTORS).exists():
        with contextlib.suppress(OSError):  # Not every file system offers it.
            flags = os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC
            return os.open(path.parent, flags, PRIVATE_MODE), False
    descriptor = open_private(path, os.O_RDWR | os.O_EXCL)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor, True


def _remove_leftovers(path: Path) -> None:
    """Remove temporary files of `path` that a killed process left behind."""
    start = f".{path.name}."
    with contextlib.suppress(OSError):
        for name in [entry.name for entry in path.parent.iterdir()]:
            if name.startswith(start) and name.endswith(_TEMPORARY_SUFFIX):
                leftover = path.with_name(name)
                with contextlib.suppress(OSError):
                    descriptor = open_locked_file(leftover, os.O_RDWR)
                    leftover.unlink()
                    os.close(descriptor)
