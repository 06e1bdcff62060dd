"""Reader of JSON: an array of objects, or objects one after another, over any number of lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from dsql_tui.results.readers.json_lines import read_object
from dsql_tui.results.readers.record import Record

MAX_VALUE = 8 * 2**20
"""Characters of an element; a row of Aurora DSQL has 2 MiB at most."""

_TOKEN = re.compile(r'"(?:[^"\\]+|\\.)*(?P<end>"?)|[\[\]{}]', re.DOTALL)
_BETWEEN = " \t\r\n,"
"""Characters between two elements."""

_UNEXPECTED = "This text is not part of a JSON object."
_CUT_OFF = "The file ends within this value."
_NO_END = "The file ends without the closing bracket of its array."


def read_json(
    chunks: Iterable[str], columns: Sequence[str], json_columns: Collection[str] = ()
) -> Iterator[Record]:
    """Yield a record for each object. A missing member is NULL.

    Args:
        chunks: The text, in parts of any length.
        columns: The names of the members to read.
        json_columns: Those of type json or jsonb.

    Raises:
        ValueError: A value has no end; the message is for the user.
    """
    for line, text, problem in _Splitter().split(chunks):
        if problem:
            yield Record(line, text, (), problem)
        else:
            yield read_object(line, text, columns, json_columns)


def split_objects(chunks: Iterable[str]) -> Iterator[str]:
    """Yield the text of each element.

    Raises:
        ValueError: A value has no end; the message is for the user.
    """
    return (text for _, text, problem in _Splitter().split(chunks) if not problem)


class _Splitter:
    """Finds where the elements of an array begin and end."""

    def __init__(self) -> None:
        self._text = ""
        self._start = self._at = 0
        """The start of the element or of the text between two elements, and of the next token."""
        self._line = 1
        """The number of the line of `_start`."""
        self._depth = 0
        self._array = False
        """True within an array."""

    def split(self, chunks: Iterable[str]) -> Iterator[tuple[int, str, str]]:
        """Yield the line, the text and the problem of each element."""
        for chunk in chunks:
            self._text = self._text[self._start :] + chunk
            self._at -= self._start
            self._start = 0
            yield from self._split_text()
            if len(self._text) - self._start > MAX_VALUE:
                raise ValueError(
                    f"The value on line {self._line:,} does not end within {MAX_VALUE:,} "
                    "characters. Correct the file."
                )
        rest = self._text[self._start :]
        if self._depth:
            yield self._line, rest.rstrip(), _CUT_OFF
        else:
            yield from self._check_between(len(self._text))
            if self._array:
                yield self._line, "", _NO_END

    def _split_text(self) -> Iterator[tuple[int, str, str]]:
        while found := _TOKEN.search(self._text, self._at):
            token = found[0]
            if token[0] == '"':
                if not found["end"]:  # The string ends in the next chunk.
                    self._at = found.start()
                    return
                self._at = found.end()
            elif self._depth > (token in "]}"):  # It is within an element.
                self._depth += 1 if token in "[{" else -1
                self._at = found.end()
            elif token in "[{":
                yield from self._open(token, found.start())
            else:
                yield from self._close(token, found.start())
        self._at = len(self._text)

    def _open(self, bracket: str, at: int) -> Iterator[tuple[int, str, str]]:
        self._at = at + 1
        if self._depth == 0:
            yield from self._check_between(at)
            if bracket == "[" and not self._array:
                self._array = True
                self._advance(at + 1)
                return
        self._depth += 1

    def _close(self, bracket: str, at: int) -> Iterator[tuple[int, str, str]]:
        self._at = at + 1
        if self._depth == 0:
            yield from self._check_between(at)
            if bracket == "]" and self._array:
                self._array = False
            else:
                yield self._line, bracket, _UNEXPECTED
            self._advance(at + 1)
            return
        self._depth -= 1
        if self._depth == 0:
            yield self._line, self._text[self._start : at + 1], ""
            self._advance(at + 1)

    def _check_between(self, end: int) -> Iterator[tuple[int, str, str]]:
        """Report text that is between two elements and not white space or a comma."""
        rest = self._text[self._start : end].lstrip(_BETWEEN)
        self._advance(end - len(rest))
        if rest:
            yield self._line, rest.rstrip(), _UNEXPECTED
        self._advance(end)

    def _advance(self, to: int) -> None:
        self._line += self._text.count("\n", self._start, to)
        self._start = to
