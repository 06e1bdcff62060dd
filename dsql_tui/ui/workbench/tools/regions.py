"""The tool that shows the regions of a multi-Region cluster, and connects in another one."""

from __future__ import annotations

from dsql_tui.aws.peers import RegionalCluster
from dsql_tui.ui.clusters.regions_page import RegionsPage
from dsql_tui.ui.workbench.switch_cluster import switch_cluster
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    def connect(chosen: RegionalCluster | None) -> None:
        if chosen:
            work = switch_cluster(bench, chosen.endpoint, chosen.title, peer=True)
            bench.run_worker(work, group="leave", exclusive=True)

    access = bench.access
    page = RegionsPage(access.identity, access.endpoint, bench.workspace.title)
    bench.app.push_screen(page, connect)


REGIONS = Tool(
    "regions",
    "r",
    "regions",
    "monitor",
    "Show the regions of a multi-Region cluster, and connect in the other one.",
    _use,
)
