"""The tool that opens the cluster manager."""

from __future__ import annotations

from dsql_tui.ui.clusters.clusters import Clusters, ManagerResult
from dsql_tui.ui.workbench.switch_cluster import switch_cluster
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    endpoint = bench.access.endpoint
    regions = (endpoint.region, *bench.start.regions)

    def connect(left: ManagerResult | None) -> None:
        if left and (target := left.target):
            peer = bench.access.endpoint.identifier in "".join(target.peers)
            work = switch_cluster(bench, target.endpoint, target.title, peer)
            bench.run_worker(work, group="leave", exclusive=True)

    screen = Clusters(bench.access.identity, regions, endpoint.identifier)
    bench.app.push_screen(screen, connect)


MANAGE = Tool(
    "manage", "M", "manage clusters", "cluster", "List, create, change and delete clusters.", _use
)
