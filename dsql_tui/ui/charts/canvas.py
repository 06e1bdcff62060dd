"""A canvas of braille dots: two columns and four rows of dots in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dsql_tui.results.charts.figure import Point

BLANK = "\u2800"
"""The braille character without dots."""
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of the dots of a character, from top to bottom, each row from left to right."""


def is_dots(character: str) -> bool:
    """Return True for a braille character."""
    return BLANK <= character < "\u2900"


class Canvas:
    """Draws points between (0, 0), at the bottom left, and (1, 1), both included."""

    def __init__(self, width: int, height: int) -> None:
        self._across, self._down = 2 * width, 4 * height
        self._cells = [[0] * width for _ in range(height)]
        self._marks: dict[tuple[int, int], str] = {}
        """The column and row of each mark."""

    def draw_point(self, point: Point, mark: str | None = None) -> None:
        """Draw a dot, or a mark in place of its cell."""
        x, y = self._find_dot(point)
        if mark is None:
            self._set(x, y)
        else:
            self._marks[x // 2, y // 4] = mark

    def draw_line(self, points: Sequence[Point]) -> None:
        """Join points with a line that is two dots wide: one of single dots looks scattered."""
        for start, end in pairwise(map(self._find_dot, points)):
            self._join(*start, *end)

    def lines(self) -> list[str]:
        """Return the characters of each line."""
        return [
            "".join(
                self._marks.get((column, row)) or chr(ord(BLANK) + dots)
                for column, dots in enumerate(cells)
            )
            for row, cells in enumerate(self._cells)
        ]

    def _find_dot(self, point: Point) -> tuple[int, int]:
        """Return the column and row of the dot at a point."""
        x, y = (min(max(each, 0.0), 1.0) for each in point)
        column = min(int(x * self._across), self._across - 1)
        return column, self._down - 1 - min(int(y * self._down), self._down - 1)

    def _join(self, x: int, y: int, to_x: int, to_y: int) -> None:
        """Draw a line between two dots, widened across its direction."""
        wide, high = to_x - x, to_y - y
        steep = abs(high) > abs(wide)
        steps = max(abs(wide), abs(high), 1)
        for step in range(steps + 1):
            dot_x, dot_y = x + round(wide * step / steps), y + round(high * step / steps)
            self._set(dot_x, dot_y)
            if steep:
                self._set(dot_x + 1 if dot_x + 1 < self._across else dot_x - 1, dot_y)
            else:
                self._set(dot_x, dot_y + 1 if dot_y + 1 < self._down else dot_y - 1)

    def _set(self, x: int, y: int) -> None:
        self._cells[y // 4][x // 2] |= _BITS[y % 4][x % 2]
