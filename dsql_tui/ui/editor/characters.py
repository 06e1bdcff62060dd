"""The visible characters of a line: an accent, a variant and a flag belong to what is before.

Unlike `vim/text.py`, which follows vim, this follows Unicode (grapheme clusters).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from dsql_tui.results.text import replace_control_characters

if TYPE_CHECKING:
    import regex

_MAX_LENGTH = 64
"""Characters before a column in which the start of a visible character is looked for."""


_MARK = "\ufffd"
"""The symbol for a mark that combines with nothing."""
_LETTERS = re.compile(r"[^\W\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]{2}")
"""Two letters or digits that are not joined, as the parts of a Korean syllable are."""
_AFTER_NOTHING = re.compile(rf"(?:^|(?<=[\t{_MARK}\u2400-\u243f]))[^\x00-\x7f]")
"""A character at the start of a line, or after a tab or the symbol of a hidden character."""


def render_text(line: str) -> str:
    """Return a line as it is drawn, at the same length; tabs are not expanded yet.

    A combining mark with nothing to combine with takes a cell, so that the cursor is visible on it.
    """
    if line.isascii() and line.isprintable():
        return line
    shown = "\t".join(map(replace_control_characters, line.split("\t")))
    return shown if line.isascii() else _AFTER_NOTHING.sub(_show_mark, shown)


def _show_mark(found: re.Match[str]) -> str:
    is_mark = unicodedata.category(found[0]) in ("Mn", "Me")
    return _MARK if is_mark else found[0]


def draw_text(line: str) -> Text:
    """Return a line as it is drawn, without colours; a style covers whole visible characters."""
    if line.isascii():
        return Text(render_text(line), end="", no_wrap=True)
    return _CharacterText(line)


def next_column(line: str, column: int) -> int:
    """Return the column after the visible character at a column."""
    if line[column : column + 2].isascii():
        return min(column + 1, len(line))
    return _find_end(line, column)


def previous_column(line: str, column: int) -> int:
    """Return the column of the visible character before a column; 0 at the start."""
    if column <= 1 or line[column - 1].isascii():
        return max(column - 1, 0)
    start = _find_safe_start(line, column - 1)
    while (end := _find_end(line, start)) < column:
        start = end
    return start


def start_of_character(line: str, column: int) -> int:
    """Return the column at which the visible character at a column starts."""
    if column >= len(line) or line.isascii():
        return min(column, len(line))
    if _LETTERS.match(line, column - 1):
        return column
    return previous_column(line, next_column(line, previous_column(line, column + 1)))


def cover_characters(line: str, start: int, end: int | None) -> tuple[int, int | None]:
    """Return the columns around the visible characters that a range touches."""
    if 0 < start < len(line):
        start = start_of_character(line, start)
    if end is not None and start < end < len(line):
        end = next_column(line, previous_column(line, end))
    return start, end


def find_column(line: str, cell: int, tab_width: int) -> int:
    """Return the column of the visible character that covers a cell, or the length of the line."""
    if line.isascii() and "\t" not in line:
        return min(cell, len(line))
    column = cells = 0
    while column < len(line):
        after = next_column(line, column)
        if line[column] == "\t":
            cells += tab_width - cells % tab_width
        else:
            cells += cell_len(render_text(line[column:after]))
        if cells > cell:
            break
        column = after
    return column


def _find_safe_start(line: str, column: int) -> int:
    """Return a column not after the given one, at which a visible character starts."""
    for start in range(column, max(0, column - _MAX_LENGTH), -1):
        if line[start].isascii():
            return start
    return max(0, column - _MAX_LENGTH)


def _find_end(line: str, column: int) -> int:
    """Return the column after the visible character that starts at a column."""
    cluster, emoji = _patterns()
    if found := emoji.match(line, column) or cluster.match(line, column):
        end = found.end()
    else:
        return column + 1
    if end == column + 1 or found.re is emoji:
        return end
    # A character that is drawn as a symbol of its own is one.
    shown = replace_control_characters(line[column:end])
    drawn = (n for n in range(1, end - column) if shown[n] != line[column + n])
    return column + next(drawn, end - column)


class _CharacterText(Text):
    """A text whose styles never begin or end inside of a visible character.

    Textual draws the cursor on one code point, which would tear an emoji from its variant.
    """

    def __init__(self, line: str) -> None:
        super().__init__(render_text(line), end="", no_wrap=True)
        self.line = line

    def stylize(self, style: str | Style, start: int = 0, end: int | None = None) -> None:
        """Apply a style to the visible characters that a range touches."""
        super().stylize(style, *cover_characters(self.line, start, end))


@cache
def _patterns() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    # Imported here, because most scripts are ASCII only.
    import regex

    part = r"\p{Extended_Pictographic}[\ufe0e\ufe0f\u20e3]?\p{Emoji_Modifier}?"
    emoji = rf"{part}(?:[\U000e0020-\U000e007f]+|(?:\u200d{part})*)"
    return regex.compile(r"\X"), regex.compile(emoji)
