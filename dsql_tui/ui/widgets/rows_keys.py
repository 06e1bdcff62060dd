"""The keys of the rows, whichever way they are shown."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from dsql_tui.ui.bindings import quiet

KEYS: list[BindingType] = [
    Binding("o", "record", "Record", tooltip="Show the row as a list.", id="rows.record"),
    Binding("s", "sort", "Sort", tooltip="Sort what is loaded by the column.", id="rows.sort"),
    Binding("slash", "filter", "Filter", tooltip="Show only some of the rows.", id="rows.filter"),
    Binding("y", "copy", "Copy", tooltip="Copy cells in a format.", id="rows.copy"),
    quiet("ctrl+c", "copy_plain", "Copy as text", "Copy what is selected.", "rows.copy_plain"),
    quiet("S", "draft_sort", "Sort anew", "Write a statement that sorts.", "rows.draft_sort"),
    quiet(
        "W",
        "draft_filter",
        "Filter anew",
        "Write a statement that filters.",
        "rows.draft_where",
    ),
    quiet("ctrl+f,f", "find", "Find", "Find a text in the results.", "rows.find"),
    quiet("n", "find_next(True)", "Find next", "Go to the next match.", "rows.find_next"),
    quiet("N", "find_next(False)", "Find previous", "Go to the match before.", "rows.find_back"),
    quiet("x", "expand('toggle')", "Expand", "Show rows as lists, or not.", "rows.expand"),
    quiet("colon", "go_to_row", "Go to row", "Go to a row by its number.", "rows.go_to"),
    quiet("r", "reset", "Reset", "All rows as they came, and all columns.", "rows.reset"),
]
