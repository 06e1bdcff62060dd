"""Reading and editing of configuration files that the user and several consoles change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dsql_tui.store.files import lock_file, make_private_folder, open_to_read, write_atomic

MAX_SIZE = 1_000_000
"""Bytes of a file that is read."""


class FileError(Exception):
    """A file cannot be read or written; the message is a sentence that names it."""


def read_text(path: Path) -> str:
    """Return the content of a file, or an empty text if it does not exist.

    Raises:
        FileError: The file cannot be read, is too large, or is not UTF-8.
    """
    try:
        with open_to_read(path) as file:
            raw = file.read(MAX_SIZE + 1) or b""
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from None
    if len(raw) > MAX_SIZE:
        raise FileError(f"{path} is larger than {MAX_SIZE:,} bytes and was not read.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FileError(f"{path}, line {line}: this is not UTF-8.") from None


def edit_file(path: Path, edit: Callable[[str], str], discard_unreadable: bool = False) -> None:
    """Replace the content of a file by what `edit` returns for it, under a lock.

    `discard_unreadable` takes a damaged file for an empty one, as is right for a cache.

    Raises:
        FileError: The file cannot be read or written; it is unchanged.
    """
    try:
        path = path.resolve()  # A link into a folder of dotfiles stays a link.
        make_private_folder(path.parent)
        with lock_file(path.with_name(f".{path.name}.lock")):
            try:
                text = read_text(path)
            except FileError:
                if not discard_unreadable:
                    raise
                text = ""
            write_atomic(path, edit(text).encode(), private=True)
    except OSError as error:
        raise FileError(f"{path} cannot be written: {_describe(error)}.") from None


def _describe(error: OSError) -> str:
    return f"{error.strerror} ({error.filename})" if error.filename else str(error.strerror)
