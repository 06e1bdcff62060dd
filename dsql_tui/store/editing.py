"""Files that the user writes, and several consoles: read with care, changed by one at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

from dsql_tui.store.files import PRIVATE_FOLDER, write_whole

LARGEST = 1_000_000
"""Bytes; nobody has typed so much."""


class Unusable(Exception):
    """A file cannot be read or written; the text is one sentence that names it."""


def read_text(path: Path) -> str:
    """What a file holds; nothing, where there is none.

    Raises:
        Unusable: it cannot be read, is too large, or is no UTF-8.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}.") from None
    if len(raw) > LARGEST:
        raise Unusable(f"{path} is larger than {LARGEST:,} bytes, and was not read.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unusable(f"{path}, line {line}: this is no UTF-8.") from None


def change(path: Path, edit: Callable[[str], str]) -> None:
    """Replace what a file holds by what `edit` makes of it; meanwhile no other console does.

    Raises:
        Unusable: it cannot be read or written, and is as it was.
    """
    try:
        path = path.resolve()  # a link to where the user keeps such files stays one
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        with path.with_name(f".{path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            write_whole(path, edit(read_text(path)).encode())
    except OSError as error:
        raise Unusable(f"{path} cannot be written: {error.strerror}.") from None
