"""The records of a journal: a line for each change of a draft.

A record is a JSON object with what changed since the record before. Text is recorded as replaced
lines, so a key press in a long script costs one line, and every earlier text can be restored. A
record that cannot be read is skipped, with those that depend on it, up to the next complete text.
"""

from __future__ import annotations

import contextlib
import json
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from dsql_tui.store.draft import Draft, Version
from dsql_tui.store.files import open_to_read

CLOSED_RECORD = b'\n{"closed": true}'
"""The last record of a console that the user closed."""

_MAX_TIME = 253_402_300_799
"""The end of the year 9999, in seconds since the epoch."""
_TEXT_FIELDS = ("path", "encoding", "stamp", "newline", "name")
_DRAFT_FIELDS = ("cursor", *_TEXT_FIELDS)
"""The fields of a draft that are recorded as a whole when they change."""


def read_versions(path: Path) -> Iterator[Version]:
    """Yield every version that a journal can restore, the oldest first.

    Raises:
        OSError: The journal cannot be read.
    """
    draft: Draft | None = None
    number = 0
    for record in _read_records(path):
        if "n" not in record:
            continue
        if "lines" in record:
            draft = Draft()
        elif record["n"] != number + 1:
            draft = None
        if draft is not None:
            draft, number = _apply_record(draft, record), record["n"]
            yield Version(record["at"], draft)


def read_last_draft(path: Path) -> Draft | None:
    """Return the last draft of a journal."""
    newest = deque(read_versions(path), maxlen=1)
    return newest[0].draft if newest else None


def read_marks(path: Path) -> set[int]:
    """Return the marks of private statements in a journal."""
    return {mark for record in _read_records(path) for mark in record.get("private", ())}


def format_marks(marks: Collection[int]) -> bytes:
    """Return a record of marks of private statements; nothing without any."""
    return b"\n" + json.dumps({"private": sorted(marks)}).encode() if marks else b""


def is_closed(path: Path) -> bool:
    """Return whether the user closed the console of a journal."""
    return any("closed" in record for record in deque(_read_records(path), maxlen=1))


def format_record(number: int, version: Version, before: Draft | None) -> bytes:
    """Return a record of what changed; of the complete draft, without one before.

    The line break comes first, so a record is complete whatever precedes it.
    """
    draft = version.draft
    record = {"n": number, "at": version.at} | {
        name: getattr(draft, name)
        for name in _DRAFT_FIELDS
        if before is None or getattr(before, name) != getattr(draft, name)
    }
    if before is None:
        record["lines"] = draft.lines
    elif before.lines != draft.lines:
        top, old, new = _diff_lines(before.lines, draft.lines)
        record.update(top=top, old=old, new=new)
    return b"\n" + json.dumps(record).encode()


def _diff_lines(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[int, int, tuple[str, ...]]:
    """Return the first line that differs, the number of lines replaced, and the new lines."""
    shorter = min(len(old), len(new))
    top = next((row for row in range(shorter) if old[row] != new[row]), shorter)
    rest = shorter - top
    below = next((row for row in range(rest) if old[-1 - row] != new[-1 - row]), rest)
    return top, len(old) - top - below, new[top : len(new) - below]


def _apply_record(draft: Draft, record: dict[str, Any]) -> Draft:
    changed = {name: record[name] for name in _DRAFT_FIELDS if name in record}
    if "cursor" in changed:
        changed["cursor"] = tuple(changed["cursor"])
    if "lines" in record:
        changed["lines"] = tuple(record["lines"])
    elif "top" in record:
        top, below = record["top"], record["top"] + record["old"]
        changed["lines"] = (*draft.lines[:top], *record["new"], *draft.lines[below:]) or ("",)
    return replace(draft, **changed)


def _read_records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the valid records of a journal."""
    with open_to_read(path) as file:
        for line in file:
            with contextlib.suppress(ValueError, RecursionError):
                record = json.loads(line)
                if isinstance(record, dict) and _is_valid(record):
                    yield record


def _is_valid(record: dict[str, Any]) -> bool:
    """Return whether the values of a record have the right types, whatever wrote it."""
    if "private" in record:
        marks = record["private"]
        return isinstance(marks, list) and all(map(_is_count, marks))
    if "closed" in record:
        return True
    return (
        _is_count(record.get("n"))
        and isinstance(at := record.get("at"), int | float)
        and 0 <= at < _MAX_TIME
        and all(isinstance(record.get(name, ""), str) for name in _TEXT_FIELDS)
        and _is_pair(record.get("cursor", [0, 0]))
        and _is_lines(record.get("lines", [""]))
        and bool(record.get("lines", True))
        and ("top" not in record or _is_change(record))
    )


def _is_change(record: dict[str, Any]) -> bool:
    return (
        _is_count(record["top"]) and _is_count(record.get("old")) and _is_lines(record.get("new"))
    )


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_count, value))


def _is_lines(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(line, str) and "\n" not in line for line in value
    )
