r"""Reader of tab-separated values in COPY's text format: `\N` is NULL, and backslashes escape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsql_tui.results.readers.record import Lines, Record

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def read_tsv(lines: Lines, separator: str = "\t", null: str = r"\N") -> Iterator[Record]:
    """Yield a record for each line. A field that equals `null`, as it is written, is NULL."""
    for number, line in enumerate(lines, 1):
        text = line.removesuffix("\n").removesuffix("\r")
        fields: list[str | None] = [*text.split(separator)]
        if "\\" in text or null in fields:
            fields = [None if field == null else _unescape(field or "") for field in fields]
        yield Record(number, text, tuple(fields))


def _unescape(field: str) -> str:
    if "\\" not in field:
        return field
    return _ESCAPED.sub(lambda found: _LETTERS.get(found[1], found[1]), field)
