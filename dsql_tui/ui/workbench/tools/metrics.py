"""The tool that shows the metrics of the cluster in CloudWatch."""

from __future__ import annotations

from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    # Imported here, because few sessions look at it.
    from dsql_tui.ui.metrics.metrics_screen import Metrics

    bench.app.push_screen(Metrics(bench.access, bench.workspace.title))


METRICS = Tool(
    "metrics",
    "m",
    "metrics",
    "monitor",
    "Show the transactions, conflicts, latency, DPU and storage of the cluster over time.",
    _use,
)
