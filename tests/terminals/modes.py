"""The state of a terminal, as told from the bytes that were written to it."""

from __future__ import annotations

import re

_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_KEYBOARD = re.compile(rb"\x1b\[([<>])\d*u")
_KEYPAD = re.compile(rb"\x1b([=>])")
_STYLE = re.compile(rb"\x1b\[([\d;:]*)m")
_MARGINS = re.compile(rb"\x1b\[([\d;]*)r")
_ON_AT_THE_START = {"7", "25"}
"""Modes of a fresh terminal: lines wrap, and the cursor is visible."""

NAMES = {
    "1": "application cursor keys",
    "7": "line wrap",
    "25": "cursor",
    "1000": "mouse clicks",
    "1003": "mouse movements",
    "1004": "focus reporting",
    "1006": "mouse in SGR format",
    "1015": "mouse in urxvt format",
    "1016": "mouse in pixels",
    "1049": "alternate screen",
    "2004": "bracketed paste",
    "2026": "synchronized output",
    "2048": "size reports",
}


def list_changed_modes(written: bytes) -> list[str]:
    """Return what differs from a fresh terminal after these bytes, for example `cursor off`."""
    on = set(_ON_AT_THE_START)
    for numbers, end in _MODE.findall(written):
        for number in numbers.decode().split(";"):
            (on.add if end == b"h" else on.discard)(number)
    changed = [
        f"{NAMES.get(number, number)} {'on' if number in on else 'off'}"
        for number in sorted(on ^ _ON_AT_THE_START, key=int)
    ]
    depth = 0
    for end in _KEYBOARD.findall(written):
        depth = depth + 1 if end == b">" else max(0, depth - 1)
    if depth:
        changed.append(f"kitty keyboard pushed {depth} times")
    if (keypad := _KEYPAD.findall(written)) and keypad[-1] == b"=":
        changed.append("application keypad on")
    if (styles := _STYLE.findall(written)) and styles[-1] not in (b"", b"0"):
        changed.append(f"style {styles[-1].decode()}")
    if (margins := _MARGINS.findall(written)) and margins[-1]:
        changed.append(f"scrolling region {margins[-1].decode()}")
    return changed
