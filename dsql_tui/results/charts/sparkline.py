"""A chart of one line of text."""

from __future__ import annotations

from collections.abc import Sequence

BLOCKS = "▁▂▃▄▅▆▇█"


def draw_sparkline(values: Sequence[float | None], width: int) -> str:
    """Return the values from zero up as blocks; a gap is a space.

    Args:
        values: The values from left to right; `None` for a gap. None is negative.
        width: The most cells; each is the largest of its values if there are more.
    """
    count = min(width, len(values))
    cells: list[float | None] = []
    for place in range(count):
        part = values[place * len(values) // count : (place + 1) * len(values) // count]
        cells.append(max((value for value in part if value is not None), default=None))
    top = max((cell for cell in cells if cell is not None), default=0.0)
    return "".join(" " if cell is None else _choose_block(cell, top) for cell in cells)


def _choose_block(value: float, top: float) -> str:
    """Return a block; zero has the lowest, and any other value a higher one."""
    if value <= 0 or top <= 0:
        return BLOCKS[0]
    return BLOCKS[max(1, round(value / top * (len(BLOCKS) - 1)))]
