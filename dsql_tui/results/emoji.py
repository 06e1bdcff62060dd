"""Emoji that are written with several characters: families, flags, skin tones, keycaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import category, east_asian_width

_PICTURES = (
    "\u2194\u2195\u261d\u2620\u2640\u2642\u2695\u2696\u26a7\u26d3\u26f9\u2708\u270a-\u270d\u2764\u27a1"
    "\u2b1b\U0001f300-\U0001f321\U0001f324-\U0001f393\U0001f3a0-\U0001f3f0\U0001f3f3-\U0001f3f5"
    "\U0001f3f7-\U0001f3fa\U0001f400-\U0001f4fd\U0001f4ff-\U0001f53d\U0001f574\U0001f575\U0001f57a"
    "\U0001f590\U0001f595\U0001f596\U0001f5e8\U0001f5fa-\U0001f64f\U0001f680-\U0001f6c5"
    "\U0001f6cb-\U0001f6d2\U0001f90c-\U0001f93a\U0001f93c-\U0001f945\U0001f947-\U0001f9ff"
    "\U0001fa70-\U0001faff"
)
"""The emoji that can be joined or have a skin tone."""
SKIN_TONES = "\U0001f3fb-\U0001f3ff"
FLAG_LETTERS = "\U0001f1e6-\U0001f1ff"
_PERSON = f"[{_PICTURES}]\ufe0f?[{SKIN_TONES}]?"
JOINED = f"\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f|{_PERSON}(?:\u200d{_PERSON})*"
"""The pattern of emoji that contain characters which are invisible, or not drawn, on their own."""
SEQUENCE = (
    rf"{JOINED}|[{FLAG_LETTERS}]{{2}}|[0-9#*]\ufe0f\u20e3?"
    "|[\xa9\xae\u2000-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]\ufe0f"
)
"""The pattern of emoji of several characters; those that can be joined match alone too.

It is compiled when it is needed first, because most text has none.
"""
_PART = f"(?s:{SEQUENCE}|.)"
_MARKS = re.compile(f"[\u200d\ufe0f{FLAG_LETTERS}{SKIN_TONES}\U000e007f]")
"""The characters of which each emoji of several characters has one."""


def has_sequence(text: str) -> bool:
    """Return whether a text may contain an emoji of several characters."""
    return not text.isascii() and _MARKS.search(text) is not None


def split_text(text: str) -> Sequence[str]:
    """Return the characters of a text; an emoji of several characters is one part."""
    return re.findall(_PART, text) if has_sequence(text) else text


def measure_text(text: str) -> int:
    """Return the width of a text in cells, on a terminal that draws each emoji as one."""
    if text.isascii():
        return len(text)
    return sum(map(measure_part, split_text(text)))


def measure_part(part: str) -> int:
    """Return the width in cells of a part that `split_text` returns."""
    if len(part) > 1:
        return 2
    if category(part) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(part) in "WF" else 1


def find_whole(text: str, column: int) -> tuple[int, int]:
    """Return the start and end of the emoji that a column is inside of, or else the column."""
    if has_sequence(text):
        for found in re.finditer(SEQUENCE, text):
            if found.end() > column:
                return found.span() if found.start() < column else (column, column)
    return column, column
