"""The order of a table's rows after filtering, and sorting by several columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dsql_tui.results.filter import Condition, filter_rows
from dsql_tui.results.sort import sort_rows
from dsql_tui.results.table import Table


class Filter(NamedTuple):
    """A condition on a column of a table."""

    column: int
    condition: Condition


class SortColumn(NamedTuple):
    """A column of a table to sort by."""

    column: int
    descending: bool = False


class Arranged(NamedTuple):
    """Rows in their order."""

    rows: Sequence[int] | None
    """Row numbers of the table; `None` for all rows as received."""
    as_text: bool
    """True if a column is sorted as text although the server has another order."""


def arrange_rows(
    table: Table, filters: Sequence[Filter], sorts: Sequence[SortColumn], received: int
) -> Arranged:
    """Return the rows that meet all filters, sorted by the first column, then by the next.

    Args:
        table: The rows.
        filters: The filters.
        sorts: The columns to sort by.
        received: The number of rows that are filtered; those after them are always included.

    Raises:
        ValueError: A value cannot be compared; the message is for the user.
    """
    if not filters and not sorts:
        return Arranged(None, False)
    length = len(table)
    rows: Sequence[int] = range(min(received, length))
    for column, condition in filters:
        rows = filter_rows(table, rows, column, condition)
    rows = [*rows, *range(received, length)]
    as_text = False
    for column, descending in reversed(sorts):
        found = sort_rows(table, rows, column, descending)
        rows, as_text = found.rows, as_text or found.as_text
    return Arranged(rows, as_text)


def next_sort(sorts: Sequence[SortColumn], column: int, several: bool = False) -> list[SortColumn]:
    """Return the columns to sort by after one more request: ascending, descending, off.

    Args:
        sorts: The columns now.
        column: The column of the request.
        several: Whether the other columns stay.
    """
    others = [each for each in sorts if each.column != column]
    now = next((each for each in sorts if each.column == column), None)
    if not several:
        if now is None or others:
            return [SortColumn(column)]
        return [] if now.descending else [SortColumn(column, True)]
    if now is None:
        return [*others, SortColumn(column)]
    if now.descending:
        return others
    return [SortColumn(column, True) if each is now else each for each in sorts]
