"""Sort and filter the loaded rows, in a thread."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.arrange import Filter, SortColumn, arrange_rows
from dsql_tui.ui.results.grid_state import GridState


async def arrange(state: GridState, filters: Sequence[Filter], sorts: Sequence[SortColumn]) -> None:
    """Show the rows that meet all filters, sorted by the first column, then by the next.

    Raises:
        ValueError: A value cannot be compared; the message is for the user.
        OSError: The rows cannot be read.
    """
    table, edits = state.sheet.table, state.edits
    received = len(table if edits is None else edits.received)
    found = await in_thread(partial(arrange_rows, table, filters, sorts, received))
    state.sheet.order, state.sorted_as_text = found.rows, found.as_text
    state.filters, state.sorts = [*filters], [*sorts]
    state.mark_columns()
