"""A table as it is looked at: which rows in which order, and which columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.events import Column
from dsql_tui.results.table import Table


class Sheet:
    """Rows and columns are counted as they are seen; `row_number` says which row of the table.

    A table that grows is seen to grow, unless its rows were put in an order or some were chosen:
    those are the rows that had come by then.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.order: Sequence[int] | None = None
        """The table's rows in the order in which they are seen; `None` for all, as they came."""
        self.places = list(range(len(table.columns)))
        """The table's columns that are seen."""

    def __len__(self) -> int:
        return len(self.table) if self.order is None else len(self.order)

    @property
    def columns(self) -> list[Column]:
        """What is seen of the table's columns."""
        return [self.table.columns[place] for place in self.places]

    def column(self, column: int) -> Column:
        """One of them."""
        return self.table.columns[self.places[column]]

    def row_number(self, row: int) -> int:
        """Which row of the table is seen there."""
        return row if self.order is None else self.order[row]

    def value(self, row: int, column: int) -> bytes | None:
        """A cell as the server sent it, or `None` for NULL.

        Raises:
            IndexError: there is no such cell.
        """
        return self.table.value(self.row_number(row), self.places[column])

    def values(self, rows: range, columns: range) -> Iterator[tuple[bytes | None, ...]]:
        """Some of the cells, row by row."""
        places = [self.places[column] for column in columns]
        value = self.table.value
        for row in rows:
            number = self.row_number(row)
            yield tuple([value(number, place) for place in places])

    def still(self) -> Sheet:
        """The same rows and columns as now, whatever becomes of this one."""
        still = Sheet(self.table)
        still.order, still.places = self.order, [*self.places]
        return still

    def hide(self, column: int) -> None:
        """See a column no more; the last one stays."""
        if len(self.places) > 1:
            del self.places[column]

    def reset(self) -> None:
        """See all rows as they came, and all columns."""
        self.order = None
        self.places = list(range(len(self.table.columns)))
