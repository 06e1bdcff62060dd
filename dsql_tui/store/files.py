"""Writing files so that a crash leaves the old one or the new one, and nobody else reads them."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

PRIVATE, PRIVATE_FOLDER = 0o600, 0o700
"""Modes of what is ours alone."""


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file by `content`, whole or not at all; its folder is made where it is missing.

    Raises:
        OSError: there is no room, or no permission; the old file is as it was.
    """
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
