"""The completion of a path that is being typed."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

_MAX_NAMES = 200
"""Names to show; there may be many more."""
_RESTART = re.compile(r"^(?!\w+://).+/(?=/|~/)")


class PathChoices(NamedTuple):
    """The files and folders that begin with what has been typed."""

    text: str
    """The typed path, with all that these names have in common."""
    names: tuple[str, ...]
    """The names, at most 200; folders end with a slash."""


def restart_path(typed: str) -> str:
    """Return a path from its last `//` or `/~/` on, as Emacs reads it.

    A field suggests a folder, and an absolute path is typed or pasted behind it. An address such as
    `postgresql://host` stays as it is.
    """
    return _RESTART.sub("", typed, count=1)


def complete_path(typed: str, folder: Path) -> PathChoices:
    """Return the completion of a path; reads its folder.

    Args:
        typed: The path so far; `~` stays as it is.
        folder: The folder of a path that is not absolute.
    """
    if typed == "~":
        return PathChoices("~/", ())
    parent, slash, beginning = typed.rpartition("/")
    try:
        with os.scandir(folder / Path(parent + slash).expanduser()) as entries:
            names = sorted(
                entry.name + ("/" if entry.is_dir() else "")
                for entry in entries
                if entry.name.startswith(beginning)
                and (beginning or not entry.name.startswith("."))
            )
    except (OSError, RuntimeError, ValueError):  # no such folder, or no home, or a null character
        names = []
    common = os.path.commonprefix(names) or beginning  # noqa: RUF071  # within one name
    return PathChoices(f"{parent}{slash}{common}", tuple(names[:_MAX_NAMES]))
