"""What the right button of the mouse offers on rows: all that keys do with them."""

from __future__ import annotations

from typing import NamedTuple


class Offer(NamedTuple):
    """Something to do with the rows, and who does it."""

    label: str
    key: str
    """What does it at once."""
    action: str
    whose: str = "rows"
    """`rows`, their `grid`, or the `screen`."""


OFFERS: tuple[Offer, ...] = (
    Offer("copy …", "y", "copy"),
    Offer("filter by this column …", "/", "filter"),
    Offer("find …", "f", "find"),
    Offer("find next", "n", "find_next(True)"),
    Offer("sort by this column, then the other way", "s", "sort"),
    Offer("all rows and columns, as they came", "r", "reset"),
    Offer("row as a list", "o", "record"),
    Offer("cell in full", "Enter", "open_cell", "grid"),
    Offer("go to row …", ":", "go_to_row"),
    Offer("fit the column to what is on screen", "=", "fit", "grid"),
    Offer("hide the column", "-", "hide", "grid"),
    Offer("keep the first column in sight, or not", "z", "freeze", "grid"),
    Offer("chart", "Ctrl+O C", "use('chart')", "screen"),
    Offer("export …", "Ctrl+E", "use('export')", "screen"),
    Offer("a statement that sorts", "S", "draft_sort"),
    Offer("a statement that filters …", "W", "draft_filter"),
)
