"""The text in the editor: its lines, what is open at the start of each, and its statements.

Textual's own document joins and measures all its lines for every key, and for every line that is
drawn; this one remembers.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from rich.cells import cell_len
from textual.document._document import Document, EditResult, Location
from textual.document._wrapped_document import WrappedDocument
from textual.geometry import Size

from dsql_tui.results.text import pictured
from dsql_tui.sql.highlight import Span, spans, states, update_states
from dsql_tui.sql.scan import Statement
from dsql_tui.sql.script import Script


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
        self._states = states(self._lines)
        self._widths: list[int] = []
        self._tab_width = 0
        self._starts: list[int] | None = None
        """The offset of each line, unless an edit has made it unknown."""
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
        return self._line_starts()[row] + column

    def location(self, offset: int) -> Location:
        """The place that so many characters stand before, or the nearest there is."""
        starts = self._line_starts()
        row = bisect_right(starts, max(0, offset)) - 1
        return row, min(max(0, offset) - starts[row], len(self._lines[row]))

    def get_size(self, tab_width: int) -> Size:
        """How many cells wide and lines high the text is."""
        if tab_width != self._tab_width:
            self._tab_width = tab_width
            self._widths = self._measured(self._lines)
        return Size(max(self._widths), len(self._lines))

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Put a text in the place of another: the one way by which a document changes."""
        top, bottom = sorted((self._clamped(start), self._clamped(end)))
        replaced = self.get_text_range(top, bottom)
        first, last = top[0], bottom[0]
        offset = self.offset(top)
        new = self._split(text)
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
        self._text = self._starts = None
        self._edited = offset if self._edited is None else min(offset, self._edited)
        update_states(self._states, self._lines, row, old, len(new))
        if self._tab_width:
            self._widths[row : row + old] = self._measured(new)

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
        return [cell_len(shown(line).expandtabs(self._tab_width)) for line in lines]

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            newline = len(self._newline)
            ends = accumulate((len(line) + newline for line in self._lines[:-1]), initial=0)
            self._starts = list(ends)
        return self._starts


class UnwrappedDocument(WrappedDocument):
    """Lines that are never wrapped, so that their number is known without counting."""

    @property
    def height(self) -> int:
        """How many lines."""
        return self.document.line_count
