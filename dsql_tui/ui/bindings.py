"""Bindings for keys that the key bar has no room for, and the names of keys on screen."""

from __future__ import annotations

from textual.binding import Binding
from textual.keys import format_key

_NAMES = {
    "backspace": "Backspace",
    "delete": "Delete",
    "enter": "Enter",
    "pagedown": "Page down",
    "pageup": "Page up",
}
"""The names of keys for which Textual has a symbol or a short form."""


def bind(keys: str, action: str, name: str, tooltip: str, identity: str) -> Binding:
    """Return a binding that only the palette, the help and the keymap show."""
    return Binding(keys, action, name, tooltip=tooltip, id=identity, show=False)


def name_key(binding: Binding) -> str:
    """Return the name of a key as messages and the documentation write it: `Ctrl+O`."""
    if binding.key_display:
        return binding.key_display
    modifiers, key = binding.parse_key()
    key = _NAMES.get(key) or format_key(key)
    if len(key) > 1:
        key = key.capitalize()
    elif modifiers:
        key = key.upper()
    return "+".join([*(modifier.capitalize() for modifier in modifiers), key])
