"""The keys of the picker."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from dsql_tui.ui.bindings import bind

KEYS: list[BindingType] = [
    Binding("enter", "connect", "Connect", tooltip="Open a session.", id="picker.connect"),
    Binding("up", "move(-1)", "Up", show=False, id="picker.up"),
    Binding("down", "move(1)", "Down", show=False, id="picker.down"),
    Binding("ctrl+o", "menu", "Menu", tooltip="Open the menu.", id="picker.menu", priority=True),
    Binding("ctrl+r", "list", "Refresh", tooltip="Refresh the clusters.", id="picker.refresh"),
    Binding("ctrl+l", "role", "Choose role", tooltip="Choose a database role.", id="picker.role"),
    bind(
        "ctrl+y",
        "menu_action('y')",
        "Peer",
        "Go to the peer cluster in another region.",
        "picker.peer",
    ),
    bind(
        "ctrl+g",
        "menu_action('M')",
        "Manage",
        "Create, change and delete clusters.",
        "picker.manage",
    ),
    bind("escape,ctrl+c", "stop", "Stop", "Stop connecting.", "picker.stop"),
]
