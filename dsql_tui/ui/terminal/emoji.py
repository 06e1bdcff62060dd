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

from dsql_tui.results.emoji import FLAG_LETTERS, SEQUENCE, SKIN_TONES, find_whole

_PART = rf"(?P<emoji>{SEQUENCE}|[{FLAG_LETTERS}])|(?P<rest>[{SKIN_TONES}])|\x1b\][^\x07\x1b]*"
"""An emoji, a skin tone alone, for which Rich counts no cells, or a command with text in it."""
_STYLE = re.compile(r"\x1b\[[\d;]*m")
_MOVE = re.compile(r"[\x1b\n]")
_SAVE, _RESTORE = "\x1b7", "\x1b8"
_NEAR = 200
"""Characters of the output behind an emoji that are looked at."""


def hold_columns(output: str) -> str:
    """Return output that leaves the cursor after each emoji where Rich expects it."""
    return re.sub(_PART, _hold, output) if _may_have_emoji(output) else output


def _may_have_emoji(output: str) -> bool:
    """Return whether a quick look, a thirtieth of the time of a search, does not exclude emoji."""
    if output.isascii():
        return False
    marked = "\u200d" in output or "\ufe0f" in output
    return marked or len(output.encode("utf-16-le", "surrogatepass")) > 2 * len(output)


def _hold(found: re.Match[str]) -> str:
    text = found[0]
    if not found["emoji"]:
        return "" if found["rest"] else text
    width, excess = _measure(text)
    if excess > 0 and _count_cells_after(found) < excess:
        text = _shorten(text)
    if len(text) == 1 and not excess:
        return text
    # Saved twice, because some terminals restore a position only once.
    return f"{_SAVE}{' ' * width}{_RESTORE}{_SAVE}{text}{_RESTORE}\x1b[{width}C"


@lru_cache(maxsize=1024)
def _measure(emoji: str) -> tuple[int, int]:
    """Return the width that Rich counts, and how much more a terminal may draw."""
    width = cell_len(emoji)
    is_wide = [east_asian_width(part) == "W" or _is_flag_letter(part) for part in emoji]
    apart = (2 if wide else cell_len(part) for part, wide in zip(emoji, is_wide, strict=True))
    return width, sum(apart) - width


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


def cut_text(text: str, width: int) -> str:
    """Return a text that is wider than a width, cut to it with an ellipsis."""
    return f"{Segment(text).split_cells(max(0, width - 1))[0].text}…"


Segment._split_cells = staticmethod(split_cells)  # type: ignore[assignment,method-assign]
