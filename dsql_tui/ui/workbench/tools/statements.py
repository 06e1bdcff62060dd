"""The tool that shows the top statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsql_tui.ui.workbench.tools.plans import EXPLAIN
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench

if TYPE_CHECKING:
    from dsql_tui.ui.statements.statements_screen import Choice


def _use(bench: Workbench) -> None:
    # Imported here, because few sessions look at it.
    from dsql_tui.ui.statements.statements_screen import Statements

    def insert(choice: Choice | None) -> None:
        if choice:
            bench.console.editor.append(choice.statement)
            bench.console.editor.focus()
            if choice.explain:
                EXPLAIN.use(bench)

    bench.app.push_screen(Statements(bench.workspace), insert)


STATEMENTS = Tool(
    "statements",
    "t",
    "top statements",
    "monitor",
    "Show the top statements by time, DPU or conflicts, and insert or explain one.",
    _use,
)
