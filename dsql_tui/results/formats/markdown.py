"""A Markdown table, as GitHub has it.

What Markdown would read as markup is escaped, a line's end is `<br>`, and NULL is *NULL*.
https://github.github.com/gfm/#tables-extension-
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Batches, Options, by_column, by_row, encoded
from dsql_tui.results.types import NUMBERS

_NULL = "*NULL*"
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~#!$]|[\n\r\t]|^ | $")
_INSTEAD = {
    "\n": "<br>",
    "\r": "&#13;",
    "\t": "&#9;",
    " ": "&#32;",
}
"""What a backslash before it would not do for; the reader sees what was meant."""


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """The header, which Markdown cannot do without, and a line for each row."""
    rules = ("---:" if column.oid in NUMBERS else "---" for column in columns)
    yield encoded(_line([_escaped(column.name) for column in columns]) + _line(list(rules)))
    for rows, cells in by_column(batches, len(columns)):
        written = [[_NULL if c is None else _escaped(c) for c in column] for column in cells]
        yield encoded("".join(map(_line, by_row(written, rows))))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda found: _INSTEAD.get(found[0], "\\" + found[0]), text)
