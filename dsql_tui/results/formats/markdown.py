"""A table in GitHub Flavored Markdown.

Markup is escaped, a line end is `<br>`, and NULL is *NULL*.
https://github.github.com/gfm/#tables-extension-
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Batches, Options, encode, join_rows, split_columns
from dsql_tui.results.types import NUMBERS

_NULL = "*NULL*"
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~#!$]|[\n\r\t]|^ | $")
_REPLACEMENTS = {
    "\n": "<br>",
    "\r": "&#13;",
    "\t": "&#9;",
    " ": "&#32;",
}
"""Characters that a backslash cannot escape, and what is written instead."""


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Write the header, which Markdown requires, and a line for each row."""
    rules = ("---:" if column.oid in NUMBERS else "---" for column in columns)
    yield encode(
        _format_line([_escape(column.name) for column in columns]) + _format_line(list(rules))
    )
    for rows, cells in split_columns(batches, len(columns)):
        written = [[_NULL if c is None else _escape(c) for c in column] for column in cells]
        yield encode("".join(map(_format_line, join_rows(written, rows))))


def _format_line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _escape(text: str) -> str:
    return _MARKUP.sub(lambda found: _REPLACEMENTS.get(found[0], "\\" + found[0]), text)
