r"""Reader of tab-separated values in COPY's text format: `\N` is NULL, and backslashes escape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsql_tui.results.readers.record import Lines, Record

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def read_tsv(lines: Lines, separator: str = "\t") -> Iterator[Record]:
    """Yield a record for each line."""
    for number, line in enumerate(lines, 1):
        text = line.removesuffix("\n").removesuffix("\r")
        yield Record(number, text, tuple(map(_unescape, text.split(separator))))


def _unescape(field: str) -> str | None:
    if field == r"\N":
        return None
    if "\\" not in field:
        return field
    return _ESCAPED.sub(lambda found: _LETTERS.get(found[1], found[1]), field)
