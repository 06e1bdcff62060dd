"""The cells of the screen that the characters of a line take."""

from __future__ import annotations

from collections.abc import Callable

from dsql_tui.vim.text import last_column, next_column

END = 2**31 - 1
"""The wanted cell after `$`: the end of every line."""


class Ruler:
    """Measures lines in cells."""

    def __init__(self, tab_width: int, width: Callable[[str], int] = len) -> None:
        """Create a ruler.

        Args:
            tab_width: The cells between two tab stops.
            width: Returns the cells of a text without tabs.
        """
        self.tab_width = tab_width
        self.width = width

    def cell(self, line: str, column: int) -> int:
        """Return the cell at which the character at a column starts."""
        cells = 0
        for number, part in enumerate(line[:column].split("\t")):
            if number:
                cells += self.tab_width - cells % self.tab_width
            cells += len(part) if part.isascii() else self.width(part)
        return cells

    def cursor_cell(self, line: str, column: int, at_tab_start: bool = False) -> int:
        """Return the cell of the cursor at a column: on a tab, its last cell."""
        if line[column : column + 1] == "\t" and not at_tab_start:
            return self.cell(line, column + 1) - 1
        return self.cell(line, column)

    def column(self, line: str, cell: int, past_end: bool = False) -> int:
        """Return the column of the character that covers a cell.

        Args:
            line: The line.
            cell: The cell; `END` for the end of the line.
            past_end: Whether the column may be after the last character.
        """
        if line.isascii() and "\t" not in line and cell < len(line):
            return cell
        column = cells = 0
        while column < len(line) and cell < END:
            after = next_column(line, column)
            cells += self._width_at(line, column, after, cells)
            if cells > cell:
                return column
            column = after
        return len(line) if past_end else last_column(line)

    def _width_at(self, line: str, column: int, after: int, cell: int) -> int:
        """Return the cells of the character between two columns that starts at a cell."""
        if line[column] == "\t":
            return self.tab_width - cell % self.tab_width
        return (
            1 if line[column].isascii() and after == column + 1 else self.width(line[column:after])
        )
