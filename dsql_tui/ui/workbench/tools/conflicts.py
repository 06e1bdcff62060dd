"""The tool that shows the conflicts of the consoles and of the cluster."""

from __future__ import annotations

from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    # Imported here, because few sessions look at it.
    from dsql_tui.ui.conflicts.conflicts_screen import Conflicts

    bench.app.push_screen(Conflicts(bench.workspace))


CONFLICTS = Tool(
    "conflicts",
    "o",
    "conflicts (OCC)",
    "monitor",
    "Show the transactions that lost a conflict, how they ended, and what to change.",
    _use,
)
