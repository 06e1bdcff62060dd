"""Positions in a text, its characters, and walking over them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple, Protocol

Position = tuple[int, int]
"""A row and a column, both from 0. A column counts code points."""

_JOINER = "\u200d"
SCRIPTS = (
    "\u3040-\u309f",
    "\u30a0-\u30ff",
    "\u3300-\u9fff\uf900-\ufaff\U00020000-\U0002ffff",
    "\uac00-\ud7a3",
)
"""Sets of characters whose runs are words of their own, as in vim."""
_SCRIPT_PATTERNS = tuple(re.compile(f"[{script}]") for script in SCRIPTS)
_EMOJI = ((0x1F000, 0x1FAFF), (0x2600, 0x27BF))


class Edit(NamedTuple):
    """A replacement of one text by another."""

    start: Position
    old: str
    new: str


class UndoStep(NamedTuple):
    """The edits that one undo or redo has reverted or repeated."""

    edits: Sequence[Edit]
    """In the order in which they were made first."""
    note: object
    """The note given when the step was opened; `None` if the edits were made outside vim mode."""


class Buffer(Protocol):
    """A text that can be edited. It has at least one line."""

    def line(self, row: int) -> str:
        """Return a line without its end."""

    @property
    def line_count(self) -> int:
        """The number of lines."""

    def replace(self, start: Position, end: Position, text: str) -> None:
        """Replace a range; lines of the new text end with LF."""

    def open_step(self, note: object) -> None:
        """Make the edits that follow one undo step, until `close_step`."""

    def close_step(self) -> None:
        """End the undo step."""

    def undo(self) -> UndoStep | None:
        """Revert the last undo step and return it."""

    def redo(self) -> UndoStep | None:
        """Repeat the undo step that was reverted last, and return it."""


def joins_previous(character: str) -> bool:
    """Return whether a character is drawn together with the one before it."""
    return not character.isascii() and (
        unicodedata.category(character) in ("Mn", "Me")
        or character == _JOINER
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def next_column(line: str, column: int) -> int:
    """Return the column after the visible character at a column."""
    column += 1
    if line.isascii():
        return min(column, len(line))
    while column < len(line) and (joins_previous(line[column]) or line[column - 1] == _JOINER):
        column += 1
    return min(column, len(line))


def previous_column(line: str, column: int) -> int:
    """Return the column of the visible character before a column; 0 at the start."""
    column -= 1
    if not line.isascii():
        while column > 0 and (joins_previous(line[column]) or line[column - 1] == _JOINER):
            column -= 1
    return max(column, 0)


def last_column(line: str) -> int:
    """Return the column of the last visible character; 0 in an empty line."""
    return previous_column(line, len(line))


def count_same(one: str, other: str) -> int:
    """Return how many characters two texts have in common at the start."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in same)


def indent_end(line: str) -> int:
    """Return the column of the first character that is not blank, or the length of the line."""
    return len(line) - len(line.lstrip(" \t"))


def first_nonblank(line: str) -> int:
    """Return the column of the first character that is not blank, or else of the last one."""
    return min(indent_end(line), last_column(line))


def is_keyword(character: str) -> bool:
    """Return whether a character is part of a word (`iskeyword` in vim)."""
    return kind_of(character) >= 2


def kind_of(character: str, big: bool = False) -> int:
    """Return the class of a character: 0 blank, 1 punctuation, higher ones for words.

    Args:
        character: The character; empty at the end of a line.
        big: Whether every character that is not blank is in class 1.
    """
    if character in ("", " ", "\t"):
        return 0
    if character.isascii():
        found = 2 if character.isalnum() or character == "_" else 1
    else:
        found = _kind_of_wide(character)
    return min(found, 1) if big else found


def _kind_of_wide(character: str) -> int:
    code = ord(character)
    if code <= 0xFF:
        return 0 if code == 0xA0 else 2 if code >= 0xC0 or character == "µ" else 1
    for number, script in enumerate(_SCRIPT_PATTERNS, 4):
        if script.match(character):
            return number
    if any(first <= code <= last for first, last in _EMOJI):
        return 3
    category = unicodedata.category(character)
    if category == "Zs" and code not in (0x202F,):
        return 0
    return 1 if category[0] in "PS" else 2


class Walk:
    """A position that moves over the characters of a text, also over the ends of lines."""

    def __init__(self, buffer: Buffer, position: Position) -> None:
        self.buffer = buffer
        self.row, self.column = position

    @property
    def position(self) -> Position:
        """The current position."""
        return self.row, self.column

    @position.setter
    def position(self, position: Position) -> None:
        self.row, self.column = position

    @property
    def line(self) -> str:
        """The current line."""
        return self.buffer.line(self.row)

    @property
    def character(self) -> str:
        """The character here; empty at the end of a line."""
        return self.line[self.column : self.column + 1]

    @property
    def is_blank(self) -> bool:
        """Whether a space or a tab is here."""
        return self.character in (" ", "\t") and self.character != ""

    @property
    def on_empty_line(self) -> bool:
        """Whether the line is empty."""
        return not self.line

    def kind(self, big: bool) -> int:
        """Return the class of the character here."""
        return kind_of(self.character, big)

    def forward(self) -> int:
        """Move by one; the end of a line counts as a character.

        Returns:
            0 inside a line, 2 at its end, 1 on the next line, -1 at the end of the text.
        """
        line = self.line
        if self.column < len(line):
            self.column = next_column(line, self.column)
            return 0 if self.column < len(line) else 2
        if self.row + 1 < self.buffer.line_count:
            self.row, self.column = self.row + 1, 0
            return 1
        return -1

    def backward(self) -> int:
        """Move back by one; the end of a line counts as a character.

        Returns:
            0 inside a line, 1 on the line before, -1 at the start of the text.
        """
        if self.column > 0:
            self.column = previous_column(self.line, self.column)
            return 0
        if self.row > 0:
            self.row -= 1
            self.column = len(self.line)
            return 1
        return -1

    def next(self) -> int:
        """Move by one character; skip the end of a line that is not empty."""
        moved = self.forward()
        return self.forward() if moved >= 1 and self.column else moved

    def previous(self) -> int:
        """Move back by one character; skip the end of a line that is not empty."""
        moved = self.backward()
        return self.backward() if moved == 1 and self.column else moved

    def step_back_in_line(self) -> bool:
        """Move left inside the line; return whether it did."""
        if self.column == 0:
            return False
        self.column = previous_column(self.line, self.column)
        return True
