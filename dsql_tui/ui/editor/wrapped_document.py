"""Map a script to rows of the screen, and move the cursor by them.

Textual's own class wraps all lines with each new width, character by character, and divides a line
again for each of its rows; this one wraps what is asked for.
"""

from __future__ import annotations

from bisect import bisect_right

from rich.cells import cell_len
from textual.document._document import Location
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.expand_tabs import expand_tabs_inline
from textual.geometry import Offset

from dsql_tui.ui.editor.characters import (
    find_column,
    next_column,
    previous_column,
    render_text,
)
from dsql_tui.ui.editor.document import SqlDocument
from dsql_tui.ui.editor.line_wrap import RowMap


class SqlWrappedDocument(WrappedDocument):
    """Lines that are wrapped to a width, or one row for each line if the width is 0."""

    document: SqlDocument

    @property
    def height(self) -> int:
        """The number of rows."""
        rows = self.document.row_map
        return rows.height if rows else self.document.line_count

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Wrap all lines to a width in cells; 0 for no wrapping."""
        self._width = width
        self._tab_width = tab_width or self._tab_width
        self._offset_to_line_info = _Rows(self)  # type: ignore[assignment]
        rows = self.document.row_map
        if not width:
            self.document.row_map = None
        elif rows is None or (rows.width, rows.tab_width) != (width, self._tab_width):
            self.document.row_map = RowMap(self.document.lines, width, self._tab_width)

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Do nothing: the document updates the rows with each edit."""

    def find_row(self, row: int) -> tuple[int, int]:
        """Return the line of a row, or the last line, and which of the line's rows it is."""
        rows = self.document.row_map
        if rows is None:
            return min(row, self.height - 1), 0
        line = rows.line_at(row)
        of_line = rows.rows_of(line)
        return line, min(row - of_line.start, len(of_line) - 1)

    def rows_of(self, line: int) -> range:
        """Return the rows of a line, or of the last line."""
        line = min(line, self.document.line_count - 1)
        rows = self.document.row_map
        return rows.rows_of(line) if rows else range(line, line + 1)

    def find_columns(self, row: int) -> tuple[int, int]:
        """Return the columns of its line between which a row is."""
        line, section = self.find_row(row)
        edges = self.find_edges(line)
        return edges[section], edges[section + 1]

    def get_offsets(self, line_index: int) -> list[int]:
        """Return nothing, so that Textual draws a row without dividing its line."""
        if not 0 <= line_index < self.document.line_count:
            raise ValueError(f"no line {line_index}")
        return []

    def location_to_offset(self, location: Location) -> Offset:
        """Return the cell of a location, or of the same column in the last line.

        During an undo Textual asks for the cursor, which may be below the last line.
        """
        line, column = min(location[0], self.document.line_count - 1), location[1]
        section = self.find_section(line, column)
        before = render_text(self.document.get_line(line)[self.find_edges(line)[section] : column])
        if "\t" in before:
            before = expand_tabs_inline(before, self._tab_width)
        return Offset(cell_len(before), self.rows_of(line)[section])

    def offset_to_location(self, offset: Offset) -> Location:
        """Return the location of a cell, or the nearest one."""
        line, section = self.find_row(max(0, offset.y))
        return line, self.get_target_document_column(line, offset.x, section)

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        """Return the column of the visible character at a cell of a row of a line.

        Behind the row that is its last character, or the end of the line.
        """
        line, edges = self.document.get_line(line_index), self.find_edges(line_index)
        section = y_offset % (len(edges) - 1)
        start, end = edges[section : section + 2]
        column = start + find_column(line[start:end], max(0, x_offset), self._tab_width)
        last = end if end == len(line) else previous_column(line, end)
        return max(start, min(column, last))

    def find_section(self, line: int, column: int) -> int:
        """Return which row of a line a column is in."""
        edges = self.find_edges(line)
        return bisect_right(edges, column, 1, len(edges) - 1) - 1

    def find_edges(self, line_index: int) -> tuple[int, ...]:
        """Return the columns at which the rows of a line begin, and its length."""
        line, rows = self.document.get_line(line_index), self.document.row_map
        return (0, *(rows.find_breaks(line) if rows else ()), len(line))


class _Rows:
    """The line of each row, and which of its rows that is, as Textual asks for it."""

    def __init__(self, wrapped: SqlWrappedDocument) -> None:
        self._wrapped = wrapped

    def __getitem__(self, row: int) -> tuple[int, int]:
        return self._wrapped.find_row(row)


class CharacterNavigator(DocumentNavigator):
    """Moves by visible characters, not by code points, and by rows of the screen."""

    _wrapped_document: SqlWrappedDocument

    def step_back(self, location: Location) -> Location:
        """Return the location one visible character to the left."""
        row, column = location
        if column == 0:
            return super().get_location_left(location)
        return row, previous_column(self._document.get_line(row), column)

    get_location_left = step_back  # Textual's name

    def get_location_right(self, location: Location) -> Location:
        """Return the location one visible character to the right."""
        row, column = location
        line = self._document.get_line(row)
        if column >= len(line):
            return super().get_location_right(location)
        return row, next_column(line, column)

    def get_location_above(self, location: Location) -> Location:
        """Return the location one row up, or the start of the script."""
        return self._step_rows(location, -1) or (0, 0)

    def get_location_below(self, location: Location) -> Location:
        """Return the location one row down, or the end of the script."""
        return self._step_rows(location, 1) or self._document.end

    def get_location_end(self, location: Location) -> Location:
        """Return the end of the row; from there, the end of the line."""
        line, column = location
        edges = self._wrapped_document.find_edges(line)
        end = edges[self._wrapped_document.find_section(line, column) + 1]
        if end < edges[-1]:
            end = previous_column(self._document.get_line(line), end)
            end = edges[-1] if column == end else end
        return line, end

    def get_location_home(self, location: Location, smart_home: bool = False) -> Location:
        """Return the start of the row; from there, the start of the line.

        In the first row of a line, `smart_home` goes to its first visible character, and from
        there to its start.
        """
        line, column = location
        wrapped = self._wrapped_document
        start = wrapped.find_edges(line)[wrapped.find_section(line, column)]
        if start and column != start:
            return line, start
        text = self._document.get_line(line)
        indent = len(text) - len(text.lstrip())
        if smart_home and indent < len(text) and not 0 < column <= indent:
            return line, indent
        return line, 0

    def _step_rows(self, location: Location, rows: int) -> Location | None:
        x, y = self._wrapped_document.location_to_offset(location)
        y += rows
        if not 0 <= y < self._wrapped_document.height:
            return None
        return self._wrapped_document.offset_to_location(Offset(max(x, self.last_x_offset), y))
