"""The selected rows and cells, as pending changes name them."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.execution.edits.edited_table import EditedTable
from dsql_tui.results.text import decode_cell
from dsql_tui.sql.edits.base_table import NotEditable
from dsql_tui.sql.edits.pending import Read, RowId
from dsql_tui.sql.edits.values import DEFAULT, Value
from dsql_tui.ui.results.grid_state import GridState

_MAX_ROWS = 30_000
"""Rows that one action changes; each is kept in memory."""


def select_rows(edits: EditedTable, state: GridState) -> Iterator[tuple[RowId, Read]]:
    """Yield the selected rows, or the one at the cursor, with the values that were read.

    Raises:
        NotEditable: There are too many, or one has no key.
    """
    for row in _find_selection(state):
        yield edits.row_id(row), edits.read(row)


def select_cells(edits: EditedTable, state: GridState) -> Iterator[tuple[RowId, Read, int]]:
    """Yield the selected cells, or the one at the cursor.

    Raises:
        NotEditable: One of them cannot be edited, or there are too many.
    """
    base = edits.pending.base
    numbers = []
    for column in state.places:
        place = state.sheet.visible_columns[column]
        number = base.places[place]
        if number is None or base.reasons[place]:
            raise NotEditable(base.reasons[place])
        numbers.append(number)
    for row, read in select_rows(edits, state):
        for number in numbers:
            yield row, read, number


def copy_rows(edits: EditedTable, state: GridState) -> Iterator[dict[int, Value]]:
    """Yield the values of a copy of each selected row; keys with a default are left out.

    Raises:
        NotEditable: There are too many, or one has no key.
    """
    base = edits.pending.base
    for row in _find_selection(state):
        edits.row_id(row)  # a row without a key cannot be copied
        values: dict[int, Value] = {}
        for number in base.numbers:
            column = base.column(number)
            if column.fixed or (number in base.key and column.filled):
                continue
            value = read_value(edits, row, base.place_of(number))
            if value is not DEFAULT:
                values[number] = value
        yield values


def read_value(edits: EditedTable, row: int, place: int) -> Value:
    """Return the value of a cell, with its pending change."""
    if edits.mark(row, place) == "default":
        return DEFAULT
    return decode_cell(edits.value(row, place))


def _find_selection(state: GridState) -> list[int]:
    """Return the selected rows, by their number in the table.

    Raises:
        NotEditable: There are too many.
    """
    if len(state.rows) > _MAX_ROWS:
        raise NotEditable(f"Select at most {_MAX_ROWS:,} rows.")
    return [state.sheet.row_number(row) for row in state.rows]
