"""Keys that are not shown in the footer, since a widget has more of them than fit there."""

from __future__ import annotations

from textual.binding import Binding


def quiet(keys: str, action: str, name: str, tooltip: str, identity: str) -> Binding:
    """A binding for the palette, the help and the keymap."""
    return Binding(keys, action, name, tooltip=tooltip, id=identity, show=False)
