"""The journal of what is typed: an append-only log for each console, and the texts that it had.

A line of a log is one JSON object: what has changed since the line before it. Text is told as lines
replaced, so that a key in a long script costs one line, and every earlier text can be had again.
A line that was cut off in the middle is skipped, with what rests on it, up to the next whole text.
Whoever writes a log holds a lock on it, which the system lets go however the program ends: a log
that is neither locked nor closed is a console that was lost.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from time import time
from typing import Any
from uuid import uuid4

from dsql_tui.store.files import PRIVATE, PRIVATE_FOLDER

SIZE = 8 * 1024 * 1024
"""Bytes of a log from which on its older half is dropped, unless its text is that long itself."""
KEPT = 30 * 86400
"""Seconds that the texts of a closed console are kept."""

_TEXTS = 16
"""A log may be so many times as long as its text, whatever that is."""
_SUFFIX = ".jsonl"
_CLOSED = b'\n{"closed": true}'
_SMALL = ("cursor", "path", "encoding", "stamp", "newline", "name")
"""What is written down of a draft beside its lines."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a console holds at a moment."""

    lines: tuple[str, ...] = ("",)
    cursor: tuple[int, int] = (0, 0)
    """Row and column, from 0."""
    path: str = ""
    """The file that the text was read from or saved to; or nothing."""
    encoding: str = "utf-8"
    stamp: str = ""
    """The state that this file was in."""
    newline: str = "\n"
    name: str = ""
    """What the user calls the console; or nothing."""

    @property
    def text(self) -> str:
        """The whole of it."""
        return self.newline.join(self.lines)

    @property
    def blank(self) -> bool:
        """Is there nothing in it that anybody has typed?"""
        return not (self.name or any(map(str.strip, self.lines)))


@dataclass(frozen=True, slots=True)
class Version:
    """A draft, and when it was written down."""

    at: float
    """Seconds since the epoch."""
    draft: Draft


