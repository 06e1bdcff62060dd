"""Clusters: see which there are, make others, change and delete them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsql_tui.ui.screens.clusters import Clusters
from dsql_tui.ui.tools.tool import Tool

if TYPE_CHECKING:
    from dsql_tui.ui.screens.workbench import Workbench


def _use(bench: Workbench) -> None:
    here = bench.access.endpoint
    regions = (here.region, *bench.start.regions)
    bench.app.push_screen(Clusters(bench.access.identity, regions, here.identifier))


MANAGE = Tool(
    "manage", "M", "manage clusters", "cluster", "See, make, change and delete clusters.", _use
)
