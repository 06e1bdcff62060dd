"""Saved queries: plain `.sql` files in folders, one's own and those of repositories."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dsql_tui.store.script_file import FileProblem, ScriptFile, read_script

MOST = 5000
"""Files that are looked at; a folder of more is none of queries."""
LONGEST = 256 * 1024
"""Bytes of a query; a larger file is data."""

_SUFFIX = ".sql"


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A file, called by its way from the folder that it is in."""

    name: str
    path: Path
    text: str


class SavedQueries:
    """What is saved in some folders; the first is one's own."""

    def __init__(self, own: Path, others: Sequence[str] = ()) -> None:
        self.own = own
        self.folders = [own, *(Path(each).expanduser() for each in others)]

    def find(self, wanted: str = "") -> list[SavedQuery]:
        """The queries that have every wanted word in their names or texts, by name.

        What cannot be read, or is no text, is left out.
        """
        words = wanted.lower().split()
        found = [
            query
            for query in islice(self._all(), MOST)
            if all(word in f"{query.name}\n{query.text}".lower() for word in words)
        ]
        return sorted(found, key=lambda query: query.name)

    def save(self, name: str, text: str) -> Path:
        """Keep a query in one's own folder, in a folder of that where the name has a slash.

        Raises:
            FileProblem: there is one of that name, the name leads out, or it cannot be written.
        """
        path = (self.own / f"{name.strip().removesuffix(_SUFFIX)}{_SUFFIX}").resolve()
        if self.own.resolve() not in path.parents or path.name.startswith("."):
            raise FileProblem(f"“{name}” is no name for a query.")
        if path.exists():
            raise FileProblem(f"There is a query of the name “{name}” already.")
        ScriptFile(path).save(f"{text.rstrip()}\n")
        return path

    def _all(self) -> Iterator[SavedQuery]:
        for folder in self.folders:
            for path in _files(folder):
                text = _text(path)
                if text is not None:
                    yield SavedQuery(_name(path, folder, self.own), path, text)


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder; what is hidden is not looked into."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield from (
            Path(place) / name
            for name in sorted(names)
            if name.endswith(_SUFFIX) and not name.startswith(".")
        )


def _text(path: Path) -> str | None:
    """What stands in a file, if that can be a query."""
    try:
        return read_script(path)[1] if path.stat().st_size <= LONGEST else None
    except (OSError, FileProblem):
        return None


def _name(path: Path, folder: Path, own: Path) -> str:
    """As `reports/monthly`; what is not one's own begins with its folder's name."""
    name = path.relative_to(folder).with_suffix("").as_posix()
    return name if folder == own else f"{folder.name}: {name}"
