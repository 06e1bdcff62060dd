"""The tool that draws a result as a chart."""

from __future__ import annotations

from pathlib import Path

from dsql_tui.ui.charts.chart_screen import Chart
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    view = bench.console.result
    if view.table is None or not len(view.table.columns) or not len(view.grid.state.sheet):
        bench.app.notify("There are no rows to draw. Run a SELECT first.", severity="warning")
    else:
        bench.app.push_screen(Chart(view.grid.state.sheet.snapshot(), Path.cwd()))


CHART = Tool(
    "chart",
    "C",
    "draw a chart",
    "results",
    "Draw the rows as lines, bars, points or a histogram.",
    _use,
)
