"""The values that the state of the vim mode is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from dsql_tui.vim.text import Position


class Mode(Enum):
    """The meaning of keys; the value is shown on the status bar."""

    NORMAL = "NORMAL"
    INSERT = "INSERT"
    REPLACE = "REPLACE"
    VISUAL = "VISUAL"
    VISUAL_LINE = "V-LINE"


class Action(NamedTuple):
    """Something that the program has to do."""

    name: str
    """`write`, `quit`, `open`, `format`, `scroll`, `highlight` or `options`."""
    argument: str = ""
    force: bool = False


class Find(NamedTuple):
    """A search for a character in the line, by f, F, t or T."""

    kind: str
    character: str


@dataclass
class View:
    """The part of the text that is visible."""

    top: int = 0
    height: int = 24


@dataclass
class Search:
    """The last search."""

    pattern: str = ""
    forward: bool = True
    offset: str = ""
    highlight: bool = False
    from_word: bool = False
    """Whether `*` or `#` made the pattern; smartcase does not apply."""


@dataclass(frozen=True)
class Substitution:
    """A substitution, for `:s` without arguments and `&`."""

    pattern: str
    replacement: str
    flags: str = ""


@dataclass
class Options:
    """The options that `:set` changes, and the indentation of the editor."""

    ignorecase: bool = False
    smartcase: bool = False
    wrapscan: bool = True
    number: bool = True
    wrap: bool = False
    shiftwidth: int = 4
    autoindent: bool = False


class ChangedRows(NamedTuple):
    """The rows of an edit, as undo sees them."""

    first: int
    before: int
    """The number of rows before the edit."""
    after: int
    covered: bool = False
    """Whether an earlier edit of the same insertion changed these rows, so vim notes no more."""


@dataclass
class UndoNote:
    """The cursor, marks and rows that an undo step restores."""

    cursor: Position
    marks: dict[str, Position]
    rows: list[ChangedRows] = field(default_factory=list)
    """The rows of each edit."""
    saved: tuple[int, int] | None = None
    """The first and the last row that an operator acted on, changed or not."""
    had_no_line: bool = False
    """Whether the text had no line, not even an empty one."""
