"""Writing files so that a crash leaves the old one or the new one, and nobody else reads them."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PRIVATE, PRIVATE_FOLDER = 0o600, 0o700
"""Modes of what is ours alone."""


@contextlib.contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of `path` at the end, unless something is raised.

    A device or a pipe is written to as it is.

    Raises:
        OSError: there is no room, or no permission; the old file is as it was.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:  # an interrupt too leaves no half a file behind
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file by `content`, whole or not at all; its folder is made where it is missing.

    Raises:
        OSError: there is no room, or no permission; the old file is as it was.
    """
    with whole(path) as file:
        file.write(content)
