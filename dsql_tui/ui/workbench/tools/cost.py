"""The tool that shows what statements and the cluster have cost."""

from __future__ import annotations

from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    # Imported here, because few sessions look at it.
    from dsql_tui.ui.cost.cost_screen import Cost

    bench.app.push_screen(Cost(bench.workspace, bench.console.line.number))


COST = Tool(
    "cost",
    "c",
    "cost",
    "monitor",
    "Show the DPU that were reported, an estimate of their price, and the free tier.",
    _use,
)
