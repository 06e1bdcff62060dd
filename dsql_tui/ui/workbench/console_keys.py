"""The keys of a console."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from dsql_tui.ui.bindings import bind

KEYS: list[BindingType] = [
    Binding(
        "ctrl+r",
        "line('history')",
        "History",
        tooltip="Find a past statement to insert or run again.",
        id="console.history",
    ),
    bind(
        "ctrl+l",
        "fix",
        "Fix",
        "Show the statement at the cursor rewritten for Aurora DSQL.",
        "console.fix",
    ),
    bind(
        "ctrl+s",
        "line('save')",
        "Save",
        "Save the script; asks for a file name the first time.",
        "console.save",
    ),
]
