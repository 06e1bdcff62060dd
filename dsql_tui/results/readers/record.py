"""A record of a file: one row, before it is loaded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dsql_tui.results.formats.format import Row

Lines = Iterable[str]
"""The lines of a text, each with its line end."""


class Record(NamedTuple):
    """A row of a file."""

    line: int
    """The number of its first line, from 1."""
    text: str
    """Its text in the file, without the line end."""
    cells: Row
    problem: str = ""
    """The reason why it cannot be parsed; it has no cells then."""

    @property
    def size(self) -> int:
        """The number of characters."""
        return len(self.text)


def format_row(columns: Sequence[str], row: Row) -> str:
    """Return a row of a binary file as a line of JSON, in place of its text."""
    return json.dumps(dict(zip(columns, row, strict=False)), ensure_ascii=False)
