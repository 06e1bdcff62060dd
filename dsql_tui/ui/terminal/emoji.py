"""Emoji of several characters on a screen, which terminals draw in 1 to 8 cells.

Rich counts two cells for a family, a flag, a person with a skin tone, a heart and a keycap.
Terminals that do not join characters draw a family as three people in six cells; tmux 3.3 draws a
heart in one. So the cursor is set to where Rich expects it after each emoji, and what is drawn next
covers the rest: such a terminal shows the first person of a family.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import east_asian_width

from rich.cells import cell_len, split_text
from rich.segment import Segment

from dsql_tui.results.emoji import FLAG_LETTERS, SEQUENCES, SKIN_TONES, find_whole, has_sequence

_CONTROL = r"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|\[[0-?]*[ -/]*[@-~]|.)"
_PART = re.compile(
    f"(?P<control>{_CONTROL})|(?P<emoji>{SEQUENCES.pattern}|[{FLAG_LETTERS}])"
    f"|(?P<rest>[{SKIN_TONES}])"
)
"""A control sequence, an emoji, or a skin tone alone, for which Rich counts no cells."""
_STYLE = re.compile(r"\x1b\[[\d;]*m")
_MOVE = re.compile(r"[\x1b\n]")
_SAVE, _RESTORE = "\x1b7", "\x1b8"
_NEAR = 200
"""Characters of the output behind an emoji that are looked at."""


def hold_columns(output: str) -> str:
    """Return output that leaves the cursor after each emoji where Rich expects it."""
    return _PART.sub(_hold, output) if has_sequence(output) else output


def _hold(found: re.Match[str]) -> str:
    text = found[0]
    if found["control"]:
        return text
    if found["rest"]:
        return ""
    width = cell_len(text)
    excess = sum(map(_measure_apart, text)) - width
    if excess > 0 and _count_cells_after(found) < excess:
        text = _shorten(text)
    if len(text) == 1 and not excess:
        return text
    # Saved twice, because some terminals restore a position only once.
    return f"{_SAVE}{' ' * width}{_RESTORE}{_SAVE}{text}{_RESTORE}\x1b[{width}C"


def _measure_apart(character: str) -> int:
    """Return the width of a character in a terminal that does not join it."""
    is_wide = east_asian_width(character) == "W" or _is_flag_letter(character)
    return 2 if is_wide else cell_len(character)


def _count_cells_after(found: re.Match[str]) -> int:
    """Return the number of cells that are drawn behind an emoji before the cursor moves."""
    near = found.string[found.end() : found.end() + _NEAR]
    return cell_len(_MOVE.split(_STYLE.sub("", near), maxsplit=1)[0])


def _shorten(emoji: str) -> str:
    """Return the first picture of an emoji, or the letters of a flag."""
    if not _is_flag_letter(emoji[0]):
        return emoji[0]
    return "".join(chr(ord("A") + ord(letter) - ord("\U0001f1e6")) for letter in emoji)


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


@lru_cache(maxsize=16384)
def split_cells(segment: Segment, cut: int) -> tuple[Segment, Segment]:
    """Divide a segment at a cell; an emoji that is cut becomes two spaces.

    Rich 15 cuts between any characters here, unlike in `rich.cells.split_text`.
    """
    text, style, control = segment
    if cut >= segment.cell_length:
        return segment, Segment("", style, control)
    left, right = split_text(text, cut)
    if find_whole(text, len(left))[0] < len(left) and not left.endswith(" "):  # in a flag
        left, right = f"{left[:-1]} ", f" {right[1:]}"
    return Segment(left, style, control), Segment(right, style, control)


Segment._split_cells = staticmethod(split_cells)  # type: ignore[assignment,method-assign]
