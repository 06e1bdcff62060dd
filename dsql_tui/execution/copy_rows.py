"""Splitting the data of COPY FROM STDIN into rows.

The bytes of a row stay unchanged, so that every option of COPY keeps its meaning.
https://www.postgresql.org/docs/16/sql-copy.html
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from dsql_tui.dsql import limits
from dsql_tui.sql.scan import scan

_END = b"\\."
_FALSE = frozenset({"false", "off", "0"})


_UNCLOSED = "A quote is not closed."


class RowTooLarge(Exception):
    """A row exceeds the size limit of a transaction."""


@dataclass(frozen=True, slots=True)
class CopyRow:
    """The bytes of a row, including its line end."""

    line: int
    """The number of its first line, from 1."""
    data: bytes
    problem: str = ""
    """The reason that the row cannot be sent; empty if it can."""

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.data)


class CopyFormat(NamedTuple):
    """The options of a COPY that determine where rows end."""

    csv: bool = False
    header: bool = False
    quote: bytes = b'"'
    escape: bytes = b'"'
    binary: bool = False


def copy_direction(text: str) -> Literal["in", "out", ""]:
    """Return the direction of a COPY FROM STDIN or TO STDOUT, or `""` for any other statement."""
    words = _words(text)
    if next(words, ("", 0))[0] != "copy":
        return ""
    for word, depth in words:
        if depth == 0 and word in ("from", "to"):
            target = next(words, ("", 0))[0]
            return ("in" if word == "from" else "out") if target in ("stdin", "stdout") else ""
    return ""


def read_format(text: str) -> CopyFormat:
    """Return the format from the options of a COPY FROM STDIN."""
    words = [word for word, _ in _words(text)]
    place = next((n for n, word in enumerate(words) if word in ("stdin", "stdout")), len(words))
    options = words[place + 1 :]
    csv = "csv" in options or "'csv'" in options
    quote = _character(options, "quote", '"')
    return CopyFormat(
        csv,
        _is_on(options, "header"),
        quote,
        _character(options, "escape", quote.decode()),
        "binary" in options or "'binary'" in options,
    )


def split_rows(lines: Iterable[bytes], form: CopyFormat) -> Iterator[CopyRow]:
    """Yield the rows up to the end-of-data line.

    If a quote is not closed, only its line is rejected; the following lines are read as rows.

    Raises:
        RowTooLarge: A row exceeds the size limit of a transaction.
    """
    numbered = enumerate(lines, 1)
    pending: deque[tuple[int, bytes]] = deque()
    while True:
        found = pending.popleft() if pending else next(numbered, None)
        if found is None or found[1].rstrip(b"\r\n") == _END:
            return
        number, line = found
        following, closed = _read_to_row_end(line, form, pending, numbered)
        if closed or not form.csv:
            yield CopyRow(number, line + b"".join(each for _, each in following))
        else:
            pending.extendleft(reversed(following))
            yield CopyRow(number, line, _UNCLOSED)


def _read_to_row_end(
    line: bytes,
    form: CopyFormat,
    pending: deque[tuple[int, bytes]],
    numbered: Iterator[tuple[int, bytes]],
) -> tuple[list[tuple[int, bytes]], bool]:
    """Return the following lines of the row that starts with a line, and True if the row ends."""
    following: list[tuple[int, bytes]] = []
    size = len(line)
    if size > limits.TRANSACTION_BYTES:
        raise RowTooLarge
    goes_on = _is_quoted(line, form, False) if form.csv else _is_escaped(line)
    while goes_on:
        found = pending.popleft() if pending else next(numbered, None)
        if found is None:
            return following, False
        following.append(found)
        size += len(found[1])
        if size > limits.TRANSACTION_BYTES:
            if form.csv:
                return following, False
            raise RowTooLarge
        goes_on = _is_quoted(found[1], form, True) if form.csv else _is_escaped(found[1])
    return following, True


def _words(text: str) -> Iterator[tuple[str, int]]:
    """Yield words, numbers and strings in lower case, each with its nesting in parentheses."""
    depth = 0
    for kind, start, end in scan(text):
        if kind == "bracket":
            depth += 1 if text[start] == "(" else -1
        elif kind in ("word", "string", "number"):
            found = text[start:end]
            yield (
                (found if kind == "string" and "csv" not in found.lower() else found.lower()),
                depth,
            )


def _is_on(options: list[str], name: str) -> bool:
    if name not in options:
        return False
    value = options[options.index(name) + 1 :][:1]
    return not (value and value[0].strip("'") in _FALSE)


def _character(options: list[str], name: str, default: str) -> bytes:
    if name in options:
        values = [each for each in options[options.index(name) + 1 :][:2] if each != "as"]
        if values and values[0].startswith("'"):
            return values[0][1:-1].replace("''", "'").encode()
    return default.encode()


def _is_escaped(line: bytes) -> bool:
    """Return True if a backslash escapes the line break."""
    body = line.rstrip(b"\n")
    return line.endswith(b"\n") and (len(body) - len(body.rstrip(b"\\"))) % 2 == 1


def _is_quoted(line: bytes, form: CopyFormat, quoted: bool) -> bool:
    """Return True if a quote is open at the end of the line."""
    if form.escape == form.quote:
        return quoted ^ (line.count(form.quote) % 2 == 1)
    position = 0
    while position < len(line):
        if quoted and line.startswith(form.escape, position):
            position += len(form.escape)
            position += line.startswith((form.quote, form.escape), position)
        else:
            quoted ^= line.startswith(form.quote, position)
            position += 1
    return quoted
