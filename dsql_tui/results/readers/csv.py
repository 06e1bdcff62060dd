"""Reader of comma-separated values (RFC 4180). By default, an empty field without quotes is NULL.

A quote in the wrong place spoils only its own line: if a quoted field has no end, or text follows
its end, the first line is reported and reading continues with the next one.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from dsql_tui.results.readers.record import Lines, Record

MAX_RECORD = 4 * 2**20
"""Characters of a record; a row of Aurora DSQL has 2 MiB at most."""

_UNCLOSED = "A quoted value has no closing quote."
_MISPLACED = "A quote is in the wrong place: quote the whole value, and double quotes inside it."


class CsvReader:
    """An iterator over the records of CSV lines."""

    def __init__(self, lines: Lines, separator: str = ",", null: str = "") -> None:
        """Create the iterator.

        Args:
            lines: The lines.
            separator: The text between two fields.
            null: The text for NULL, which is never quoted.
        """
        self._null = null
        self.width = 0
        """The number of columns, once it is known."""
        self._separator = separator
        self._lines = enumerate(lines, 1)
        self._pending: deque[tuple[int, str]] = deque()
        """Lines to read again."""
        end = re.escape(separator)
        plain = f'[^"{end}]*' if len(separator) == 1 else f'(?:(?!{end})[^"])*'
        self._field = re.compile(rf'(?:^|{end})("(?:[^"]|"")*"|{plain})(?={end}|\Z)')
        self._open_field = re.compile(r'"(?:[^"]|"")*\Z')

    def __iter__(self) -> Iterator[Record]:
        null, separator = self._null, self._separator
        pending, lines = self._pending, self._lines
        while (numbered := pending.popleft() if pending else next(lines, None)) is not None:
            number, line = numbered
            if '"' not in line:
                text = line.removesuffix("\n").removesuffix("\r")
                if not text and self.width > 1:
                    continue  # It can only be an empty line at the end, or between rows.
                fields = text.split(separator)
                cells = [None if f == null else f for f in fields] if null in fields else fields
                yield Record(number, text, tuple(cells))
            else:
                yield self._read_quoted_record(number, line)

    def _make_cells(self, fields: list[str]) -> tuple[str | None, ...]:
        null = self._null
        return tuple([None if field == null else _unquote(field) for field in fields])

    def _next_line(self) -> tuple[int, str] | None:
        return self._pending.popleft() if self._pending else next(self._lines, None)

    def _read_quoted_record(self, number: int, line: str) -> Record:
        """Read a record that begins on a line with a quote."""
        text = _strip_line_end(line)
        fields, end = self._split(text)
        if end == len(text):
            return Record(number, text, self._make_cells(fields))
        if not self._open_field.match(line, end + len(self._separator) if fields else 0):
            return Record(number, text, (), _MISPLACED)
        following, closed = self._read_to_closing_quote(line)
        if closed:
            whole = _strip_line_end(line + "".join(each for _, each in following))
            fields, end = self._split(whole)
            if end == len(whole):
                return Record(number, whole, self._make_cells(fields))
            if self.width == 1:  # The next lines could be taken for rows.
                return Record(number, whole, (), _MISPLACED)
        self._pending.extendleft(reversed(following))
        return Record(number, text, (), _MISPLACED if closed else _UNCLOSED)

    def _read_to_closing_quote(self, line: str) -> tuple[list[tuple[int, str]], bool]:
        """Read the lines up to one that closes the quotes, if there is one."""
        following: list[tuple[int, str]] = []
        size = len(line)
        while size <= MAX_RECORD and (numbered := self._next_line()) is not None:
            following.append(numbered)
            size += len(numbered[1])
            if numbered[1].count('"') % 2 == 1:
                return following, True
        return following, False

    def _split(self, text: str) -> tuple[list[str], int]:
        """Return the fields, and the offset where the last valid one ends."""
        fields: list[str] = []
        end = 0
        for found in self._field.finditer(text):
            if found.start() != end:
                break
            fields.append(found[1])
            end = found.end()
        return fields, end


def _unquote(field: str) -> str:
    return field[1:-1].replace('""', '"') if field.startswith('"') else field


def _strip_line_end(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")
