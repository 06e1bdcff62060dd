"""How a value from outside is turned into text that is safe to draw, and nowhere else."""

from __future__ import annotations

import re
import unicodedata

# C0, DEL and C1; soft hyphen; what is invisible, joins, or turns the direction of writing; line
# and paragraph separators; interlinear marks; tags; halves of surrogate pairs.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SYMBOLS = {"\t": "→", "\n": "⏎", "\x7f": "␡"}
_CONTROL_PICTURES = 0x2400


def visible(text: str) -> str:
    """A text as one line that can neither move the cursor nor reorder the screen.

    A combining mark at the start gets a space to stand on, or it would fall on what is drawn to
    the left of it.
    """
    if text.isascii() and text.isprintable():
        return text
    text = pictured(text)
    return f" {text}" if unicodedata.category(text[0]) in ("Mn", "Me") else text


def pictured(text: str) -> str:
    """The same, character by character: the text keeps its length, as an editor needs it to."""
    return _HIDDEN.sub(_picture, text)


def harmless(text: str) -> str:
    """A text of many lines, for a terminal: all but its tabs and line ends made visible."""
    return _HIDDEN.sub(
        lambda found: found[0] if found[0] in "\t\n" else _picture(found),
        text.replace("\r\n", "\n"),
    )


def cell(raw: bytes | None, limit: int | None = None) -> str | None:
    """A cell ready to be drawn, `None` for NULL; of a long one only `limit` characters.

    It is cut before it is decoded, so a megabyte costs no more than a line.
    """
    text = decoded(raw if raw is None or limit is None else raw[: 4 * limit])
    return text if text is None else visible(text[:limit])


def decoded(raw: bytes | None) -> str | None:
    """A cell as the server sent it, `None` for NULL. Not safe to draw."""
    return raw if raw is None else raw.decode("utf-8", "replace")


def sized(size: int) -> str:
    """Bytes as people say them: `312 B`, `4.2 kB`, `58 MB`."""
    amount, unit = float(size), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 999.5:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.1f} {unit}" if unit != "B" and amount < 9.95 else f"{amount:.0f} {unit}"


def _picture(found: re.Match[str]) -> str:
    character = found[0]
    if character in _SYMBOLS:
        return _SYMBOLS[character]
    return chr(_CONTROL_PICTURES + ord(character)) if character < " " else "\ufffd"
