"""The earlier texts of a console, and the last ones of consoles that were closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from rich.text import Text

from dsql_tui.results.text import visible
from dsql_tui.store.journal import Draft, Log, Shelf, Version, versions
from dsql_tui.ui.screens.browse import Browse

_ABOVE = 5
"""Lines that are shown above the change."""


class Moment(NamedTuple):
    """A text that can be had again, and how it is told from its neighbours."""

    draft: Draft
    label: str
    row: int = 0
    """Where it differs from the one before."""


class Texts(Browse[Moment, Draft]):
    """Shows each text beside when it was there; gives back the one to go on with."""

    HEADING = "earlier texts"
    HINT = "enter goes on with it · escape leaves"
    NOTHING = "Nothing has been written down yet."

    def __init__(self, journal: Log | None, shelf: Shelf) -> None:
        super().__init__()
        self.journal = journal
        self.shelf = shelf

    def find(self, wanted: str) -> Sequence[Moment]:
        own = list(versions(self.journal.path)) if self.journal else []
        words = wanted.lower().split()
        return [
            moment
            for moment in moments(own, self.shelf.closed())
            if all(word in moment.draft.text.lower() for word in words)
        ]

    def label(self, item: Moment) -> Text:
        return Text(visible(item.label))

    def text(self, item: Moment) -> str:
        return "\n".join(item.draft.lines[max(0, item.row - _ABOVE) :])

    def chosen(self, item: Moment) -> Draft:
        return item.draft


def moments(own: Sequence[Version], closed: Sequence[Version]) -> list[Moment]:
    """What to choose from, the newest first: every text of this console, then closed ones."""
    steps = [
        _step(old.draft.lines, new)
        for old, new in pairwise([Version(0, Draft(())), *own])
        if old.draft.lines != new.draft.lines
    ]
    past = [
        Moment(each.draft, f"{_when(each.at)}  closed: {_gist(each.draft.lines)}")
        for each in closed
    ]
    return [*reversed(steps), *past]


def _when(at: float) -> str:
    return f"{datetime.fromtimestamp(at):%d %b %H:%M:%S}"


def _step(old: Sequence[str], version: Version) -> Moment:
    """A text, called by the first line that is another, which is what the eye looks for."""
    new = version.draft.lines
    rows = (row for row, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1])
    row = next(rows, min(len(old), len(new) - 1))
    return Moment(version.draft, f"{_when(version.at)}  {row + 1}: {new[row].strip()}", row)


def _gist(lines: Sequence[str]) -> str:
    """The first line that says anything."""
    return next((line.strip() for line in lines if line.strip()), "")
