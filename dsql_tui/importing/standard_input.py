"""Standard input as a file to import, so that an import that stops can be resumed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from shutil import copyfileobj

from dsql_tui.results.readers import SUFFIXES
from dsql_tui.store import paths
from dsql_tui.store.files import make_private_folder, open_private

REJECTS = Path("standard-input.rejected.jsonl")
"""The file for rejected rows, in the current folder, unless the user names another."""


def save_standard_input(kind: str) -> Path:
    """Read standard input to its end into a private file, and return its path.

    Raises:
        OSError: It cannot be read or written; no file is left.
    """
    folder = paths.data_folder() / "imports"
    make_private_folder(folder)
    path = folder / f"standard-input-{os.urandom(4).hex()}{SUFFIXES[kind]}"
    try:
        with os.fdopen(open_private(path, os.O_WRONLY | os.O_EXCL), "wb") as file:
            copyfileobj(sys.stdin.buffer, file)
    except BaseException:  # Also an interrupt leaves no file.
        path.unlink(missing_ok=True)
        raise
    return path
