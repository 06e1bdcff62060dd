"""Find text in the loaded rows, in a thread."""

from __future__ import annotations

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.find import find_text
from dsql_tui.ui.results.grid_state import GridState


class RowSearch:
    """Searches the visible rows; a new search stops the one before."""

    def __init__(self) -> None:
        self._number = 0
        """The number of the current search; a search with another number stops."""

    async def find(self, state: GridState, pattern: str, forward: bool) -> tuple[int, int] | None:
        """Return the row and column of the next or the previous match, or `None`."""
        self._number += 1
        number = self._number
        return await in_thread(
            lambda: find_text(
                state.sheet, pattern, state.cursor, forward, lambda: number != self._number
            )
        )
