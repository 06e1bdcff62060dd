"""The tool that shows the quotas of the cluster."""

from __future__ import annotations

from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    # Imported here, because few sessions look at it.
    from dsql_tui.ui.limits.limits_screen import Limits

    bench.app.push_screen(Limits(bench.access, bench.workspace.title))


LIMITS = Tool(
    "limits",
    "l",
    "limits",
    "monitor",
    "Show the quotas of the cluster, how much of them is used, and which can be raised.",
    _use,
)
