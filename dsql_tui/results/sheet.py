"""A view of a table: which rows, in which order, and which columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.events import Column
from dsql_tui.results.table import Table


class Sheet:
    """A sorted, filtered view of a table with some columns hidden.

    Rows and columns are numbered as they are displayed; `row_number` gives the row of the table.
    New rows of the table appear unless the sheet is sorted or filtered.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.order: Sequence[int] | None = None
        """Row numbers of the table in display order; `None` for all rows as received."""
        self.visible_columns = list(range(len(table.columns)))
        """Column numbers of the table in display order."""

    def __len__(self) -> int:
        return len(self.table) if self.order is None else len(self.order)

    @property
    def columns(self) -> list[Column]:
        """The columns that are displayed."""
        return [self.table.columns[column] for column in self.visible_columns]

    def column(self, column: int) -> Column:
        """Return a displayed column."""
        return self.table.columns[self.visible_columns[column]]

    def row_number(self, row: int) -> int:
        """Return the table's number of a displayed row."""
        return row if self.order is None else self.order[row]

    def value(self, row: int, column: int) -> bytes | None:
        """Return a cell as the server sent it, `None` for NULL.

        Raises:
            IndexError: The cell does not exist.
        """
        return self.table.value(self.row_number(row), self.visible_columns[column])

    def values(self, rows: range, columns: range) -> Iterator[tuple[bytes | None, ...]]:
        """Yield some cells, row by row."""
        numbers = [self.visible_columns[column] for column in columns]
        value = self.table.value
        for row in rows:
            row_number = self.row_number(row)
            yield tuple([value(row_number, number) for number in numbers])

    def snapshot(self) -> Sheet:
        """Return a copy that later sorting, filtering and hiding does not affect."""
        copy = Sheet(self.table)
        copy.order, copy.visible_columns = self.order, [*self.visible_columns]
        return copy

    def find_row(self, number: int) -> int | None:
        """Return where a row of the table is displayed; `None` if it is not."""
        if self.order is None:
            return number if number < len(self.table) else None
        try:
            return self.order.index(number)
        except ValueError:
            return None

    @property
    def is_arranged(self) -> bool:
        """True unless all rows and columns are displayed as received."""
        return self.order is not None or self.visible_columns != [*range(len(self.table.columns))]

    def move(self, column: int, to: int) -> None:
        """Move a column to another place."""
        self.visible_columns.insert(to, self.visible_columns.pop(column))

    def hide(self, column: int) -> None:
        """Hide a column, unless it is the last one."""
        if len(self.visible_columns) > 1:
            del self.visible_columns[column]

    def reset(self) -> None:
        """Show all rows in the order received, and all columns."""
        self.order = None
        self.visible_columns = list(range(len(self.table.columns)))
