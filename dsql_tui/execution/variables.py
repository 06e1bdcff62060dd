"""psql's variables: `:name`, `:'name'` and `:"name"` in statements and arguments.

https://www.postgresql.org/docs/16/app-psql.html#APP-PSQL-INTERPOLATION
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.scan import scan

_NAME = r"[A-Za-z0-9_\x80-\U0010ffff]+"
_REFERENCE = re.compile(rf""":(?:\{{\?({_NAME})\}}|'({_NAME})'|"({_NAME})"|({_NAME}))""")
_VALID = re.compile(_NAME)
_PROTECTED = frozenset({"comment", "string", "quoted", "dollar"})


class Interpolated(NamedTuple):
    """A text with its variables replaced by their values."""

    text: str
    shifts: tuple[tuple[int, int], ...] = ()
    """For each value: its end in the text, and the added length up to there."""

    def original(self, position: int) -> int:
        """Return the position in the original text; both count from 1."""
        shift = 0
        for end, shorter in self.shifts:
            if position <= end:
                break
            shift = shorter
        return max(1, position - shift)


def is_name(text: str) -> bool:
    """Return True if the text is a valid variable name."""
    return bool(_VALID.fullmatch(text))


def interpolate(text: str, variables: Mapping[str, str]) -> Interpolated:
    """Replace variables in a statement, except in its strings, comments and quoted names.

    References to unset variables stay unchanged.
    """
    if ":" not in text:
        return Interpolated(text)
    parts: list[str] = []
    shifts: list[tuple[int, int]] = []
    copied = length = 0
    for match in _references(text):
        value = resolve(match, variables)
        if value is None:
            continue
        parts += (text[copied : match.start()], value)
        length += match.start() - copied + len(value)
        copied = match.end()
        shifts.append((length, length - copied))
    parts.append(text[copied:])
    return Interpolated("".join(parts), tuple(shifts))


def interpolate_argument(text: str, variables: Mapping[str, str]) -> str:
    """Replace variables in the arguments of a backslash command, outside single quotes."""
    parts: list[str] = []
    copied = 0
    for match in _REFERENCE.finditer(text):
        if text.count("'", 0, match.start()) % 2 or match.start() < copied:
            continue
        value = resolve(match, variables)
        if value is not None:
            parts += (text[copied : match.start()], _quote_argument(match, value))
            copied = match.end()
    return "".join([*parts, text[copied:]])


def resolve(match: re.Match[str], variables: Mapping[str, str]) -> str | None:
    """Return the value of a reference; `None` if the variable is not set."""
    asked, quoted, identifier, plain = match.groups()
    if asked:
        return "TRUE" if asked in variables else "FALSE"
    value = variables.get(quoted or identifier or plain)
    if value is None:
        return None
    if quoted:
        return _literal(value)
    return '"' + value.replace('"', '""') + '"' if identifier else value


def _references(text: str) -> Iterator[re.Match[str]]:
    """Yield the references in a statement, except those in strings, comments and casts."""
    protected = [(start, end) for kind, start, end in scan(text) if kind in _PROTECTED]
    starts = [start for start, _ in protected]
    for match in _REFERENCE.finditer(text):
        start = match.start()
        if text[max(0, start - 1) : start] in (":", "]") or text[start : start + 2] == "::":
            continue
        place = bisect_right(starts, start) - 1
        if place < 0 or protected[place][1] <= start:
            yield match


def _literal(value: str) -> str:
    """Return a value as a string literal, as libpq's PQescapeLiteral does."""
    if "\\" in value:
        return " E" + quote_literal(value.replace("\\", "\\\\"))
    return quote_literal(value)


def _quote_argument(match: re.Match[str], value: str) -> str:
    """Return the value quoted, if needed, so that it stays one argument."""
    return value if match[2] or match[3] or match[1] else quote_literal(value)
