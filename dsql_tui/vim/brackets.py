"""Matching brackets and comments, by vim's rules for quotes and backslashes."""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.vim.text import Buffer, Position

_PARTNERS = {"(": ")", "[": "]", "{": "}", ")": "(", "]": "[", "}": "{", "<": ">", ">": "<"}
_OPENING = "([{<"
_MATCHED = "()[]{}"


class _Pair(NamedTuple):
    """The bracket of a search, and its direction."""

    wanted: str
    """The bracket that ends the search."""
    other: str
    """Its partner, which nests."""
    forward: bool
    escaped: bool = False
    """Whether an odd number of backslashes precedes the brackets."""
    smart: bool = False
    """Whether brackets in quotes are ignored."""


def find_match(buffer: Buffer, position: Position) -> Position | None:
    """Return the partner of the bracket or comment mark at or after a position in its line."""
    row, column = position
    line = buffer.line(row)
    if comment := _find_comment(buffer, position):
        return comment[0]
    column = min(column, max(0, len(line) - 1))
    while column < len(line) and line[column] not in _MATCHED:
        column += 1
    if column >= len(line):
        return None
    bracket = line[column]
    escaped = _count_backslashes(line, column) % 2 == 1
    pair = _Pair(_PARTNERS[bracket], bracket, bracket in _OPENING, escaped, smart=True)
    return _Search(buffer, (row, column), pair).run()


def find_enclosing(buffer: Buffer, position: Position, bracket: str) -> Position | None:
    """Return the bracket around a position: the opening one before, or the closing one after."""
    pair = _Pair(bracket, _PARTNERS[bracket], bracket not in _OPENING)
    return _Search(buffer, position, pair).run()


def find_opening(buffer: Buffer, position: Position, bracket: str) -> Position | None:
    """Return the next opening bracket after a position, unless closing ones come first."""
    pair = _Pair(bracket, _PARTNERS[bracket], forward=True)
    return _Search(buffer, position, pair).run()


def _count_backslashes(line: str, column: int) -> int:
    return column - len(line[:column].rstrip("\\"))


class _Search:
    """A search for a bracket, character by character."""

    def __init__(self, buffer: Buffer, position: Position, pair: _Pair) -> None:
        self.buffer = buffer
        self.row, self.column = position
        self.pair = pair
        self.depth = 0
        self.in_quote = False
        self.quotes: bool | None = None
        """Whether quotes count in this line; `None` if not yet known."""

    def run(self) -> Position | None:
        """Return the place of the bracket."""
        while self._step():
            line = self.buffer.line(self.row)
            character = line[self.column : self.column + 1]
            if self.pair.smart:
                self._note_quotes(line)
                if character == "'" and self._skip_single_quote(line):
                    continue
                if character == '"' and self.quotes:
                    self.in_quote ^= _count_backslashes(line, self.column) % 2 == 0
                    continue
            if character == "":
                if not line.endswith("\\"):
                    self.in_quote = False
            elif not self.in_quote and self._closes(line, character):
                return self.row, self.column
        return None

    def _closes(self, line: str, character: str) -> bool:
        """Count a bracket; return whether it is the one."""
        pair = self.pair
        if character not in (pair.wanted, pair.other):
            return False
        if (_count_backslashes(line, self.column) % 2 == 1) != pair.escaped:
            return False
        if character == pair.other:
            self.depth += 1
        elif self.depth == 0:
            return True
        else:
            self.depth -= 1
        return False

    def _step(self) -> bool:
        """Go to the next character in the direction of the search."""
        line = self.buffer.line(self.row)
        if self.pair.forward:
            if self.column < len(line):
                self.column += 1
            elif self.row + 1 < self.buffer.line_count:
                self.row, self.column, self.quotes = self.row + 1, 0, None
            else:
                return False
        elif self.column > 0:
            self.column -= 1
        elif self.row > 0:
            self.row, self.quotes = self.row - 1, None
            self.column = len(self.buffer.line(self.row))
        else:
            return False
        return True

    def _note_quotes(self, line: str) -> None:
        """Let double quotes count if their number in the line is even."""
        if self.quotes is not None:
            return
        count, column = 0, 0
        while column < len(line):
            if line[column] == '"' and line[max(0, column - 1) : column + 2] != "'\"'":
                count += 1
            column += 2 if line[column] == "\\" and column + 1 < len(line) else 1
        self.quotes = count % 2 == 0
        if not self.quotes:
            self.in_quote = False

    def _skip_single_quote(self, line: str) -> bool:
        r"""Skip `'x'` and `'\x'`; return whether there is one here."""
        column = self.column
        if self.pair.forward:
            if line[column + 1 : column + 2] == "\\" and line[column + 3 : column + 4] == "'":
                self.column += 3
                return True
            if line[column + 2 : column + 3] == "'":
                self.column += 2
                return True
        elif column > 1:
            if line[column - 2] == "'":
                self.column -= 2
                return True
            if column > 2 and line[column - 2] == "\\" and line[column - 3] == "'":
                self.column -= 3
                return True
        return False


def _find_comment(buffer: Buffer, position: Position) -> tuple[Position | None] | None:
    """Return the other end of a comment if one end is here; `None` if there is no comment."""
    row, column = position
    line = buffer.line(row)
    if line.startswith("/*", column):
        return (_find_comment_end(buffer, (row, column + 1)),)
    if column and line.startswith("/*", column - 1):
        return (_find_comment_end(buffer, (row, column)),)
    if line.startswith("*/", column):
        return (_find_comment_start(buffer, (row, column)),)
    if column and line.startswith("*/", column - 1):
        return (_find_comment_start(buffer, (row, column - 1)),)
    return None


def _find_comment_end(buffer: Buffer, position: Position) -> Position | None:
    row, column = position
    column += 1
    while row < buffer.line_count:
        found = buffer.line(row).find("*/", column)
        if found >= 0:
            return row, found + 1
        row, column = row + 1, 0
    return None


def _find_comment_start(buffer: Buffer, position: Position) -> Position | None:
    """Return the first `/*` after the comment before this one."""
    row, column = position
    earliest = None
    while row >= 0:
        line = buffer.line(row)
        for at in range(min(column, len(line)) - 1, -1, -1):
            if line.startswith("/*", at) and (at == 0 or line[at - 1] != "*") and at + 1 < column:
                earliest = row, at
            elif line.startswith("*/", at):
                return earliest
        row, column = row - 1, 2**31
    return earliest
