"""The classes that a screen has because of its size; `app.tcss` says what they hide."""

from __future__ import annotations

from textual.app import App
from textual.geometry import Size

WIDTHS = [(0, "-cramped"), (40, "-slim"), (60, "-narrow"), (90, "-wide")]
HEIGHTS = [(0, "-flat"), (10, "-short"), (18, "-tall")]
"""The classes from so many cells on."""


def is_too_small(size: Size) -> bool:
    """Return whether a terminal is so small that all widgets are hidden."""
    return size.width < WIDTHS[1][0] or size.height < HEIGHTS[1][0]


def find_size_classes(app: App[None]) -> str:
    """Return the classes that a screen will have, so that it is styled once, not again for them.

    Textual adds them when the screen learns its size, and then styles all of its widgets again.
    """
    sizes = ((WIDTHS, app.size.width), (HEIGHTS, app.size.height))
    return " ".join([name for start, name in steps if start <= cells][-1] for steps, cells in sizes)
