"""The keys that edit rows."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from dsql_tui.ui.bindings import bind

KEYS: list[BindingType] = [
    Binding("e", "edit", "Edit", tooltip="Edit the cell or the selected cells.", id="edit.cell"),
    bind("w", "write", "Write", "Review and write pending changes.", "edit.write"),
    bind("u", "undo", "Undo", "Undo the last pending change.", "edit.undo"),
    bind(
        "E",
        "edit(True)",
        "Edit in lines",
        "Edit the cell in a dialog of several lines.",
        "edit.lines",
    ),
    bind("ctrl+l,ctrl+n", "set_null", "Set NULL", "Set the cells to NULL.", "edit.null"),
    bind("ctrl+d", "set_default", "Set default", "Set the cells to the default.", "edit.default"),
    bind("i", "insert", "Insert a row", "Add a row.", "edit.insert"),
    bind("D", "clone", "Clone rows", "Add a copy of the row or the selected rows.", "edit.clone"),
    bind(
        "d,delete",
        "delete",
        "Delete rows",
        "Mark the row or the selected rows for deletion; again to keep them.",
        "edit.delete",
    ),
    bind(
        "backspace",
        "revert",
        "Revert",
        "Remove the pending changes of the row or the selected rows.",
        "edit.revert",
    ),
    bind("U", "undo_all", "Undo all", "Undo all pending changes; u restores them.", "edit.all"),
]
