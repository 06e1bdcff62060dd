"""Saved queries: plain `.sql` files in the user's folder and in shared folders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dsql_tui.store.files import make_private_folder
from dsql_tui.store.script_file import ScriptFile, ScriptFileError, read_script

MAX_FILES = 5000
"""Files that are searched; a larger folder is not one of queries."""
MAX_SIZE = 256 * 1024
"""Bytes of a query; larger files are data."""

_SUFFIX = ".sql"


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A saved query, named by its path in its folder."""

    name: str
    path: Path
    text: str


class SavedQueries:
    """The saved queries of the user's folder and other folders."""

    def __init__(self, own: Path, others: Sequence[str] = ()) -> None:
        self.own = own
        self.folders = [own, *(Path(each).expanduser() for each in others)]

    def find(self, wanted: str = "") -> list[SavedQuery]:
        """Return the queries with every wanted word in their name or text, sorted by name.

        Files that are unreadable or not text are left out.
        """
        words = wanted.lower().split()
        found = [
            query
            for query in islice(self._all(), MAX_FILES)
            if all(word in f"{query.name}\n{query.text}".lower() for word in words)
        ]
        return sorted(found, key=lambda query: query.name)

    def save(self, name: str, text: str) -> Path:
        """Save a query in the user's folder; a slash in the name makes a subfolder.

        Raises:
            ScriptFileError: The name exists or is not valid, or the file cannot be written.
        """
        path = (self.own / f"{name.strip().removesuffix(_SUFFIX)}{_SUFFIX}").resolve()
        if self.own.resolve() not in path.parents or path.name.startswith("."):
            raise ScriptFileError(f"“{name}” is not a valid name for a query.")
        if path.exists():
            raise ScriptFileError(f"There is already a query called “{name}”.")
        try:
            make_private_folder(path.parent)
        except OSError as error:
            raise ScriptFileError(f"{path} cannot be written: {error.strerror}.") from None
        ScriptFile(path).save(f"{text.rstrip()}\n")
        return path

    def _all(self) -> Iterator[SavedQuery]:
        for folder in self.folders:
            for path in _find_files(folder):
                text = _read_query(path)
                if text is not None:
                    yield SavedQuery(_query_name(path, folder, self.own), path, text)


def _find_files(folder: Path) -> Iterator[Path]:
    """Yield the `.sql` files below a folder, except hidden ones."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield from (
            Path(place) / name
            for name in sorted(names)
            if name.endswith(_SUFFIX) and not name.startswith(".")
        )


def _read_query(path: Path) -> str | None:
    """Return the text of a file, or `None` if it is not a query."""
    try:
        return read_script(path)[1] if path.stat().st_size <= MAX_SIZE else None
    except (OSError, ScriptFileError):
        return None


def _query_name(path: Path, folder: Path, own: Path) -> str:
    """Return a name such as `reports/monthly`, with the folder's name before it if shared."""
    name = path.relative_to(folder).with_suffix("").as_posix()
    return name if folder == own else f"{folder.name}: {name}"
