"""The keys that users write in keymap.toml: `Ctrl+Shift+K`, `F6`, `Page up`, `/`."""

from __future__ import annotations

import unicodedata

from textual.keys import KEY_NAME_REPLACEMENTS

_MODIFIERS = ("alt", "ctrl", "shift")
"""In the order in which Textual names them."""
_NAMES = {
    "backspace": "backspace",
    "del": "delete",
    "delete": "delete",
    "down": "down",
    "end": "end",
    "enter": "enter",
    "esc": "escape",
    "escape": "escape",
    "home": "home",
    "insert": "insert",
    "left": "left",
    "pagedown": "pagedown",
    "pageup": "pageup",
    "return": "enter",
    "right": "right",
    "space": "space",
    "tab": "tab",
    "up": "up",
    **{f"f{number}": f"f{number}" for number in range(1, 25)},
    **dict(zip("↑↓←→", ("up", "down", "left", "right"), strict=True)),
}
"""Keys that have a name, as Textual names them."""
_SAME = {"ctrl+i": "Tab", "ctrl+m": "Enter", "ctrl+left_square_bracket": "Esc"}
"""Keys that terminals send as another key."""
_SENT_AS = {
    "ctrl+space": ("ctrl+@", "ctrl+space"),
    "ctrl+slash": ("ctrl+slash", "ctrl+underscore"),
}
"""Keys that terminals send in two ways."""


def parse_key(text: str) -> tuple[str, ...]:
    """Return Textual's names of a key; two if terminals differ in what they send.

    Raises:
        ValueError: It is no key, or one that a terminal cannot tell from another.
    """
    modifiers, last = _split(text.strip())
    name = _NAMES.get(last.lower().replace(" ", "").replace("_", ""))
    if name is None and len(last) == 1 and last.isprintable():
        name = _name_character(last, modifiers)
    if name is None or not all(modifiers) or set(modifiers) - set(_MODIFIERS):
        raise ValueError(f"“{text}” is not a key. Write it as in Ctrl+Shift+K, Alt+Up, F6 or /.")
    key = "+".join([*(each for each in _MODIFIERS if each in modifiers), name])
    if key in _SAME:
        raise ValueError(f"Terminals send “{text}” as {_SAME[key]}. Choose another key.")
    return _SENT_AS.get(key, (key,))


def types_text(key: str) -> bool:
    """Return True if a key types a character, so that an editor needs it."""
    return key == "space" or ("+" not in key and key not in _NAMES.values())


def _split(text: str) -> tuple[list[str], str]:
    """Return the modifiers of a key, and the key itself."""
    head, _, last = text.rpartition("+")
    if text == "+" or text.endswith("++"):  # the key is “+”
        head, last = text.removesuffix("+").removesuffix("+"), "+"
    return [each.strip().lower() for each in head.split("+")] if head else [], last.strip()


def _name_character(character: str, modifiers: list[str]) -> str | None:
    """Return Textual's name of the key of a character; drops Shift from the modifiers of a letter.

    A letter with Shift only is the capital letter.
    """
    if character.isalnum():
        if modifiers == ["shift"]:
            modifiers.clear()
            return character.upper()
        return character.lower() if modifiers else character
    if modifiers == ["shift"]:
        return None  # what it types depends on the keyboard
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name) or None
