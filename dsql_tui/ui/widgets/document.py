"""The text in the editor: its lines, what is open at the start of each, and its statements.

Textual's own document joins and measures all its lines for every key, and for every line that is
drawn; this one remembers.
"""

from __future__ import annotations

from bisect import bisect_right

from rich.cells import cell_len
from textual._cells import cell_width_to_column_index
from textual.document._document import Document, EditResult, Location
from textual.document._wrapped_document import WrappedDocument
from textual.expand_tabs import expand_tabs_inline, get_tab_widths
from textual.geometry import Offset, Size

from dsql_tui.results.text import pictured
from dsql_tui.sql.highlight import Span, learn_states, spans, update_states
from dsql_tui.sql.scan import Statement
from dsql_tui.sql.script import Script

_STRIDE = 1_000
"""Lines of which the offsets are found at once."""


def shown(line: str) -> str:
    """A line as it is drawn, as long as it is; its tabs are still to be expanded."""
    if line.isprintable():
        return line
    return "\t".join(map(pictured, line.split("\t")))


class SqlDocument(Document):
    """A script by lines.

    Only a line feed, or a carriage return with one, ends a line. (`str.splitlines`, which
    Textual uses, would also break string literals at form feeds and U+2028, and lose them.)
    """

    def __init__(self, text: str) -> None:
        super().__init__("")
        # A text with both kinds of line ends keeps its carriage returns as characters.
        windows = "\r\n" in text and text.count("\r\n") == text.count("\n")
        self._newline = "\r\n" if windows else "\n"
        self._lines = self._split(text)
        self._states = [""]
        """What is open at the start of the first lines, as far as anybody has asked."""
        self._widths: list[int] = []
        self._widest = 0
        self._tab_width = 0
        self._changed: range | None = None
        """The rows that look different since that was asked last; `None` for all."""
        self._starts = [0]
        """The offsets of the first lines, as far as anybody has asked."""
        self._text: str | None = text
        self._script = Script(text)
        self._edited: int | None = None
        """The first offset that the script has not been told of."""

    @property
    def text(self) -> str:
        """The whole script."""
        if self._text is None:
            self._text = self._newline.join(self._lines)
        return self._text

    def spans(self, row: int) -> tuple[Span, ...]:
        """The coloured parts of a line."""
        learn_states(self._states, self._lines, row)
        return spans(self._lines[row], self._states[row])

    def statement_at(self, location: Location) -> Statement | None:
        """The statement that a cursor there means."""
        return self._current().statement_at(self.offset(location))

    def around(self, location: Location) -> tuple[int, int]:
        """From where to where the piece of the script goes that is being written there."""
        return self._current().around(self.offset(location))

    def offset(self, location: Location) -> int:
        """How many characters stand before a place."""
        row, column = self._clamped(location)
        self._learn_starts(row)
        return self._starts[row] + column

    def location(self, offset: int) -> Location:
        """The place that so many characters stand before, or the nearest there is."""
        starts, offset = self._starts, max(0, offset)
        while starts[-1] <= offset and len(starts) < len(self._lines):
            self._learn_starts(len(starts) + _STRIDE)
        row = bisect_right(starts, offset) - 1
        return row, min(offset - starts[row], len(self._lines[row]))

    def get_size(self, tab_width: int) -> Size:
        """How many cells wide and lines high the text is."""
        if tab_width != self._tab_width:
            self._tab_width = tab_width
            self._widths = self._measured(self._lines)
            self._widest = max(self._widths)
        return Size(self._widest, len(self._lines))

    def take_changed(self) -> range | None:
        """The rows that look different since this was asked last; `None` for all of them."""
        changed, self._changed = self._changed, range(0)
        return changed

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Put a text in the place of another: the one way by which a document changes."""
        top, bottom = sorted((self._clamped(start), self._clamped(end)))
        replaced = self.get_text_range(top, bottom)
        first, last = top[0], bottom[0]
        offset = self.offset(top)
        new = self._split(text)
        if self._text is not None:  # quicker than joining all the lines again
            after = offset + len(replaced)
            self._text = self._text[:offset] + self._newline.join(new) + self._text[after:]
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
        """Bring up to date what is known of lines, and forget what is cheaper to find again."""
        self._edited = offset if self._edited is None else min(offset, self._edited)
        below = update_states(self._states, self._lines, row, old, len(new))
        self._note_changed(range(row, below) if old == len(new) else None)
        del self._starts[row + 1 :]
        if self._tab_width:
            self._note_widths(row, old, self._measured(new))

    def _note_changed(self, rows: range | None) -> None:
        known = self._changed
        if not known or not rows:  # nothing was known, or all has changed
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

    def _clamped(self, location: Location) -> Location:
        """The place itself, or the last one there is on its line or in the script."""
        row, column = location
        if row >= len(self._lines):
            return self.end
        return row, min(column, len(self._lines[row]))

    def _split(self, text: str) -> list[str]:
        """The lines of a text; where lines end as on Windows, a line feed alone ends one too."""
        if self._newline == "\r\n":
            text = text.replace("\r\n", "\n")
        return text.split("\n")

    def _measured(self, lines: list[str]) -> list[int]:
        return [
            len(line)
            if line.isascii() and line.isprintable()
            else cell_len(shown(line).expandtabs(self._tab_width))
            for line in lines
        ]

    def _learn_starts(self, row: int) -> None:
        """Know the offset of each line up to a row."""
        starts, newline = self._starts, len(self._newline)
        for line in self._lines[len(starts) - 1 : row]:
            starts.append(starts[-1] + len(line) + newline)
        del starts[len(self._lines) :]  # the last line ends where no other begins


class _Rows:
    """Each line has one row, itself."""

    def __getitem__(self, y: int) -> tuple[int, int]:
        return y, 0


class UnwrappedDocument(WrappedDocument):
    """Lines that are never wrapped: nothing is kept for any of them, all is told when asked."""

    @property
    def height(self) -> int:
        """How many lines."""
        return self.document.line_count

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Know how wide a tab is; there is nothing to wrap."""
        self._width = 0
        self._tab_width = tab_width or self._tab_width
        self._offset_to_line_info = _Rows()  # type: ignore[assignment]

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Nothing to wrap here either."""

    def get_offsets(self, line_index: int) -> list[int]:
        """Where a line is wrapped: nowhere."""
        if not 0 <= line_index < self.height:
            raise ValueError(f"no line {line_index}")
        return []

    def get_sections(self, line_index: int) -> list[str]:
        """The parts of a line: itself."""
        return [self.document.get_line(line_index)]

    def get_tab_widths(self, line_index: int) -> list[int]:
        """How wide the tabs of a line are."""
        line = self.document.get_line(line_index)
        return [width for _, width in get_tab_widths(line, self._tab_width)]

    def location_to_offset(self, location: Location) -> Offset:
        """Which cell a place in the text has."""
        row, column = location
        line = self.document.get_line(row)[:column]
        if "\t" in line:
            line = expand_tabs_inline(line, self._tab_width)
        return Offset(cell_len(line), row)

    def offset_to_location(self, offset: Offset) -> Location:
        """Which place in the text a cell has, or the nearest."""
        row = min(max(0, offset.y), self.height - 1)
        line = self.document.get_line(row)
        return row, cell_width_to_column_index(line, max(0, offset.x), self._tab_width)
