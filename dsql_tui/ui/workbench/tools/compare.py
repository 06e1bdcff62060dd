"""The tool that compares the schema of the cluster with that of another, or of a file."""

from __future__ import annotations

from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench

_QUESTION = "Compare with which cluster (profile, identifier, ARN, endpoint) or .sql file?"


def _use(bench: Workbench) -> None:
    # Imported here, because few sessions compare.
    from dsql_tui.ui.compare.compare_screen import SchemaComparison

    def insert(script: str | None) -> None:
        if script:
            bench.console.editor.append(script)
            bench.console.editor.focus()

    def show(other: str | None) -> None:
        if other:
            names = (bench.workspace.title, other)
            bench.app.push_screen(SchemaComparison(bench.access, *names), insert)

    bench.app.push_screen(AskDialog(_QUESTION), lambda other: show((other or "").strip()))


COMPARE = Tool(
    "compare",
    "d",
    "compare two schemas",
    "monitor",
    "List how the schema of another cluster, or of a file, differs, with the script.",
    _use,
)
