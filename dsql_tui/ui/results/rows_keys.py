"""The keys of the rows, in the grid and in the expanded view."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from dsql_tui.ui.bindings import bind

KEYS: list[BindingType] = [
    Binding("o", "record", "Show row", tooltip="Show the row as a list.", id="rows.record"),
    Binding(
        "s",
        "sort",
        "Sort",
        tooltip="Sort the loaded rows by the column; again: descending, again: off.",
        id="rows.sort",
    ),
    Binding("slash", "filter", "Filter", tooltip="Filter the loaded rows.", id="rows.filter"),
    Binding("y", "copy", "Copy", tooltip="Copy cells in a format.", id="rows.copy"),
    bind("ctrl+c", "copy_plain", "Copy as text", "Copy the selection.", "rows.copy_plain"),
    bind(
        "S",
        "draft_sort",
        "Sort on the server",
        "Draft a query that sorts on the server.",
        "rows.draft_sort",
    ),
    bind(
        "W",
        "draft_filter",
        "Filter on the server",
        "Draft a query that filters on the server.",
        "rows.draft_where",
    ),
    bind(
        "A",
        "sort(True)",
        "Sort also",
        "Sort by this column too, after the other ones.",
        "rows.sort_also",
    ),
    bind("F", "remove_filter", "Remove a filter", "Remove one filter.", "rows.remove_filter"),
    bind(
        "t",
        "follow(True)",
        "Go to the row named",
        "Go to the row that the cell names, by a foreign key or a guess.",
        "rows.follow",
    ),
    bind(
        "T",
        "follow(False)",
        "Related rows",
        "List the rows that this row names, and those that name it.",
        "rows.related",
    ),
    bind("ctrl+f,f", "find", "Find", "Find text in the rows.", "rows.find"),
    bind("n", "find_next(True)", "Find next", "Go to the next match.", "rows.find_next"),
    bind("N", "find_next(False)", "Find previous", "Go to the previous match.", "rows.find_back"),
    bind("x", "expand('toggle')", "Expand", "Show rows as lists or as a grid.", "rows.expand"),
    bind("colon", "go_to_row", "Go to row", "Go to a row number.", "rows.go_to"),
    bind("r", "reset", "Reset", "Reset order, filters and columns.", "rows.reset"),
]
