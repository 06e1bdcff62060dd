"""Conversion of text from outside into text that is safe to display."""

from __future__ import annotations

import re
import unicodedata

from dsql_tui.results.emoji import JOINED, SKIN_TONES

# C0, DEL and C1; soft hyphen; invisible, joining and bidirectional characters; line and paragraph
# separators; interlinear annotation marks; skin tones, which have no cell; tags; lone surrogates.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    f"\ud800-\udfff\ufeff\ufff9-\ufffb{SKIN_TONES}\U000e0000-\U000e0fff]"
)
# The same, with the spaces and fillers that look like a space or like nothing.
_NAMED = re.compile(
    f"[{_HIDDEN.pattern[1:-1]}\xa0\u034f\u115f\u1160\u1680\u2000-\u200a\u202f\u205f\u3164\uffa0]"
)
_JOINER = re.compile(f"[\u200d{SKIN_TONES}\U000e007f]")
# The same, where emoji stay whole; this takes four times as long, and is compiled when needed.
_HIDDEN_ALONE = f"(?P<emoji>{JOINED})|{_HIDDEN.pattern}"
_NAMED_ALONE = f"(?P<emoji>{JOINED})|{_NAMED.pattern}"
_SYMBOLS = {"\t": "→", "\n": "⏎", "\x7f": "␡"}
_CONTROL_PICTURES = 0x2400
_NAMES = {
    "\x85": "NEL",
    "\xa0": "NBSP",
    "\xad": "SHY",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u202f": "NNBSP",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}
"""The short names that Unicode and editors use; other characters are named by number."""


def make_visible(text: str) -> str:
    """Return a text as one line that can neither move the cursor nor reorder the screen.

    An invisible character is named: `‹ZWJ›`, `‹U+009B›`. Inside of an emoji, it stays. A combining
    mark at the start gets a space before it, or it would attach to the text drawn to its left.
    """
    if text.isascii() and text.isprintable():
        return text
    if _NAMED.search(text):
        text = re.sub(_NAMED_ALONE if _JOINER.search(text) else _NAMED, _name, text)
    return f" {text}" if unicodedata.category(text[0]) in ("Mn", "Me") else text


def replace_control_characters(text: str) -> str:
    """Replace each invisible character by a visible one; the length stays the same.

    Inside of an emoji, it stays.
    """
    if not _HIDDEN.search(text):
        return text
    return re.sub(_HIDDEN_ALONE if _JOINER.search(text) else _HIDDEN, _symbol_for, text)


def make_printable(text: str) -> str:
    """Return a text of several lines for a terminal; tabs, line ends and emoji stay as they are.

    Other invisible characters are named, as by `make_visible`.
    """
    has_emoji = not text.isascii() and _JOINER.search(text)
    return re.sub(
        _HIDDEN_ALONE if has_emoji else _HIDDEN,
        lambda found: found[0] if found[0] in "\t\n" else _name(found),
        text.replace("\r\n", "\n"),
    )


def format_cell(raw: bytes | None, limit: int | None = None) -> str | None:
    """Return a cell as safe text, `None` for NULL, cut to `limit` characters.

    The bytes are cut before they are decoded, so a large cell costs no more than a short one.
    """
    text = decode_cell(raw if raw is None or limit is None else raw[: 4 * limit])
    return text if text is None else make_visible(text[:limit])


def decode_cell(raw: bytes | None) -> str | None:
    """Return a cell as text, `None` for NULL. The text is not safe to display."""
    return raw if raw is None else raw.decode("utf-8", "replace")


def format_size(size: int) -> str:
    """Return a number of bytes with a unit: `312 B`, `4.2 kB`, `58 MB`."""
    amount, unit = float(size), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 999.5:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.1f} {unit}" if unit != "B" and amount < 9.95 else f"{amount:.0f} {unit}"


def pluralize(count: int, noun: str) -> str:
    """Return a number of things, such as `1 row` and `2,500 rows`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _name(found: re.Match[str]) -> str:
    """Return the symbol of a control character, the name of an invisible one, or the emoji."""
    text, symbol = found[0], _symbol_for(found)
    if symbol != "\ufffd" or unicodedata.category(text) == "Cs":
        return symbol
    return f"‹{_NAMES.get(text, f'U+{ord(text):04X}')}›"


def _symbol_for(found: re.Match[str]) -> str:
    """Return the symbol of a control character, `�` for an invisible one, or the emoji."""
    text = found[0]
    if found.lastgroup:
        return text
    if text in _SYMBOLS:
        return _SYMBOLS[text]
    return chr(_CONTROL_PICTURES + ord(text)) if text < " " else "\ufffd"
