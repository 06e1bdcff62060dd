"""The titles of the editor and the results of a console: names, counts and states."""

from __future__ import annotations

from dsql_tui.execution.result import Result
from dsql_tui.ui.workbench.console import Console


def show_titles(console: Console) -> None:
    """Update the titles above the editor and the results."""
    line = console.line
    name = line.title if line.given_name or line.file else ""
    console.title.show("Editor", name)
    console.results_border.show("Results", *describe_result(console.results.current))


def describe_result(result: Result) -> tuple[str, ...]:
    """Return the number of rows of a result, and what it has besides."""
    if result.failed:
        return ("failed",)
    return (
        "receiving rows" if result.is_growing else result.summary,
        "pinned" if result.pinned else "",
        "changes pending" if result.has_changes else "",
    )
