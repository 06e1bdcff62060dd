"""The rows of change records: a table that forgets its oldest rows, and stays filtered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.worker import Worker

from dsql_tui.dsql.stream_records import ChangeRecord
from dsql_tui.events import Chunk, Column
from dsql_tui.results.arrange import Filter, SortColumn
from dsql_tui.results.memory_budget import MemoryBudget
from dsql_tui.results.patched_chunk import RowsChunk
from dsql_tui.results.table import Table
from dsql_tui.ui.results.arrange import arrange
from dsql_tui.ui.results.context_menu import MENU_ITEMS, MenuItem
from dsql_tui.ui.results.grid_state import GridState
from dsql_tui.ui.results.rows_view import RowsView

MAX_RECORDS = 20_000
"""Records after which the older half is forgotten."""
MAX_SIZE = 256 * 2**20
"""Bytes of records after which the same happens; most of them are in a temporary file."""
_MEMORY_LIMIT = 16 * 2**20

_UNTYPED, _JSON = 0, 114
"""Types of columns; the header does not name the first."""
_COLUMNS = (
    Column("committed (UTC)", _UNTYPED),
    Column("operation", _UNTYPED),
    Column("table", _UNTYPED),
    Column("key", _UNTYPED),
    Column("values", _UNTYPED),
    Column("transaction", _UNTYPED),
    Column("cluster", _UNTYPED),
    Column("record", _JSON),
)
RECORD_COLUMN = len(_COLUMNS) - 1
"""The column with the whole record."""

_NEEDS_STATEMENT = ("draft_sort", "draft_filter", "follow")
_NEEDS_CONSOLE = (
    *("use('chart')", "use('export')", "draft_sort", "draft_filter", "follow(True)"),
    *("follow(False)", "edit", "set_null", "set_default", "insert", "clone", "delete"),
    *("revert", "write"),
)
"""Actions on rows that a statement has returned."""


class RecordRows(RowsView):
    """Shows change records, the newest last."""

    ITEMS: ClassVar[tuple[MenuItem, ...]] = tuple(
        item for item in MENU_ITEMS if item.action not in _NEEDS_CONSOLE
    )

    def __init__(self) -> None:
        super().__init__()
        self.forgotten = 0
        """The number of records that are not kept any more."""
        self._wanted: tuple[Sequence[Filter], Sequence[SortColumn]] = ((), ())
        self._budget = MemoryBudget(_MEMORY_LIMIT)

    def on_mount(self) -> None:
        """Show no records yet."""
        self.clear()

    @property
    def record(self) -> bytes | None:
        """The whole record at the cursor."""
        state = self.grid.state
        if state.empty:
            return None
        return state.sheet.table.value(state.sheet.row_number(state.cursor.row), RECORD_COLUMN)

    def clear(self) -> None:
        """Forget all records, and follow new ones."""
        self.forgotten = 0
        self._wanted = ((), ())
        state = GridState(Table(_COLUMNS, self._budget), null="")
        state.following = True
        self.show(state, "")

    def add(self, records: Sequence[ChangeRecord]) -> None:
        """Show more records.

        Raises:
            OSError: Memory and disk are full.
        """
        state = self.grid.state
        state.sheet.table.append(RowsChunk([_make_row(record) for record in records]))
        self._forget_oldest()
        if any(self._wanted):
            self._arrange_again()
        else:
            self.grid.show_new_rows()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what needs the statement of the rows."""
        return action not in _NEEDS_STATEMENT and super().check_action(action, parameters)

    def action_reset(self) -> None:
        """Show all records in the order of their arrival."""
        self._wanted = ((), ())
        super().action_reset()

    def _arrange(self, filters: Sequence[Filter], sorts: Sequence[SortColumn]) -> Worker[None]:
        self._wanted = (filters, sorts)
        return super()._arrange(filters, sorts)

    @work(group="arrange", exclusive=True)
    async def _arrange_again(self) -> None:
        """Sort and filter with the new rows; the cursor stays at its row, or follows."""
        state = self.grid.state
        number = None if state.empty else state.sheet.row_number(state.cursor.row)
        try:
            await arrange(state, *self._wanted)
        except (OSError, ValueError) as error:
            self.notify(str(error), severity="error", markup=False)
            return
        if state is self.grid.state:
            following, state.selection = state.following, None
            row = None if number is None else state.sheet.find_row(number)
            self.grid.go(state.cursor.row if row is None else row, state.cursor.column)
            state.following = following
            self.grid.show_new_rows()
            self.action_show_arrangement()

    def _forget_oldest(self) -> None:
        """Keep the newer half of the records if there are too many."""
        state = self.grid.state
        table = state.sheet.table
        if len(table) <= MAX_RECORDS and table.size <= MAX_SIZE:
            return
        kept: list[Chunk] = []
        for chunk in reversed([*table.chunks()]):
            if kept and sum(each.ntuples for each in kept) >= len(table) // 2:
                break
            kept.append(chunk)
        shorter = Table(_COLUMNS, self._budget)
        for chunk in reversed(kept):
            shorter.append(chunk)
        dropped = len(table) - len(shorter)
        self.forgotten += dropped
        state.sheet.table, state.sheet.order, state.selection = shorter, None, None
        self.grid.cursor = state.cursor._replace(row=max(0, state.cursor.row - dropped))
        self.grid.fit_in()


def _make_row(record: ChangeRecord) -> tuple[bytes | None, ...]:
    moment = record.moment
    committed = moment.replace(tzinfo=None).isoformat(" ", "milliseconds") if moment else ""
    texts = (committed, *record[2:], record.raw)
    return tuple(text.encode("utf-8", "backslashreplace") or None for text in texts)
