"""Summarize the selected cells."""

from __future__ import annotations

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.summary import summarize
from dsql_tui.ui.results.grid_state import GridState

_MAX_CELLS_INLINE = 2_000
"""Cells that are summarized without a thread."""


async def summarize_selection(state: GridState) -> str:
    """Return a line about the selection; empty unless several cells are selected."""
    rows, places = state.rows, state.places
    if state.selection is None or len(rows) * len(places) <= 1:
        return ""
    columns = [state.sheet.column(place) for place in places]

    def work() -> str:
        return summarize(columns, state.sheet.values(rows, places))

    few = len(rows) * len(places) <= _MAX_CELLS_INLINE
    return work() if few else await in_thread(work)
