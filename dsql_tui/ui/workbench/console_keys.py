"""The keys and menu entries of a console."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from dsql_tui.ui.bindings import bind
from dsql_tui.ui.dialogs.menu import Entry

ENTRIES = (
    Entry("a", "run the whole script", "run_script", "run"),
    Entry("A", "continue on error", "switch('continue_on_error')", "run"),
    Entry("z", "cancel the statement", "cancel", "run"),
    Entry("y", "run again", "again", "run"),
    Entry("O", "read-only console", "switch('read_only')", "run"),
    Entry("Y", "auto-retry conflicts", "switch('retry_conflicts')", "run"),
    Entry("v", "check unknown outcome", "check", "run"),
    Entry("g", "begin", "send('begin')", "transaction"),
    Entry("G", "manual commit", "switch('manual_commit')", "transaction"),
    Entry("c", "commit", "send('commit')", "transaction"),
    Entry("b", "roll back", "send('rollback')", "transaction"),
)

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
