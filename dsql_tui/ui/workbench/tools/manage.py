"""The tool that opens the cluster manager."""

from __future__ import annotations

from dsql_tui.ui.clusters.clusters import Clusters
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    endpoint = bench.access.endpoint
    regions = (endpoint.region, *bench.start.regions)
    bench.app.push_screen(Clusters(bench.access.identity, regions, endpoint.identifier))


MANAGE = Tool(
    "manage", "M", "manage clusters", "cluster", "List, create, change and delete clusters.", _use
)
