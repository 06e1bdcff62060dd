"""Chart: the rows in sight as lines, bars, points or a histogram."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dsql_tui.ui.screens.chart import Chart
from dsql_tui.ui.tools.tool import Tool

if TYPE_CHECKING:
    from dsql_tui.ui.screens.workbench import Workbench


def _use(bench: Workbench) -> None:
    view = bench.console.result
    if view.table is None or not len(view.table.columns) or not len(view.grid.look.sheet):
        bench.notify("There are no rows to draw: run a SELECT first.", severity="warning")
    else:
        bench.app.push_screen(Chart(view.grid.look.sheet.still(), Path.cwd()))


CHART = Tool(
    "chart",
    "C",
    "chart",
    "results",
    "Draw the rows in sight as lines, bars, points or a histogram.",
    _use,
)
