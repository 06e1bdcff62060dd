"""The text in the editor: its lines, the scanner state at the start of each, and its statements.

Textual's own document joins and measures all lines for every key and every drawn line; this one
caches the results.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Literal

from rich.cells import cell_len
from textual.document._document import Document, EditResult, Location
from textual.geometry import Size

from dsql_tui.sql.highlight import Span, highlight_line
from dsql_tui.sql.line_states import LineState, LineStates
from dsql_tui.sql.script import Script
from dsql_tui.sql.statements import Statement
from dsql_tui.ui.editor.characters import render_text
from dsql_tui.ui.editor.line_wrap import RowMap

_STRIDE = 1_000
"""Lines whose offsets are computed at a time."""


class SqlDocument(Document):
    """A script as lines.

    Only LF or CR LF ends a line. (`str.splitlines`, which Textual uses, would also break string
    literals at form feeds and U+2028, and lose those characters.)
    """

    def __init__(self, text: str) -> None:
        super().__init__("")
        self._newline = _find_newline(text)
        self._lines = self._split(text)
        self._states = LineStates(self._lines)
        """The scanner state at the start of each line, as far as it was needed."""
        self._widths: list[int] = []
        self._widest = 0
        self._tab_width = 0
        self._changed: range | None = None
        """The rows that look different since the last `take_changes`; `None` for all."""
        self.row_map: RowMap | None = None
        """The rows of each line, if lines are wrapped."""
        self._starts = [0]
        """The offset of each line, as far as it was needed."""
        self._text: str | None = text
        self._script = Script(text)
        self._edited: int | None = None
        """The first offset that changed since `_script` was updated."""

    def use_newline_of(self, text: str) -> None:
        """End the lines as those of a text."""
        newline = _find_newline(text)
        if newline != self._newline:
            self._newline = newline
            self._starts, self._text, self._edited = [0], None, 0

    @property
    def text(self) -> str:
        """The whole script."""
        if self._text is None:
            self._text = self._newline.join(self._lines)
        return self._text

    def spans(self, row: int) -> tuple[Span, ...]:
        """Return the colored parts of a line."""
        return highlight_line(self._lines[row], self._states.at(row))

    def state(self, row: int) -> LineState:
        """Return the state of the scanner at the start of a line."""
        return self._states.at(row)

    def statement_at(self, location: Location) -> Statement | None:
        """Return the statement at a cursor position."""
        return self._current().statement_at(self.offset(location))

    def statements_at(self, location: Location) -> list[Statement]:
        """Return the statements to run for a cursor position."""
        return self._current().statements_at(self.offset(location))

    def find_piece_at(self, location: Location) -> tuple[int, int]:
        """Return the offsets of the piece of the script that is being written at a position."""
        return self._current().find_piece_at(self.offset(location))

    def offset(self, location: Location) -> int:
        """Return the number of characters before a location."""
        row, column = self._clamp(location)
        self._learn_starts(row)
        return self._starts[row] + column

    def location(self, offset: int) -> Location:
        """Return the location at an offset, or the nearest one."""
        starts, offset = self._starts, max(0, offset)
        while starts[-1] <= offset and len(starts) < len(self._lines):
            self._learn_starts(len(starts) + _STRIDE)
        row = bisect_right(starts, offset) - 1
        return row, min(offset - starts[row], len(self._lines[row]))

    def get_size(self, tab_width: int) -> Size:
        """Return the width in cells and the height in lines."""
        if tab_width != self._tab_width:
            self._tab_width = tab_width
            self._widths = self._measure(self._lines)
            self._widest = max(self._widths)
        return Size(self._widest, len(self._lines))

    def take_changes(self) -> range | None:
        """Return the rows that look different since the last call; `None` for all."""
        changed, self._changed = self._changed, range(0)
        return changed

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Replace a range with a text; every change goes through here."""
        top, bottom = sorted((self._clamp(start), self._clamp(end)))
        replaced = self.get_text_range(top, bottom)
        first, last = top[0], bottom[0]
        offset = self.offset(top)
        new = self._split(text)
        if self._text is not None:  # quicker than joining all the lines again
            after = offset + len(replaced)
            inserted = self._newline.join(new)
            self._text = "".join((self._text[:offset], inserted, self._text[after:]))
        end_column = len(new[-1]) if len(new) > 1 else top[1] + len(new[0])
        tail = self._lines[last][bottom[1] :]
        new[0] = self._lines[first][: top[1]] + new[0]
        new[-1] += tail
        self._lines[first : last + 1] = new
        self._note_edit(offset, first, last - first + 1, new)
        return EditResult((first + len(new) - 1, end_column), replaced)

    def _current(self) -> Script:
        if self._edited is not None:
            self._script.change(self.text, self._edited)
            self._edited = None
        return self._script

    def _note_edit(self, offset: int, row: int, old: int, new: list[str]) -> None:
        """Update the caches of lines, and drop those that are cheaper to compute again."""
        self._edited = offset if self._edited is None else min(offset, self._edited)
        below = self._states.update(row, old, len(new))
        self._add_changed_rows(range(row, below) if old == len(new) else None)
        del self._starts[row + 1 :]
        if self.row_map:
            self.row_map.replace(row, old, new)
        if self._tab_width:
            self._note_widths(row, old, self._measure(new))

    def _add_changed_rows(self, rows: range | None) -> None:
        known = self._changed
        if not known or not rows:  # nothing was cached, or everything changed
            self._changed = None if known is None or rows is None else rows or known
        else:
            self._changed = range(min(known.start, rows.start), max(known.stop, rows.stop))

    def _note_widths(self, row: int, old: int, new: list[int]) -> None:
        gone, came = max(self._widths[row : row + old]), max(new)
        self._widths[row : row + old] = new
        if came >= self._widest:
            self._widest = came
        elif gone == self._widest:
            self._widest = max(self._widths)

    def _clamp(self, location: Location) -> Location:
        """Return the location, limited to its line and to the script."""
        row, column = location
        if row >= len(self._lines):
            return self.end
        return row, min(column, len(self._lines[row]))

    def _split(self, text: str) -> list[str]:
        """Return the lines of a text; in a text with CR LF, LF alone also ends a line."""
        if self._newline == "\r\n":
            text = text.replace("\r\n", "\n")
        return text.split("\n")

    def _measure(self, lines: list[str]) -> list[int]:
        return [
            len(line)
            if line.isascii() and line.isprintable()
            else cell_len(render_text(line).expandtabs(self._tab_width))
            for line in lines
        ]

    def _learn_starts(self, row: int) -> None:
        """Compute the offset of each line up to a row."""
        starts, newline = self._starts, len(self._newline)
        for line in self._lines[len(starts) - 1 : row]:
            starts.append(starts[-1] + len(line) + newline)
        del starts[len(self._lines) :]


def _find_newline(text: str) -> Literal["\n", "\r\n"]:
    """Return what ends the lines; a text with both keeps carriage returns as characters."""
    windows = "\r\n" in text and text.count("\r\n") == text.count("\n")
    return "\r\n" if windows else "\n"
