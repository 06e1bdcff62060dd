"""The keys of the results."""

from __future__ import annotations

from textual.binding import BindingType

from dsql_tui.ui.bindings import bind

KEYS: list[BindingType] = [
    bind(
        "left_square_bracket",
        "step(-1)",
        "Previous result",
        "Show the previous result.",
        "results.previous",
    ),
    bind(
        "right_square_bracket",
        "step(1)",
        "Next result",
        "Show the next result.",
        "results.next",
    ),
    bind("m", "notices", "Notices", "Go to the notices of this result.", "results.notices"),
    bind(
        "b",
        "back",
        "Back",
        "Go back to the row from which you came to related rows.",
        "results.back",
    ),
    bind(
        "p",
        "screen.use('plan')",
        "Plan",
        "Show the plan in this result as a tree, with advice.",
        "results.plan",
    ),
    bind(
        "P",
        "pin",
        "Pin",
        "Pin this result so that the next run keeps it, or unpin it.",
        "results.pin",
    ),
    bind(
        "plus",
        "fetch(100000)",
        "Fetch more",
        "Run the statement again for 100,000 more rows.",
        "results.fetch_on",
    ),
    bind(
        "asterisk",
        "fetch(0)",
        "Fetch all",
        "Run the statement again for all rows.",
        "results.fetch_all",
    ),
]
