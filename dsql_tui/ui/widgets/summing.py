"""What the cells that are selected come to."""

from __future__ import annotations

from dsql_tui.results.tally import tally
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.widgets.look import Look

_AT_ONCE = 2_000
"""Cells that are summed up without a thread."""


async def summed_up(look: Look) -> str:
    """In a line, where more than one cell is selected; else nothing."""
    rows, places = look.rows, look.places
    if look.selection is None or len(rows) * len(places) <= 1:
        return ""
    columns = [look.sheet.column(place) for place in places]

    def sum_up() -> str:
        return tally(columns, look.sheet.values(rows, places))

    few = len(rows) * len(places) <= _AT_ONCE
    return sum_up() if few else await in_thread(sum_up)
