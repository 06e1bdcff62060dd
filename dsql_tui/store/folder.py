"""Writing several files that belong together, beside whatever is there already."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path

from dsql_tui.store.files import write_whole


def write_new(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write each text into the file of its name; the paths written.

    Raises:
        FileExistsError: one of them is there already, and nothing was written.
        OSError: there is no room, or no permission.
    """
    paths = {folder / name: text for name, text in texts.items()}
    for path in paths:
        if path.exists():
            raise FileExistsError(errno.EEXIST, "It is there already", str(path))
    for path, text in paths.items():
        write_whole(path, text.encode())
    return list(paths)
