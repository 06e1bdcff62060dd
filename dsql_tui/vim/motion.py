"""The values of motions: what a motion is asked, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dsql_tui.vim.state import State
from dsql_tui.vim.text import Position, Walk


class Call(NamedTuple):
    """A motion as it was typed."""

    state: State
    number: int | None = None
    """The count that was typed, if any."""
    argument: str = ""
    """The character after `f` and the like, or the text after `/`."""
    operator: str = ""
    """The pending operator; empty for none."""

    @property
    def times(self) -> int:
        """The count, 1 by default."""
        return self.number or 1

    def walk(self) -> Walk:
        """Return a walk from the cursor."""
        return Walk(self.state.buffer, self.state.cursor)


class Target(NamedTuple):
    """The end of a motion, and how an operator treats the text up to it."""

    end: Position
    linewise: bool = False
    inclusive: bool = False
    wanted: int | None = None
    """The cell that `j` and `k` keep to afterwards; `None` for that of the end."""
    jumps: bool = False
    """Whether `''` leads back."""
    numbered: bool = False
    """Whether what is deleted always goes to register 1."""
    start: Position | None = None
    """The start of a text object."""
    keeps_mode: bool = False
    """Whether a text object only extends the selection, so that its kind stays."""
    adjusts: bool = True
    """Whether an end in column 0 moves back to the line before."""


Motion = Callable[[Call], Target | None]
"""Returns where a motion leads, or `None` if it is impossible."""
