"""Wrap long lines, and count the rows of the screen that they take.

A row ends behind spaces, a comma, a semicolon or a closing parenthesis, if one of them is in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, islice

from rich.cells import cell_len

from dsql_tui.ui.editor.characters import next_column, render_text, start_of_character

_STRIDE = 1_000
"""Lines whose first rows are computed at a time."""
_MAX_MEASURED = 20_000
"""Characters of a line up to which wide characters and tabs are measured, which takes 1 µs each."""
_BREAKS_AFTER = r"(?<=[ \t,;)])(?![ \t,;)])"
_BREAK = re.compile(_BREAKS_AFTER)


class RowMap:
    """The number of rows of each line, and the first row of each line as far as it was needed."""

    def __init__(self, lines: Sequence[str], width: int, tab_width: int) -> None:
        """Wrap lines to a width in cells, which is at least 1."""
        self.width, self.tab_width = width, tab_width
        self._counts = self._count(lines)
        self._starts = [0]
        self.height = sum(self._counts)
        """The number of rows of all lines."""

    def replace(self, line: int, old: int, new: Sequence[str]) -> None:
        """Note that as many lines as `old` were replaced by new ones."""
        came, gone = self._count(new), self._counts[line : line + old]
        if came != gone:
            self._counts[line : line + old] = came
            self.height += sum(came) - sum(gone)
            del self._starts[line + 1 :]

    def rows_of(self, line: int) -> range:
        """Return the rows of a line."""
        self._learn(line)
        first = self._starts[line]
        return range(first, first + self._counts[line])

    def line_at(self, row: int) -> int:
        """Return the line that a row belongs to, or the last line."""
        starts, counts = self._starts, self._counts
        while starts[-1] <= row and len(starts) < len(counts):
            self._learn(min(len(starts) + _STRIDE, len(counts) - 1))
        return bisect_right(starts, row) - 1

    def find_breaks(self, line: str) -> tuple[int, ...]:
        """Return the columns at which the second and further rows of a line begin."""
        return find_breaks(line, self.width, self.tab_width)

    def _count(self, lines: Sequence[str]) -> list[int]:
        half, width, tab_width = self.width // 2, self.width, self.tab_width
        return [
            1
            if len(line) <= (width if line.isascii() else half) and "\t" not in line
            else 1 + len(find_breaks(line, width, tab_width))
            for line in lines
        ]

    def _learn(self, line: int) -> None:
        """Compute the first row of each line up to one."""
        starts = self._starts
        ahead = accumulate(self._counts[len(starts) - 1 : line], initial=starts[-1])
        starts.extend(islice(ahead, 1, None))


@lru_cache(maxsize=1024)
def find_breaks(line: str, width: int, tab_width: int) -> tuple[int, ...]:
    """Return the columns at which the second and further rows of a line begin.

    `width` is in cells. Tab stops count from the start of a row.
    """
    if line.isascii() and "\t" not in line:
        ends = [found.end() for found in _row_pattern(width).finditer(line)]
        return tuple(ends[:-1])
    if len(line) > _MAX_MEASURED:
        step = max(1, width // (tab_width if "\t" in line else 2))
        return tuple(start_of_character(line, at) for at in range(step, len(line), step))
    return tuple(_measure_breaks(line, width, tab_width))


@lru_cache(maxsize=16)
def _row_pattern(width: int) -> re.Pattern[str]:
    """Return the pattern of a row of characters that take one cell each."""
    return re.compile(rf".{{1,{width}}}(?:{_BREAKS_AFTER}|\Z)|.{{1,{width}}}", re.DOTALL)


def _measure_breaks(line: str, width: int, tab_width: int) -> list[int]:
    """Return the breaks of a line, character by character."""
    breaks: list[int] = []
    column = start = cells = allowed = 0
    while column < len(line):
        after = next_column(line, column)
        if column > start and _BREAK.match(line, column):
            allowed = column
        taken = _count_cells(line[column:after], cells, tab_width)
        if cells + taken > width and column > start:
            start = allowed if allowed > start else column
            breaks.append(start)
            column, cells = start, 0
            continue
        column, cells = after, cells + taken
    return breaks


def _count_cells(character: str, cells: int, tab_width: int) -> int:
    """Return the cells of a visible character behind other cells of its row."""
    return tab_width - cells % tab_width if character == "\t" else cell_len(render_text(character))