class Log:
    """The journal of one console; it belongs to one writer at a time, in one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open the log, or begin it, and lock it.

        Raises:
            BlockingIOError: somebody else writes it.
            OSError: it cannot be opened.
        """
        self.path = path
        self._file = _locked(path)
        self.draft = last(path)
        """What the log is known to end with; `None` where that is nothing, or not known."""
        self._number = 0
        """Of the last record; 0 where the next one must be a whole text."""

    def write(self, draft: Draft, at: float | None = None) -> None:
        """Write down what a console holds; returns when it is on the disk.

        Raises:
            OSError: it is not there, as on a full disk. The next call writes all of it again.
        """
        if draft == self.draft:
            return
        number, before = self._number + 1, self.draft if self._number else None
        self.draft, self._number = None, 0
        _append(self._file, _line(number, Version(at or time(), draft), before))
        self.draft, self._number = draft, number
        if os.fstat(self._file).st_size > max(SIZE, _TEXTS * len(draft.text)):
            with contextlib.suppress(OSError):  # then it is longer than it should be
                self._halve()

    def close(self, done: bool = False) -> None:
        """Let the log go; `done` says that its user closed the console, which is not to come back.

        A log that never held anything is removed.
        """
        if all(version.draft.blank for version in versions(self.path)):
            self.path.unlink(missing_ok=True)
        elif done:
            with contextlib.suppress(OSError):  # then the console comes back: nothing is lost
                _append(self._file, _CLOSED)
        os.close(self._file)

    def _halve(self) -> None:
        """Drop the older half of the texts: a new file takes the place of this one."""
        kept = list(versions(self.path))
        kept = kept[len(kept) // 2 :]
        before = [None, *(version.draft for version in kept)]
        lines = map(_line, count(1), kept, before)
        new = self.path.with_suffix(".new")
        file = _locked(new)
        os.ftruncate(file, 0)
        _append(file, b"".join(lines))
        new.replace(self.path)
        os.close(self._file)
        self._file, self._number = file, len(kept)


class Shelf:
    """The logs of one cluster's consoles, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self) -> Log:
        """A log for another console.

        Raises:
            OSError: none can be made.
        """
        self.folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        return Log(self.folder / f"{time():017.6f}-{uuid4().hex[:8]}{_SUFFIX}")

    def lost(self) -> list[Log]:
        """The logs of consoles that nobody has any more, in the order in which they were begun."""
        found = []
        for path in self._paths():
            if not is_closed(path):
                with contextlib.suppress(OSError):
                    found.append(Log(path))
        return found

    def closed(self) -> list[Version]:
        """The last text of each console that was closed, the newest first; old ones are removed."""
        found = []
        for path in filter(is_closed, self._paths()):
            *_, newest = versions(path)
            if time() - newest.at > KEPT:
                path.unlink(missing_ok=True)
            else:
                found.append(newest)
        return sorted(found, key=lambda version: version.at, reverse=True)

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{_SUFFIX}"))


def versions(path: Path) -> Iterator[Version]:
    """Every text that a log can give back, the oldest first.

    Raises:
        OSError: it cannot be read.
    """
    draft: Draft | None = None
    number = 0
    for record in _records(path):
        if "n" not in record:
            continue
        if "lines" in record:
            draft = Draft()
        elif record["n"] != number + 1:
            draft = None
        if draft is not None:
            draft, number = _applied(draft, record), record["n"]
            yield Version(record["at"], draft)


def last(path: Path) -> Draft | None:
    """What a log ends with."""
    newest = deque(versions(path), maxlen=1)
    return newest[0].draft if newest else None


def is_closed(path: Path) -> bool:
    """Was the console of this log closed by its user?"""
    return any("closed" in record for record in deque(_records(path), maxlen=1))


def _locked(path: Path) -> int:
    """Open a file for appending and lock it, taking care that it is still the one of that name."""
    while True:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() and os.path.samestat(os.fstat(file), path.stat()):
                return file
        except OSError:
            os.close(file)
            raise
        os.close(file)


def _append(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
    os.fsync(file)


def _line(number: int, version: Version, before: Draft | None) -> bytes:
    """The record of what has changed; of everything, where nothing is known to be written.

    The line break comes first, so that a record is whole whatever stands before it.
    """
    draft = version.draft
    record = {"n": number, "at": version.at} | {
        name: getattr(draft, name)
        for name in _SMALL
        if before is None or getattr(before, name) != getattr(draft, name)
    }
    if before is None:
        record["lines"] = draft.lines
    elif before.lines != draft.lines:
        top, old, new = _replaced(before.lines, draft.lines)
        record.update(top=top, old=old, new=new)
    return b"\n" + json.dumps(record).encode()


def _replaced(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[int, int, tuple[str, ...]]:
    """The first line that differs, how many old ones go, and which come in their place."""
    shorter = min(len(old), len(new))
    top = next((row for row in range(shorter) if old[row] != new[row]), shorter)
    left = shorter - top
    below = next((row for row in range(left) if old[-1 - row] != new[-1 - row]), left)
    return top, len(old) - top - below, new[top : len(new) - below]


def _applied(draft: Draft, record: dict[str, Any]) -> Draft:
    """The draft that a record makes of the one before."""
    changed = {name: record[name] for name in _SMALL if name in record}
    if "cursor" in changed:
        changed["cursor"] = tuple(changed["cursor"])
    if "lines" in record:
        changed["lines"] = tuple(record["lines"])
    elif "top" in record:
        top, below = record["top"], record["top"] + record["old"]
        changed["lines"] = (*draft.lines[:top], *record["new"], *draft.lines[below:])
    return replace(draft, **changed)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """Every line of a log that can be read."""
    with path.open("rb") as file:
        for line in file:
            with contextlib.suppress(ValueError):
                record = json.loads(line)
                if isinstance(record, dict):
                    yield record
