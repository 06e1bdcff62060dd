r"""Reading a script as psql does, line by line, so that a dump may be larger than memory.

Rows behind `COPY … FROM stdin` are data until a line `\.`, and a backslash begins a command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from dsql_tui.sql.boundaries import START, StatementState
from dsql_tui.sql.scan import SPACE, read_tokens

CHUNK_LINES = 2000
"""Lines of data that are handed on at once."""

_END_OF_DATA = "\\."
_WHOLE_INSERT = re.compile(
    r"(insert\s+into\b[^;'\"$\\/-]*(?:(?:'[^'\\]*'|\"[^\"]*\"|-(?!-)|/(?!\*))[^;'\"$\\/-]*)*);\s*",
    re.IGNORECASE,
)
"""A line with one INSERT, as most lines of some dumps are; many times as fast as scanning it."""
_SILENT = ("comment", "separator")


class ScriptPart(NamedTuple):
    """A statement, a command of psql, or lines of the data of the COPY before."""

    kind: Literal["statement", "command", "copy", "rows"]
    """`copy` is a COPY … FROM stdin; its data follow as parts with `rows`."""
    text: str
    line: int
    """The number of its first line, from 1."""
    rows: Sequence[str] = ()
    """The lines of data, without line ends."""


def read_parts(lines: Iterable[str]) -> Iterator[ScriptPart]:
    """Yield the parts of a script in order, from its lines with their ends."""
    draft = _Draft()
    numbered = iter(enumerate(lines, 1))
    for number, line in numbered:
        text = line.removeprefix("\ufeff") if number == 1 else line
        blocks = 0
        for part, copies in draft.add(text, number):
            yield part
            blocks += copies
        for _ in range(blocks):
            yield from _read_data(numbered)
    if last := draft.finish():
        yield last


def _read_data(numbered: Iterator[tuple[int, str]]) -> Iterator[ScriptPart]:
    """Yield the lines up to the end of the data, or of the script."""
    rows: list[str] = []
    first = 0
    for number, line in numbered:
        text = line.removesuffix("\n").removesuffix("\r")
        if text == _END_OF_DATA:
            break
        first = first or number
        rows.append(text)
        if len(rows) == CHUNK_LINES:
            yield ScriptPart("rows", "", first, rows)
            rows, first = [], 0
    if rows:
        yield ScriptPart("rows", "", first, rows)


class _Draft:
    """The statement that is being read."""

    def __init__(self) -> None:
        self._reset()
        self._open = ""

    def _reset(self) -> None:
        self._pieces: list[str] = []
        self._line = 0
        self._state: StatementState = START

    def add(self, line: str, number: int) -> Iterator[tuple[ScriptPart, int]]:
        """Add a line; yield the parts that end on it, each with its blocks of data."""
        if not (self._line or self._open) and (whole := _WHOLE_INSERT.fullmatch(line)):
            yield ScriptPart("statement", whole[1].rstrip(SPACE), number), 0
            return
        begin = 0
        for kind, start, end, open_ in read_tokens(line, 0, self._open):
            self._open = open_
            if not self._pieces and not self._line:
                if kind in _SILENT or line[start:end] == "":
                    continue
                begin, self._line = start, number
            after = self._state.enter_token(line, kind, start, end)
            if after is not None:
                self._state = after
                continue
            blocks = self._state.blocks
            if kind == "meta":
                before = self._make(line[begin:start])
                if before:
                    yield before, 0
                yield ScriptPart("command", line[start:end].strip(SPACE), number), 0
            elif made := self._make(line[begin:start]):
                yield made._replace(kind="copy" if blocks else "statement"), blocks
            self._reset()
            begin = end
        if self._line:
            self._pieces.append(line[begin:])

    def _make(self, rest: str) -> ScriptPart | None:
        text = "".join([*self._pieces, rest]).strip(SPACE)
        return ScriptPart("statement", text, self._line) if text else None

    def finish(self) -> ScriptPart | None:
        """Return the statement that the end of the script ends."""
        return self._make("")
