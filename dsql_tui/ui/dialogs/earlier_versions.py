"""A dialog to go back to an earlier text of a console, or to the text of a closed one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from rich.text import Text

from dsql_tui.results.text import make_visible
from dsql_tui.store.draft import Draft, Version
from dsql_tui.store.journal import Journal, JournalFolder
from dsql_tui.store.journal_records import read_versions
from dsql_tui.ui.dialogs.browse import BrowseDialog

_CONTEXT_LINES = 5
"""Lines that the preview shows above the change."""


class EarlierVersion(NamedTuple):
    """A text that can be restored."""

    draft: Draft
    label: str
    row: int = 0
    """The first line that differs from the previous text."""


class EarlierVersionsDialog(BrowseDialog[EarlierVersion, Draft]):
    """Lists the texts by time; returns the one to restore."""

    HEADING = "Earlier versions"
    HINT = "Enter restores · Esc cancels"
    NOTHING = "No text is saved yet."

    def __init__(self, journal: Journal | None, folder: JournalFolder) -> None:
        super().__init__()
        self.journal = journal
        self.folder = folder

    def find(self, search: str) -> Sequence[EarlierVersion]:
        """Return the texts that contain all words."""
        own = list(read_versions(self.journal.path)) if self.journal else []
        words = search.lower().split()
        return [
            each
            for each in list_texts(own, self.folder.read_closed_texts())
            if all(word in each.draft.text.lower() for word in words)
        ]

    def label(self, item: EarlierVersion) -> Text:
        """Return when the text was changed, and the changed line."""
        return Text(make_visible(item.label))

    def text(self, item: EarlierVersion) -> str:
        """Return the text from a few lines above the change."""
        return "\n".join(item.draft.lines[max(0, item.row - _CONTEXT_LINES) :])

    def result(self, item: EarlierVersion) -> Draft:
        """Return the text to restore."""
        return item.draft


def list_texts(own: Sequence[Version], closed: Sequence[Version]) -> list[EarlierVersion]:
    """Return every text of this console, the newest first, then those of closed consoles."""
    changes = [
        _describe_change(old.draft.lines, new)
        for old, new in pairwise([Version(0, Draft(())), *own])
        if old.draft.lines != new.draft.lines
    ]
    of_closed = [
        EarlierVersion(
            each.draft, f"{_format_time(each.at)}  closed: {_first_line(each.draft.lines)}"
        )
        for each in closed
    ]
    return [*reversed(changes), *of_closed]


def _format_time(at: float) -> str:
    return f"{datetime.fromtimestamp(at):%d %b %H:%M:%S}"


def _describe_change(old: Sequence[str], version: Version) -> EarlierVersion:
    """Return a text, labelled with the first line that differs from `old`."""
    new = version.draft.lines
    rows = (row for row, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1])
    row = next(rows, min(len(old), len(new) - 1))
    label = f"{_format_time(version.at)}  {row + 1}: {new[row].strip()}"
    return EarlierVersion(version.draft, label, row)


def _first_line(lines: Sequence[str]) -> str:
    return next((line.strip() for line in lines if line.strip()), "")
